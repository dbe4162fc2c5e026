/* SPDX-License-Identifier: MIT */
#include "rules/diagnosis.h"

#include "base/text.h"
#include "rules/command.h"
#include "rules/diagnosis_parts.h"

#include <inttypes.h>

enum { WORDS_MOST = 160 };

/* clang-format off */
const struct cause_row cause_rows[] = {
	{ "rate-limit-or-ban", rate_limit_decide },
	{ "dns-wrong-host", wrong_host_decide },
	{ "ipv6-ipv4-divergence", family_decide },
	{ "port-blocked", blocked_decide },
	{ "implicit-client-on-starttls-port", implicit_client_decide },
	{ "starttls-client-on-implicit-port", starttls_client_decide },
	{ "proxy-protocol-mismatch", proxy_protocol_decide },
	{ "ehlo-name-rejected", ehlo_name_decide },
	{ "starttls-stripped-by-firewall", stripped_decide },
	{ "starttls-switched-off", switched_off_decide },
	{ "pipelined-bytes-after-220", pipelined_decide },
	{ "server-key-unusable-454", key_unusable_decide },
	{ "close-after-220", close_after_220_decide },
	{ "plaintext-after-220", plaintext_decide },
	{ "client-cert-required", client_certificate_decide },
	{ "pmtu-black-hole", black_hole_decide },
	{ "large-clienthello-intolerance", large_hello_decide },
	{ "tls-inspection-firewall", inspection_decide },
	{ "sni-rejected", sni_rejected_decide },
	{ "tls13-intolerance", tls13_decide },
	{ "tls-version-server-too-old", server_too_old_decide },
	{ "handshake-stall", stall_decide },
	{ "no-shared-cipher", no_shared_cipher_decide },
	{ "dh-params-too-small", dh_small_decide },
	{ "legacy-sigalg", legacy_signature_decide },
	{ "alpn-rejected", alpn_decide },
	{ "session-resumption-broken", resumption_decide },
	{ "session-state-not-reset", state_kept_decide },
	{ "banner-repeated-inside-tls", second_banner_decide },
	{ "close-after-handshake", close_after_handshake_decide },
	{ "cert-expired-not-reloaded", expired_decide },
	{ "cert-hostname-mismatch", name_mismatch_decide },
	{ "client-av-or-proxy-interception", interception_decide },
	{ "cert-untrusted-self-signed", self_signed_decide },
	{ "cert-missing-intermediate", intermediate_decide },
	{ "clock-skew", clock_decide },
	{ "weak-key-or-signature", weak_decide },
	{ "cert-cn-only", cn_only_decide },
	{ "sni-needed-for-right-cert", sni_needed_decide },
	{ "auth-not-offered-after-tls", no_login_decide },
	{ "greeting-delay-or-tarpit", greeting_delay_decide },
	{ "backend-pool-inconsistent", pool_decide },
	{ "ec-only-cert", ec_only_decide },
	{ "tls-version-client-too-old", client_too_old_decide },
	{ "imap-login-disabled-before-tls", login_disabled_decide },
	{ "helo-instead-of-ehlo", helo_decide },
	{ "chain-wrong-order", order_decide },
	{ "must-staple-no-staple", staple_decide },
	{ "starttls-not-sent-by-client", unseen_decide },
	{ "starttls-on-active-tls", unseen_decide },
	{ "ehlo-not-reissued", unseen_decide },
	{ "client-overreads-or-underreads-220", unseen_decide },
	{ "client-sends-unwanted-cert", unwanted_certificate_decide },
	{ "client-swallows-tls-error", unseen_decide },
	{ "stale-client-trust-store", unseen_decide },
	{ "hoster-redirects-outbound-smtp", unseen_decide },
	{ "revocation-unreachable", unseen_decide },
	{ "crlf-fixer-in-front", unseen_decide },
	{ "dane-tlsa-mismatch", unseen_decide },
	{ "mta-sts-mismatch", unseen_decide },
};
/* clang-format on */
const size_t cause_rows_count = COUNT_OF(cause_rows);
_Static_assert(COUNT_OF(cause_rows) <= NAMED_CAUSES_MAX, "room for all causes");

const char *
suspicion_name(enum suspicion suspicion)
{
	static const char *const names[] = {
		[SUSPICION_UNSEEN] = "unseen",
		[SUSPICION_NOT_REACHED] = "not-reached",
		[SUSPICION_RULED_OUT] = "ruled-out",
		[SUSPICION_POSSIBLE] = "possible",
		[SUSPICION_LIKELY] = "likely",
		[SUSPICION_CERTAIN] = "certain",
	};
	_Static_assert(COUNT_OF(names) == SUSPICIONS, "a word for each");

	return names[suspicion];
}

struct opinion
opinion(enum suspicion suspicion, const char *evidence)
{
	return (struct opinion){ suspicion, evidence };
}

struct opinion
opinion_unless(bool is_past, const char *evidence)
{
	return is_past ? opinion(SUSPICION_RULED_OUT, evidence)
	               : opinion(SUSPICION_NOT_REACHED, NULL);
}

bool
failed_at(const struct case_file *file, enum stage stage)
{
	return file->diagnosis->has_failed && file->diagnosis->failure.stage == stage;
}

bool
failed_by(const struct case_file *file, enum outcome outcome)
{
	return file->diagnosis->has_failed && file->diagnosis->failure.outcome == outcome;
}

bool
got_session(const struct case_file *file)
{
	return file->diagnosis->facts->has_session;
}

bool
got_to_hello(const struct case_file *file)
{
	return file->diagnosis->is_hello_sent;
}

bool
is_proven(const struct case_file *file, enum experiment experiment)
{
	return file->diagnosis->trials[experiment].alike > 1 && !file->diagnosis->is_unsteady;
}

struct opinion
opinion_if_proven(const struct case_file *file, enum experiment experiment,
    enum suspicion suspicion, const char *evidence)
{
	if (file->diagnosis->is_unsteady)
		return opinion(SUSPICION_POSSIBLE, evidence);
	if (suspicion == SUSPICION_CERTAIN && !is_proven(file, experiment))
		return opinion(SUSPICION_LIKELY, evidence);
	return opinion(is_proven(file, experiment) ? suspicion : SUSPICION_POSSIBLE, evidence);
}

bool
has_succeeded(const struct case_file *file, enum experiment experiment)
{
	return file->diagnosis->trials[experiment].state == TRIAL_SUCCEEDED;
}

bool
has_failed_trial(const struct case_file *file, enum experiment experiment)
{
	return file->diagnosis->trials[experiment].state == TRIAL_FAILED;
}

const char *
words_of_failure(const struct case_file *file)
{
	const struct failure *failure = &file->diagnosis->failure;

	if (failure->words.len > 0)
		return arena_printf(file->arena, "the server said \"%s\"",
		    text_escape(file->arena, failure->words, WORDS_MOST));
	return arena_printf(file->arena, "%s: the server %s after %" PRIu64 " ms",
	    stage_name(failure->stage), failure_phrase(file->arena, failure),
	    failure->at_us / 1000);
}

struct opinion
unseen_decide(const struct case_file *file)
{
	(void)file;
	return opinion(SUSPICION_UNSEEN, NULL);
}

/* Sorted in while they come: equal ones stay in the order of the rows. */
static void
insert(struct answer_to_why *answer, struct named_cause cause)
{
	size_t place = answer->len++;

	while (place > 0 &&
	       answer->causes[place - 1].opinion.suspicion < cause.opinion.suspicion) {
		answer->causes[place] = answer->causes[place - 1];
		place--;
	}
	answer->causes[place] = cause;
}

static void
judge_clients(const struct case_file *file, struct answer_to_why *answer)
{
	const struct diagnosis *diagnosis = file->diagnosis;
	struct client_verdict *verdicts =
	    arena_alloc(file->arena, sizeof(*verdicts) * (diagnosis->clients_len + 1));

	for (size_t i = 0; i < diagnosis->clients_len; i++)
		verdicts[i] = client_judge(diagnosis, &diagnosis->clients[i], file->arena);
	answer->clients = verdicts;
	answer->clients_len = diagnosis->clients_len;
}

static struct named_cause
name_cause(const struct case_file *file, const struct cause_row *row)
{
	const struct cause *cause = cause_by_id(span_of(row->id));
	const struct endpoint *endpoint = &file->diagnosis->facts->record->endpoint;

	return (struct named_cause){
		.cause = cause,
		.opinion = row->decide(file),
		.command = cause->command == NULL
		               ? NULL
		               : command_at(file->arena, cause->command, file->host, endpoint),
	};
}

void
diagnosis_judge(const struct case_file *file, struct answer_to_why *answer)
{
	const struct diagnosis *diagnosis = file->diagnosis;
	enum outcome outcome = diagnosis->failure.outcome;

	*answer = (struct answer_to_why){
		.diagnosis = diagnosis,
		.is_tried = diagnosis->path != NULL && outcome != OUTCOME_LOCAL &&
		            outcome != OUTCOME_INTERRUPTED,
	};
	for (size_t i = 0; i < cause_rows_count && answer->is_tried; i++)
		insert(answer, name_cause(file, &cause_rows[i]));
	answer->works = answer->is_tried && !diagnosis->has_failed &&
	                answer->causes[0].opinion.suspicion < SUSPICION_LIKELY &&
	                !use_fails(&diagnosis->use);
	judge_clients(file, answer);
	answer->sentence = use_sentence(file, answer, diagnosis_sentence(file, answer));
	answer->hint = use_hint(file);
}

size_t
diagnosis_named(const struct answer_to_why *answer)
{
	size_t len = 0;

	while (len < answer->len && answer->causes[len].opinion.suspicion >= SUSPICION_POSSIBLE)
		len++;
	return len;
}
