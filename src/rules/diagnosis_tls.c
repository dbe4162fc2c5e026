/* SPDX-License-Identifier: MIT */
/* Causes that show in the handshake: each is proved by a change that helps, or breaks it. */
#include "registry/number.h"
#include "rules/diagnosis_parts.h"

#include <string.h>

enum {
	ALERT_HANDSHAKE_FAILURE = 40, /* RFC 8446 section 6, RFC 7301, RFC 6066 */
	ALERT_VERSION = 70,
	ALERT_INSUFFICIENT_SECURITY = 71,
	ALERT_INTERNAL = 80,
	ALERT_UNRECOGNIZED_NAME = 112,
	ALERT_NO_APPLICATION_PROTOCOL = 120,
	PRIME_LEAST = 2048, /* less than OpenSSL takes at level 2, its default since 3.2 */
};

static bool
has_alert(const struct case_file *file, uint32_t alert)
{
	return failed_at(file, STAGE_HANDSHAKE) && failed_by(file, OUTCOME_ALERT) &&
	       file->diagnosis->failure.number == alert;
}

static enum experiment
smallest(const struct case_file *file)
{
	return file->diagnosis->smallest;
}

/* The path works, and with this change it does not. */
static bool
breaks(const struct case_file *file, enum experiment experiment)
{
	return got_session(file) && !file->diagnosis->has_failed &&
	       has_failed_trial(file, experiment);
}

static const char *
trial_words(const struct case_file *file, enum experiment experiment)
{
	return arena_printf(file->arena, "%s the server %s", experiment_title(experiment),
	    failure_phrase(file->arena, &file->diagnosis->trials[experiment].failure));
}

/* The change that breaks it, as an opinion. */
static struct opinion
breaking(const struct case_file *file, enum experiment experiment, enum suspicion suspicion)
{
	return opinion_if_proven(file, experiment, suspicion, trial_words(file, experiment));
}

static const char *
helps_words(const struct case_file *file)
{
	return arena_printf(file->arena, "the server %s; %s it does not",
	    failure_phrase(file->arena, &file->diagnosis->failure),
	    experiment_title(smallest(file)));
}

struct opinion
stall_decide(const struct case_file *file)
{
	if (failed_at(file, STAGE_HANDSHAKE) && smallest(file) == EXPERIMENTS &&
	    (failed_by(file, OUTCOME_SILENT) || failed_by(file, OUTCOME_STALLED)))
		return opinion(SUSPICION_LIKELY, words_of_failure(file));
	return opinion_unless(got_session(file), "the handshake comes to its end");
}

const char *
hello_limit_words(const struct case_file *file)
{
	const struct hello_limit *limit = &file->diagnosis->limit;

	if (limit->answered == 0 || limit->answered >= limit->dropped)
		return NULL;
	if (limit->dropped - limit->answered == 1)
		return arena_printf(file->arena, "larger than %u bytes", limit->answered);
	return arena_printf(file->arena, "larger than some %u to %u bytes", limit->answered,
	    limit->dropped - 1);
}

/* Padding alone does it, or was not tried. */
static bool
is_size_at_fault(const struct case_file *file)
{
	return file->diagnosis->limit.answered == 0 || hello_limit_words(file) != NULL;
}

static const char *
size_words(const struct case_file *file, const char *words)
{
	const char *limit = hello_limit_words(file);

	if (limit != NULL)
		return arena_printf(file->arena,
		    "%s; a small hello that is padded is not answered either where it is %s",
		    words, limit);
	return is_size_at_fault(file) ? words
	                              : arena_printf(file->arena,
					    "%s; a small hello that is padded to the same size "
					    "is answered, so that "
					    "it is what is in the large one",
					    words);
}

struct opinion
large_hello_decide(const struct case_file *file)
{
	if (smallest(file) == EXPERIMENT_SMALL_HELLO)
		return opinion_if_proven(file, EXPERIMENT_SMALL_HELLO,
		    is_size_at_fault(file) ? SUSPICION_CERTAIN : SUSPICION_LIKELY,
		    size_words(file, helps_words(file)));
	if (smallest(file) == EXPERIMENT_SIZED_HELLO)
		return opinion(
		    hello_limit_words(file) != NULL ? SUSPICION_CERTAIN : SUSPICION_LIKELY,
		    size_words(file, "a hello that is as short as may be is answered"));
	if (breaks(file, EXPERIMENT_LARGE_HELLO) &&
	    has_succeeded(file, EXPERIMENT_SMALL_SEGMENTS))
		return opinion(
		    SUSPICION_RULED_OUT, "in small TCP segments a large hello is answered");
	if (breaks(file, EXPERIMENT_LARGE_HELLO))
		return opinion_if_proven(file, EXPERIMENT_LARGE_HELLO, SUSPICION_LIKELY,
		    size_words(file, trial_words(file, EXPERIMENT_LARGE_HELLO)));
	if (breaks(file, EXPERIMENT_TWO_SEGMENTS))
		return breaking(file, EXPERIMENT_TWO_SEGMENTS, SUSPICION_LIKELY);
	if (file->diagnosis->has_failed && has_failed_trial(file, EXPERIMENT_SMALL_HELLO))
		return opinion(SUSPICION_RULED_OUT, "with a small hello it is the same");
	return opinion_unless(
	    has_succeeded(file, EXPERIMENT_LARGE_HELLO), "a hello of 1,700 bytes is answered");
}

struct opinion
tls13_decide(const struct case_file *file)
{
	if (smallest(file) == EXPERIMENT_TLS12)
		return opinion_if_proven(
		    file, EXPERIMENT_TLS12, SUSPICION_CERTAIN, helps_words(file));
	if (file->diagnosis->has_failed && has_failed_trial(file, EXPERIMENT_TLS12))
		return opinion(
		    SUSPICION_RULED_OUT, "without an offer of TLS 1.3 it is the same");
	return opinion_unless(got_session(file), "an offer of TLS 1.3 is answered");
}

static bool
is_old(const struct case_file *file)
{
	const struct session *session = file->diagnosis->facts->session;

	return got_session(file) &&
	       (strcmp(session->version, tls_version_title(TLS_VERSION_11)) == 0 ||
		   strcmp(session->version, tls_version_title(TLS_VERSION_10)) == 0);
}

struct opinion
server_too_old_decide(const struct case_file *file)
{
	const struct session *session = file->diagnosis->facts->session;

	if (is_old(file))
		return opinion(SUSPICION_CERTAIN,
		    arena_printf(
			file->arena, "offered everything, it chose %s", session->version));
	if (smallest(file) == EXPERIMENT_OLD_TLS)
		return opinion_if_proven(
		    file, EXPERIMENT_OLD_TLS, SUSPICION_CERTAIN, helps_words(file));
	/* It may have nothing but SSL 3.0, or no version at all. */
	if (has_alert(file, ALERT_VERSION) && smallest(file) == EXPERIMENTS)
		return opinion(SUSPICION_LIKELY, words_of_failure(file));
	if (!got_session(file))
		return opinion(SUSPICION_NOT_REACHED, NULL);
	return opinion(
	    SUSPICION_RULED_OUT, arena_printf(file->arena, "it speaks %s", session->version));
}

bool
refuses_every_key(const struct case_file *file)
{
	return has_alert(file, ALERT_HANDSHAKE_FAILURE) && smallest(file) == EXPERIMENTS &&
	       has_failed_trial(file, EXPERIMENT_RSA) &&
	       has_failed_trial(file, EXPERIMENT_ECDSA);
}

struct opinion
no_shared_cipher_decide(const struct case_file *file)
{
	const struct session *session = file->diagnosis->facts->session;
	bool is_alert = has_alert(file, ALERT_HANDSHAKE_FAILURE) ||
	                has_alert(file, ALERT_INSUFFICIENT_SECURITY);

	if (is_alert && smallest(file) == EXPERIMENTS)
		return opinion(refuses_every_key(file) ? SUSPICION_POSSIBLE : SUSPICION_LIKELY,
		    words_of_failure(file));
	if (is_alert &&
	    (smallest(file) == EXPERIMENT_RSA || smallest(file) == EXPERIMENT_ECDSA ||
		smallest(file) == EXPERIMENT_DHE))
		return opinion(SUSPICION_LIKELY, helps_words(file));
	/* Offered everything it chose that: some clients do not offer it any more. */
	if (got_session(file) && span_starts(span_of(session->suite), "TLS_RSA_"))
		return opinion(SUSPICION_POSSIBLE,
		    arena_printf(file->arena,
			"offered everything, it chose %s: Python, Go and others offer no suite "
			"with RSA key exchange",
			session->suite));
	return opinion_unless(got_session(file), "a suite was agreed on");
}

static bool
shows_rsa(const struct case_file *file)
{
	const struct chain *chain = &file->diagnosis->facts->chain;

	return chain->len > 0 && chain->certificates[0].is_readable &&
	       span_starts(span_of(chain->certificates[0].key_type), "RSA");
}

struct opinion
ec_only_decide(const struct case_file *file)
{
	if (breaks(file, EXPERIMENT_RSA))
		return opinion(SUSPICION_POSSIBLE, trial_words(file, EXPERIMENT_RSA));
	if (smallest(file) == EXPERIMENT_ECDSA)
		return opinion(SUSPICION_POSSIBLE, helps_words(file));
	return opinion_unless(
	    has_succeeded(file, EXPERIMENT_RSA) || (got_session(file) && shows_rsa(file)),
	    "there is an RSA certificate");
}

struct opinion
dh_small_decide(const struct case_file *file)
{
	unsigned bits = file->diagnosis->trials[EXPERIMENT_DHE].prime_bits;

	if (bits > 0 && bits < PRIME_LEAST)
		return opinion(SUSPICION_LIKELY,
		    arena_printf(
			file->arena, "the server's Diffie-Hellman group has %u bits", bits));
	/* That another key exchange is preferred says nothing to a client that has only this.
	 */
	return opinion_unless(
	    bits > 0, arena_printf(file->arena, "the group has %u bits", bits));
}

struct opinion
legacy_signature_decide(const struct case_file *file)
{
	const struct session *session = file->diagnosis->facts->session;

	if (!got_session(file))
		return opinion(SUSPICION_NOT_REACHED, NULL);
	if (!is_old(file) && breaks(file, EXPERIMENT_NO_SHA1))
		return breaking(file, EXPERIMENT_NO_SHA1, SUSPICION_LIKELY);
	/* RFC 4346 section 7.4.3: older versions sign with MD5 and SHA-1, where they sign. */
	if (is_old(file) && !span_starts(span_of(session->suite), "TLS_RSA_"))
		return opinion(SUSPICION_LIKELY,
		    arena_printf(file->arena, "%s always signs with SHA-1", session->version));
	return opinion(SUSPICION_RULED_OUT,
	    *session->signature == '\0'
		? "the handshake has no signature"
		: arena_printf(file->arena, "it signs with %s", session->signature));
}

struct opinion
sni_needed_decide(const struct case_file *file)
{
	const struct diagnosis *diagnosis = file->diagnosis;

	if (diagnosis->is_other_leaf_wrong)
		return opinion(
		    SUSPICION_LIKELY, "without SNI comes a certificate for another name");
	if (breaks(file, EXPERIMENT_NO_NAME))
		return breaking(file, EXPERIMENT_NO_NAME, SUSPICION_LIKELY);
	if (smallest(file) == EXPERIMENT_GREETED_NAME &&
	    diagnosis->facts->record->endpoint.server_name == NULL)
		return opinion_if_proven(
		    file, EXPERIMENT_GREETED_NAME, SUSPICION_CERTAIN, helps_words(file));
	return opinion_unless(has_succeeded(file, EXPERIMENT_NO_NAME),
	    diagnosis->has_other_leaf ? "without SNI comes another certificate of this name"
				      : "without SNI comes the same certificate");
}

struct opinion
sni_rejected_decide(const struct case_file *file)
{
	bool has_name = file->diagnosis->facts->record->endpoint.server_name != NULL;

	if (smallest(file) == EXPERIMENT_NO_NAME)
		return opinion_if_proven(file, EXPERIMENT_NO_NAME, SUSPICION_CERTAIN,
		    arena_printf(file->arena, "%s%s", helps_words(file),
			has_succeeded(file, EXPERIMENT_OTHER_NAME)
			    ? ", nor with a name that nobody has: it is this name"
			: has_failed_trial(file, EXPERIMENT_OTHER_NAME)
			    ? ", and with a name that nobody has it does: it is any name"
			    : ""));
	if ((smallest(file) == EXPERIMENT_GREETED_NAME && has_name) ||
	    smallest(file) == EXPERIMENT_OTHER_NAME)
		return opinion_if_proven(
		    file, smallest(file), SUSPICION_CERTAIN, helps_words(file));
	if (has_alert(file, ALERT_UNRECOGNIZED_NAME))
		return opinion(SUSPICION_LIKELY, words_of_failure(file));
	if (file->diagnosis->has_failed && has_failed_trial(file, EXPERIMENT_NO_NAME))
		return opinion(SUSPICION_RULED_OUT, "without SNI it is the same");
	/* Who asks for another name, or writes it otherwise, may be refused, and rightly. */
	if (breaks(file, EXPERIMENT_DOTTED_NAME))
		return opinion(SUSPICION_POSSIBLE, trial_words(file, EXPERIMENT_DOTTED_NAME));
	if (breaks(file, EXPERIMENT_OTHER_NAME))
		return opinion(SUSPICION_POSSIBLE, trial_words(file, EXPERIMENT_OTHER_NAME));
	return opinion_unless(got_session(file), "a hello with this name is answered");
}

struct opinion
alpn_decide(const struct case_file *file)
{
	const struct trial *trial = &file->diagnosis->trials[EXPERIMENT_ALPN];

	if (breaks(file, EXPERIMENT_ALPN))
		return breaking(file, EXPERIMENT_ALPN, SUSPICION_LIKELY);
	return opinion_unless(trial->state == TRIAL_SUCCEEDED, "a hello with ALPN is answered");
}

/* In TLS 1.3 the handshake stands by then, and Postfix says "421 ... No client certificate". */
bool
wants_certificate(const struct case_file *file)
{
	return file->diagnosis->facts->asked_for_certificate && file->diagnosis->has_failed &&
	       span_contains(file->diagnosis->failure.words, "client certificate");
}

struct opinion
client_certificate_decide(const struct case_file *file)
{
	if (failed_by(file, OUTCOME_CERTIFICATE_WANTED))
		return opinion(SUSPICION_CERTAIN,
		    "the server asks for a certificate, and ends when none comes");
	if (wants_certificate(file))
		return opinion(SUSPICION_CERTAIN, words_of_failure(file));
	/* Many ask and go on without; who refuses in words would say that it is this. */
	if (file->diagnosis->facts->asked_for_certificate && file->diagnosis->has_failed)
		return opinion(
		    failed_by(file, OUTCOME_REFUSED) ? SUSPICION_POSSIBLE : SUSPICION_LIKELY,
		    "the server asks for a certificate");
	return opinion_unless(
	    got_session(file), "the server goes on without a certificate of ours");
}

struct opinion
client_too_old_decide(const struct case_file *file)
{
	if (breaks(file, EXPERIMENT_TLS12))
		return opinion(
		    SUSPICION_POSSIBLE, arena_printf(file->arena, "%s: it demands TLS 1.3",
					    trial_words(file, EXPERIMENT_TLS12)));
	return opinion(SUSPICION_UNSEEN, NULL);
}

struct opinion
unwanted_certificate_decide(const struct case_file *file)
{
	if (!got_session(file))
		return opinion(SUSPICION_NOT_REACHED, NULL);
	if (!file->diagnosis->facts->asked_for_certificate)
		return opinion(SUSPICION_RULED_OUT,
		    "the server asks for no certificate, so that no client sends one");
	return file->diagnosis->has_failed
	           ? opinion(SUSPICION_RULED_OUT, "it fails without a certificate of ours")
	           : opinion(SUSPICION_POSSIBLE,
			 "the server asks for a certificate, and goes on without");
}

struct opinion
resumption_decide(const struct case_file *file)
{
	const struct trial *trial = &file->diagnosis->trials[EXPERIMENT_RESUMED];

	if (breaks(file, EXPERIMENT_RESUMED))
		return breaking(file, EXPERIMENT_RESUMED, SUSPICION_LIKELY);
	if (smallest(file) == EXPERIMENT_NO_TICKET)
		return opinion_if_proven(
		    file, EXPERIMENT_NO_TICKET, SUSPICION_LIKELY, helps_words(file));
	if (trial->state != TRIAL_SUCCEEDED || trial->session == NULL)
		return opinion(SUSPICION_NOT_REACHED, NULL);
	return opinion(SUSPICION_RULED_OUT, trial->session->is_resumed
						? "a session of the server's is taken up again"
						: "the server begins a new session where an "
						  "old one is offered, and that works");
}
