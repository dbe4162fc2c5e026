/* SPDX-License-Identifier: MIT */
/* Causes that show up to our TLS hello: address, port, greeting, EHLO and STARTTLS. */
#include "base/text.h"
#include "rules/diagnosis_parts.h"

#include <inttypes.h>
#include <string.h>

enum { WORDS_MOST = 160 };

static const uint64_t slow_us = 10 * UINT64_C(1000000); /* many clients wait no longer */
static const uint64_t slowish_us = 4 * UINT64_C(1000000);

static bool
is_starttls_port(const struct case_file *file)
{
	return file->diagnosis->facts->record->endpoint.scheme->mode == MODE_STARTTLS;
}

static bool
has_greeting(const struct case_file *file)
{
	return file->diagnosis->facts->greeting.len > 0 && !failed_at(file, STAGE_GREETING);
}

static const char *
quoted(const struct case_file *file, struct span words)
{
	return arena_printf(
	    file->arena, "the server said \"%s\"", text_escape(file->arena, words, WORDS_MOST));
}

/* A 421 or 454 may have any reason; with these words it is about who asks, and how often. */
static bool
speaks_of_limit(struct span words)
{
	static const char *const phrases[] = { "too many", "too much", "too fast", "rate limit",
		"ratelimit", "limit exceeded", "throttl", "banned", "blocked", "blacklist",
		"blocklist" };

	for (size_t i = 0; i < COUNT_OF(phrases); i++)
		if (span_contains(words, phrases[i]))
			return true;
	return false;
}

/* Mode. */

struct opinion
implicit_client_decide(const struct case_file *file)
{
	if (failed_by(file, OUTCOME_WRONG_MODE) &&
	    file->diagnosis->facts->mode == MODE_STARTTLS)
		return opinion(SUSPICION_CERTAIN, words_of_failure(file));
	if (!is_starttls_port(file) && failed_by(file, OUTCOME_PLAINTEXT))
		return opinion(SUSPICION_LIKELY, words_of_failure(file));
	return opinion_unless(
	    has_greeting(file) || got_session(file), "the port was spoken to in its own mode");
}

struct opinion
starttls_client_decide(const struct case_file *file)
{
	if (failed_by(file, OUTCOME_WRONG_MODE) &&
	    file->diagnosis->facts->mode == MODE_IMPLICIT)
		return opinion(SUSPICION_CERTAIN,
		    "no greeting comes in clear, and a hello of TLS is answered at once");
	if (is_starttls_port(file) && failed_by(file, OUTCOME_TLS_EXPECTED))
		return opinion(SUSPICION_LIKELY, words_of_failure(file));
	if (is_starttls_port(file) && failed_at(file, STAGE_GREETING) &&
	    failed_by(file, OUTCOME_SILENT))
		return opinion(SUSPICION_UNSEEN, NULL);
	return opinion_unless(
	    has_greeting(file) || got_session(file), "the port was spoken to in its own mode");
}

/* TCP and names. */

struct opinion
blocked_decide(const struct case_file *file)
{
	if (failed_by(file, OUTCOME_FILTERED) || failed_by(file, OUTCOME_UNREACHABLE))
		return opinion(SUSPICION_LIKELY, words_of_failure(file));
	if (failed_by(file, OUTCOME_CONNECTION_REFUSED))
		return opinion(SUSPICION_LIKELY,
		    "the connection is refused: nothing listens there, or a firewall says so");
	return opinion(SUSPICION_RULED_OUT, "TCP stands from here");
}

struct opinion
wrong_host_decide(const struct case_file *file)
{
	/* Behind a greeting of mail the name is right, and what it led to passes TLS on
	 * wrongly. */
	if (failed_by(file, OUTCOME_HTTP))
		return opinion(has_greeting(file) ? SUSPICION_POSSIBLE : SUSPICION_CERTAIN,
		    words_of_failure(file));
	if (failed_by(file, OUTCOME_OTHER_PROTOCOL) ||
	    (failed_at(file, STAGE_GREETING) && failed_by(file, OUTCOME_MALFORMED)))
		return opinion(SUSPICION_LIKELY, words_of_failure(file));
	return opinion_unless(has_greeting(file), "the greeting is of this protocol");
}

static bool
is_ipv6(const char *address)
{
	return strchr(address, ':') != NULL;
}

/* An address of the host, of the same family as this one or of the other, to which the path
 * works; NULL: there is none. */
static const char *
works_at(const struct case_file *file, bool is_same_family)
{
	bool is_six = is_ipv6(file->diagnosis->facts->record->endpoint.address);

	for (size_t i = 0; i < file->host->ports_len; i++) {
		const char *address = file->host->ports[i].endpoint.address;

		if ((is_ipv6(address) == is_six) == is_same_family &&
		    file->all[i].path != NULL && !file->all[i].has_failed)
			return address;
	}
	return NULL;
}

struct opinion
family_decide(const struct case_file *file)
{
	const char *address = works_at(file, false);

	if (file->host->ports_len < 2)
		return opinion(SUSPICION_RULED_OUT, "the host has one address");
	/* Where another address of the same family works, the family has no part in it. */
	if (file->diagnosis->has_failed && address != NULL && works_at(file, true) == NULL)
		return opinion(SUSPICION_CERTAIN,
		    arena_printf(file->arena, "the path to %s works", address));
	return opinion_unless(!file->diagnosis->has_failed, "the path to this address works");
}

/* The greeting. */

/* It greeted us once, and took a later connection without a greeting, or not at all. */
static bool
is_turned_away(const struct case_file *file, const struct trial *trial)
{
	const struct failure *failure = &trial->failure;

	return trial->state == TRIAL_UNDECIDED && has_greeting(file) && !failure->is_secure &&
	       (failure->stage == STAGE_CONNECT || failure->stage == STAGE_GREETING) &&
	       failure->outcome != OUTCOME_NONE && failure->outcome != OUTCOME_LOCAL &&
	       failure->outcome != OUTCOME_INTERRUPTED;
}

/* Postfix: "454 4.7.0 Error: too many new TLS sessions". */
static bool
is_starttls_limited(const struct case_file *file)
{
	return failed_at(file, STAGE_STARTTLS) && failed_by(file, OUTCOME_REFUSED) &&
	       speaks_of_limit(file->diagnosis->failure.words);
}

struct opinion
rate_limit_decide(const struct case_file *file)
{
	const struct diagnosis *diagnosis = file->diagnosis;

	if (wants_certificate(file))
		return opinion(SUSPICION_RULED_OUT, words_of_failure(file));
	if (diagnosis->has_failed &&
	    (failed_by(file, OUTCOME_GOODBYE) || is_starttls_limited(file)))
		return opinion(speaks_of_limit(diagnosis->failure.words) ? SUSPICION_CERTAIN
									 : SUSPICION_LIKELY,
		    words_of_failure(file));
	if (failed_at(file, STAGE_GREETING) && failed_by(file, OUTCOME_REFUSED))
		return opinion(SUSPICION_LIKELY, words_of_failure(file));
	for (size_t i = 0; i < EXPERIMENTS; i++)
		if (diagnosis->trials[i].failure.outcome == OUTCOME_GOODBYE ||
		    (diagnosis->trials[i].state == TRIAL_UNDECIDED &&
			speaks_of_limit(diagnosis->trials[i].failure.words)))
			return opinion(
			    SUSPICION_LIKELY, quoted(file, diagnosis->trials[i].failure.words));
	if (!diagnosis->has_failed && has_failed_trial(file, EXPERIMENT_AGAIN))
		return opinion(SUSPICION_LIKELY,
		    arena_printf(file->arena,
			"the same connection that worked at first was made again later, and it "
			"%s",
			failure_phrase(
			    file->arena, &diagnosis->trials[EXPERIMENT_AGAIN].failure)));
	for (size_t i = 0; i < EXPERIMENTS; i++)
		if (is_turned_away(file, &diagnosis->trials[i]))
			return opinion(SUSPICION_LIKELY,
			    arena_printf(file->arena,
				"it greeted us at first, and on a later connection it %s",
				failure_phrase(file->arena, &diagnosis->trials[i].failure)));
	if (diagnosis->is_unsteady)
		return opinion(
		    SUSPICION_POSSIBLE, "some connections come to another end than others");
	if (failed_at(file, STAGE_GREETING) &&
	    (failed_by(file, OUTCOME_CLOSED) || failed_by(file, OUTCOME_RESET)))
		return opinion(SUSPICION_POSSIBLE,
		    "it ends without a greeting, as for one who is shut out");
	return opinion_unless(has_greeting(file) && diagnosis->trials_len > 0,
	    "the server goes on taking connections");
}

struct opinion
greeting_delay_decide(const struct case_file *file)
{
	uint64_t took_us = file->diagnosis->facts->greeting_us;
	const char *evidence =
	    arena_printf(file->arena, "the greeting took %" PRIu64 ".%" PRIu64 " s",
		took_us / 1000000, took_us / 100000 % 10);

	if (file->diagnosis->smallest == EXPERIMENT_PATIENT)
		return opinion_if_proven(file, EXPERIMENT_PATIENT, SUSPICION_CERTAIN,
		    "it is past that when we wait some seconds behind the greeting");
	if (failed_at(file, STAGE_GREETING) &&
	    (failed_by(file, OUTCOME_SILENT) || failed_by(file, OUTCOME_STALLED)))
		return opinion(
		    SUSPICION_LIKELY, "no whole greeting came in the time that we waited");
	if (failed_at(file, STAGE_GREETING) && failed_by(file, OUTCOME_TOO_SLOW))
		return opinion(SUSPICION_LIKELY, words_of_failure(file));
	/* What came late must be a greeting: others may end a wait with words of their own. */
	if (took_us >= slow_us && has_greeting(file))
		return opinion(SUSPICION_LIKELY, arena_printf(file->arena,
						     "%s: a client that waits for less gives "
						     "up, and many wait for 10 s or less",
						     evidence));
	if (took_us >= slowish_us && has_greeting(file))
		return opinion(SUSPICION_POSSIBLE, evidence);
	return opinion_unless(has_greeting(file), evidence);
}

struct opinion
proxy_protocol_decide(const struct case_file *file)
{
	const struct diagnosis *diagnosis = file->diagnosis;
	struct span early = diagnosis->early_reply;

	if (diagnosis->has_answered_early &&
	    (span_starts(early, "5") || span_starts(early, "421") ||
		span_contains(early, "BAD") || span_starts(early, "-ERR")))
		return opinion(SUSPICION_LIKELY,
		    arena_printf(file->arena,
			"before we said anything, the greeting was followed by \"%s\"",
			text_escape(file->arena, early, WORDS_MOST)));
	if (failed_by(file, OUTCOME_GOODBYE) && failed_at(file, STAGE_GREETING) &&
	    span_contains(diagnosis->failure.words, "No system resources"))
		return opinion(SUSPICION_POSSIBLE, words_of_failure(file));
	if (failed_at(file, STAGE_GREETING) && !got_session(file) &&
	    (failed_by(file, OUTCOME_CLOSED) || failed_by(file, OUTCOME_RESET)))
		return opinion(SUSPICION_POSSIBLE, words_of_failure(file));
	return opinion_unless(has_greeting(file), "nothing came unasked");
}

/* EHLO and STARTTLS. */

struct opinion
ehlo_name_decide(const struct case_file *file)
{
	const struct diagnosis *diagnosis = file->diagnosis;
	bool has_other = has_succeeded(file, EXPERIMENT_LITERAL_NAME) ||
	                 has_succeeded(file, EXPERIMENT_LOCALHOST);

	if (diagnosis->is_ehlo_unknown)
		return opinion(SUSPICION_POSSIBLE, failed_at(file, STAGE_CAPABILITY)
						       ? words_of_failure(file)
						       : "EHLO is refused, HELO is taken");
	if (diagnosis->is_ehlo_refused && diagnosis->has_failed)
		return has_other ? opinion(SUSPICION_CERTAIN,
				       "another name in EHLO is taken, and TLS follows")
		                 : opinion(SUSPICION_LIKELY, words_of_failure(file));
	if (diagnosis->has_failed && has_other)
		return opinion(
		    SUSPICION_LIKELY, "with another name in EHLO the path goes further");
	if (has_failed_trial(file, EXPERIMENT_LOCALHOST))
		return opinion(SUSPICION_POSSIBLE,
		    "\"EHLO localhost\", as some clients say it, is refused");
	if (diagnosis->is_ehlo_refused)
		return opinion(SUSPICION_POSSIBLE, "EHLO is refused, HELO is taken");
	return opinion_unless(has_greeting(file) && !failed_at(file, STAGE_CAPABILITY),
	    "the server takes the name that it was told");
}

static bool
is_starred(const struct lines *greeting)
{
	for (size_t i = 0; i < greeting->len; i++)
		if (span_contains(greeting->lines[i], "****"))
			return true;
	return false;
}

struct opinion
stripped_decide(const struct case_file *file)
{
	const struct port_facts *facts = file->diagnosis->facts;

	if (failed_by(file, OUTCOME_MASKED) || facts->is_starttls_masked)
		return opinion(
		    failed_by(file, OUTCOME_MASKED) ? SUSPICION_CERTAIN : SUSPICION_LIKELY,
		    "the list of capabilities has a word of X where STARTTLS belongs");
	/* Stars of themselves are an ornament: who takes STARTTLS away takes it from the list.
	 */
	if (is_starred(&facts->greeting) && facts->starttls_advertised.value != ANSWER_YES)
		return opinion(SUSPICION_LIKELY, "the greeting is overwritten with stars");
	if (failed_by(file, OUTCOME_NOT_OFFERED) && file->diagnosis->is_ehlo_unknown)
		return opinion(SUSPICION_LIKELY,
		    "EHLO is not known and HELO is: firewalls take EHLO away like that");
	if (failed_by(file, OUTCOME_NOT_OFFERED) && !file->diagnosis->is_ehlo_refused)
		return opinion(SUSPICION_POSSIBLE, words_of_failure(file));
	if (facts->starttls_advertised.value == ANSWER_NO && got_session(file))
		return opinion(
		    SUSPICION_POSSIBLE, "STARTTLS is not in the list, and works all the same");
	return opinion_unless(facts->starttls_advertised.value == ANSWER_YES ||
				  facts->starttls_advertised.value == ANSWER_NOT_APPLICABLE,
	    "STARTTLS is offered, or TLS comes first");
}

static bool
is_tls_record(struct span bytes)
{
	return bytes.len >= 2 && bytes.data[0] >= 0x14 && bytes.data[0] <= 0x17 &&
	       bytes.data[1] == 3;
}

static bool
is_alert_record(struct span bytes)
{
	return is_tls_record(bytes) && bytes.data[0] == 0x15;
}

/* It is not in the list and is refused, and nothing shows that someone has taken it out. */
struct opinion
switched_off_decide(const struct case_file *file)
{
	const struct port_facts *facts = file->diagnosis->facts;

	if (failed_by(file, OUTCOME_NOT_OFFERED) && !file->diagnosis->is_ehlo_refused)
		return opinion(
		    is_starred(&facts->greeting) ? SUSPICION_POSSIBLE : SUSPICION_LIKELY,
		    arena_printf(file->arena,
			"STARTTLS is not in the list, and asked for it %s",
			words_of_failure(file)));
	return opinion_unless(facts->starttls_advertised.value == ANSWER_YES ||
				  facts->starttls_advertised.value == ANSWER_NOT_APPLICABLE,
	    "STARTTLS is offered, or TLS comes first");
}

struct opinion
helo_decide(const struct case_file *file)
{
	if (!is_starttls_port(file) ||
	    file->diagnosis->facts->record->endpoint.scheme->protocol != PROTOCOL_SMTP)
		return opinion(SUSPICION_RULED_OUT, "TLS does not hang on EHLO here");
	if (!file->diagnosis->has_failed && has_failed_trial(file, EXPERIMENT_HELO))
		return opinion(SUSPICION_POSSIBLE,
		    file->diagnosis->trials[EXPERIMENT_HELO].failure.stage == STAGE_CAPABILITY
			? "the server refuses HELO"
			: "behind HELO the server refuses STARTTLS");
	return opinion(SUSPICION_UNSEEN, NULL);
}

/* RFC 3207 section 4: 454, "TLS not available due to temporary reason"; RFC 5530 section 3:
 * UNAVAILABLE. Other refusals may be about who asks. */
static bool
says_tls_is_broken(struct span words)
{
	return span_starts(words, "454") || span_contains(words, "available");
}

struct opinion
key_unusable_decide(const struct case_file *file)
{
	const struct diagnosis *diagnosis = file->diagnosis;
	struct span words = diagnosis->failure.words;

	if (is_starttls_limited(file))
		return opinion(SUSPICION_RULED_OUT, words_of_failure(file));
	if (failed_at(file, STAGE_STARTTLS) && failed_by(file, OUTCOME_REFUSED))
		return opinion(says_tls_is_broken(words) ? SUSPICION_CERTAIN : SUSPICION_LIKELY,
		    words_of_failure(file));
	/* An alert before we have said anything is of a TLS that cannot begin. */
	if (is_alert_record(diagnosis->facts->early) && diagnosis->has_failed)
		return opinion(
		    SUSPICION_LIKELY, "behind the go-ahead came an alert of TLS, unasked");
	if (failed_by(file, OUTCOME_NOT_OFFERED) && !diagnosis->is_ehlo_refused)
		return opinion(SUSPICION_POSSIBLE,
		    "STARTTLS is not offered: some servers leave it out when they cannot use "
		    "their key");
	if (failed_at(file, STAGE_HANDSHAKE) && failed_by(file, OUTCOME_ALERT) &&
	    diagnosis->failure.number == 80 && diagnosis->smallest == EXPERIMENTS)
		return opinion(SUSPICION_LIKELY, words_of_failure(file));
	if (refuses_every_key(file))
		return opinion(SUSPICION_LIKELY,
		    arena_printf(file->arena,
			"%s, and so with RSA and with ECDSA only: no hello finds "
			"a certificate",
			words_of_failure(file)));
	if (failed_at(file, STAGE_HANDSHAKE) && diagnosis->smallest == EXPERIMENTS &&
	    (failed_by(file, OUTCOME_CLOSED) || failed_by(file, OUTCOME_RESET)))
		return opinion(is_starttls_port(file) ? SUSPICION_POSSIBLE : SUSPICION_LIKELY,
		    words_of_failure(file));
	return opinion_unless(got_session(file), "the server shows its certificate");
}

struct opinion
close_after_220_decide(const struct case_file *file)
{
	const struct diagnosis *diagnosis = file->diagnosis;
	bool is_dropped = failed_at(file, STAGE_HANDSHAKE) &&
	                  (failed_by(file, OUTCOME_CLOSED) || failed_by(file, OUTCOME_RESET));

	if (failed_by(file, OUTCOME_CLOSED_BEFORE_HELLO) ||
	    failed_by(file, OUTCOME_RESET_BEFORE_HELLO))
		return opinion(SUSPICION_CERTAIN, words_of_failure(file));
	if (is_dropped && is_starttls_port(file) && diagnosis->smallest == EXPERIMENTS)
		return opinion(
		    SUSPICION_LIKELY, "it hangs up on our hello, whatever is in that");
	if (!is_starttls_port(file))
		return opinion(SUSPICION_RULED_OUT, "TLS comes first on this port");
	return opinion_unless(got_session(file), "TLS comes to stand");
}

/* Bytes of other protocols look like text only here and there. */
static bool
is_text(struct span words)
{
	size_t odd = 0;

	for (size_t i = 0; i < words.len; i++)
		odd += (words.data[i] < ' ' && words.data[i] != '\t' && words.data[i] != '\r' &&
			   words.data[i] != '\n') ||
		       words.data[i] == 0x7f;
	return odd == 0;
}

struct opinion
plaintext_decide(const struct case_file *file)
{
	/* Of records that came before our hello the rest may stand where the answer belongs. */
	if (is_tls_record(file->diagnosis->facts->early))
		return opinion(
		    SUSPICION_RULED_OUT, "what follows the go-ahead is TLS, no text");
	if (is_starttls_port(file) && failed_at(file, STAGE_HANDSHAKE) &&
	    failed_by(file, OUTCOME_HTTP))
		return opinion(SUSPICION_CERTAIN, words_of_failure(file));
	if (is_starttls_port(file) && failed_by(file, OUTCOME_PLAINTEXT))
		return opinion(is_text(file->diagnosis->failure.words) ? SUSPICION_CERTAIN
								       : SUSPICION_POSSIBLE,
		    words_of_failure(file));
	if (!is_starttls_port(file))
		return opinion(SUSPICION_RULED_OUT, "TLS comes first on this port");
	return opinion_unless(got_to_hello(file), "no plain text follows the go-ahead");
}

struct opinion
pipelined_decide(const struct case_file *file)
{
	struct span early = file->diagnosis->facts->early;

	/* Postfix that cannot set up its own TLS sends it before it hangs up. */
	if (is_tls_record(early))
		return opinion(
		    SUSPICION_RULED_OUT, "behind the go-ahead came records of TLS, no text");
	if (early.len > 0)
		return opinion(SUSPICION_CERTAIN,
		    arena_printf(file->arena, "behind the go-ahead came \"%s\"",
			text_escape(file->arena, early, WORDS_MOST)));
	return opinion_unless(got_to_hello(file), "nothing came behind the go-ahead");
}

struct opinion
pool_decide(const struct case_file *file)
{
	if (file->diagnosis->has_failed && works_at(file, true) != NULL)
		return opinion(SUSPICION_CERTAIN,
		    arena_printf(file->arena, "the path to %s works", works_at(file, true)));
	if (file->diagnosis->has_failed && has_succeeded(file, EXPERIMENT_AGAIN))
		return opinion(SUSPICION_LIKELY,
		    file->diagnosis->trials[EXPERIMENT_AGAIN].failure.outcome == OUTCOME_NONE
			? "it failed once, and worked the next time"
			: "it failed once, and got further the next time");
	if (!file->diagnosis->has_failed && has_failed_trial(file, EXPERIMENT_AGAIN))
		return opinion(SUSPICION_POSSIBLE, "the same connection worked at first");
	for (size_t i = 0; i < EXPERIMENTS; i++)
		if (file->diagnosis->trials[i].state == TRIAL_MIXED &&
		    i != EXPERIMENT_SIZED_HELLO)
			return opinion(SUSPICION_LIKELY,
			    arena_printf(file->arena, "%s it worked once, and failed once",
				experiment_title((enum experiment)i)));
	return opinion_unless(file->diagnosis->trials_len > 1,
	    "connections of the same kind come to the same end");
}
