/* SPDX-License-Identifier: MIT */
/* What was found out, in one sentence. */
#include "base/text.h"
#include "registry/number.h"
#include "rules/diagnosis_parts.h"

#include <inttypes.h>

static const char *
phrase_of(enum outcome outcome)
{
	static const char *const phrases[] = {
		[OUTCOME_NONE] = "goes on",
		[OUTCOME_NAME_UNKNOWN] = "has no such name",
		[OUTCOME_NAME_FAILED] = "could not be looked up",
		[OUTCOME_CONNECTION_REFUSED] = "refuses the TCP connection",
		[OUTCOME_UNREACHABLE] = "cannot be reached",
		[OUTCOME_FILTERED] = "does not answer to TCP at all",
		[OUTCOME_LOCAL] = "could not be tried",
		[OUTCOME_SILENT] = "keeps silent",
		[OUTCOME_STALLED] = "stops in the middle",
		[OUTCOME_CLOSED] = "hangs up",
		[OUTCOME_RESET] = "resets the connection",
		[OUTCOME_CLOSED_BEFORE_HELLO] = "agrees to TLS and hangs up before it begins",
		[OUTCOME_RESET_BEFORE_HELLO] =
		    "agrees to TLS and resets the connection before it begins",
		[OUTCOME_REFUSED] = "refuses",
		[OUTCOME_GOODBYE] = "says goodbye",
		[OUTCOME_MALFORMED] = "talks something that is not this protocol",
		[OUTCOME_OTHER_PROTOCOL] = "talks another protocol",
		[OUTCOME_HTTP] = "talks HTTP",
		[OUTCOME_TLS_EXPECTED] = "wants TLS from the first byte",
		[OUTCOME_PLAINTEXT] = "goes on in plain text where TLS belongs",
		[OUTCOME_WRONG_MODE] = "works in the other mode",
		[OUTCOME_NOT_OFFERED] = "does not offer STARTTLS, and refuses it",
		[OUTCOME_MASKED] = "refuses STARTTLS, and its offer was overwritten on the way",
		[OUTCOME_PREAUTH] = "has logged us in already, so that STARTTLS is impossible",
		[OUTCOME_ALERT] = "answers with an alert",
		[OUTCOME_OUR_ALERT] = "answers with what this program cannot take",
		[OUTCOME_TLS_ERROR] = "answers with what is no TLS",
		[OUTCOME_CERTIFICATE_WANTED] = "wants a certificate of the client",
		[OUTCOME_TOO_MUCH] = "sends without end",
		[OUTCOME_TOO_SLOW] = "is too slow",
		[OUTCOME_INTERRUPTED] = "was not asked to the end",
		[OUTCOME_WITHHELD] = "is not sent what comes next",
	};
	_Static_assert(COUNT_OF(phrases) == OUTCOME_COUNT, "a phrase for each outcome");

	return phrases[outcome];
}

const char *
failure_phrase(struct arena *arena, const struct failure *failure)
{
	const char *alert;

	if (failure->outcome != OUTCOME_ALERT)
		return phrase_of(failure->outcome);
	alert = alert_name(failure->number);
	return alert == NULL
	           ? arena_printf(arena, "answers with the alert %" PRIu32, failure->number)
	           : arena_printf(arena, "answers with the alert %s (%" PRIu32 ")", alert,
			 failure->number);
}

const char *
failure_place(const struct failure *failure)
{
	static const char *const places[] = {
		[STAGE_RESOLVE] = "",
		[STAGE_CONNECT] = "",
		[STAGE_GREETING] = " where its greeting belongs",
		[STAGE_CAPABILITY] = " when it is greeted",
		[STAGE_STARTTLS] = " when STARTTLS is asked for",
		[STAGE_HANDSHAKE] = " on our TLS hello",
		[STAGE_AFTER_TLS] = " inside TLS",
		[STAGE_LOGIN] = " at the login",
		[STAGE_COMMAND] = " behind the login",
		[STAGE_ENVELOPE] = " when sender and recipient are named",
		[STAGE_MESSAGE] = " at the message",
		[STAGE_QUIT] = " at the end",
	};
	_Static_assert(COUNT_OF(places) == STAGE_COUNT, "a place for each stage");

	if (failure->stage == STAGE_GREETING && failure->is_secure)
		return " inside TLS, where its greeting belongs";
	switch (failure->outcome) {
	case OUTCOME_CLOSED_BEFORE_HELLO:
	case OUTCOME_RESET_BEFORE_HELLO:
	case OUTCOME_NOT_OFFERED:
	case OUTCOME_MASKED:
	case OUTCOME_PREAUTH:
	case OUTCOME_PLAINTEXT:
	case OUTCOME_CERTIFICATE_WANTED:
	case OUTCOME_TLS_EXPECTED:
		return "";
	default:
		return places[failure->stage];
	}
}

/* "; none of the 4 changes that were tried helps" */
static const char *
trials_words(const struct case_file *file)
{
	unsigned tried = file->diagnosis->trials_len;

	if (tried > 0 && file->diagnosis->trials[EXPERIMENT_AGAIN].transcript != NULL)
		tried--;
	if (file->diagnosis->trials_len == 0)
		return "";
	if (tried == 0)
		return ", and once more the same";
	return tried == 1 ? "; the one change that was tried does not help"
	                  : arena_printf(file->arena,
				"; none of the %u changes that were tried helps", tried);
}

static const char *
failed_sentence(const struct case_file *file)
{
	const struct diagnosis *diagnosis = file->diagnosis;
	const char *phrase = failure_phrase(file->arena, &diagnosis->failure);
	enum experiment smallest = diagnosis->smallest;
	bool works = smallest != EXPERIMENTS &&
	             diagnosis->trials[smallest].failure.outcome == OUTCOME_NONE;

	if (diagnosis->failure.outcome == OUTCOME_WRONG_MODE)
		return diagnosis->facts->mode == MODE_IMPLICIT
		           ? "this port wants TLS from the first byte: a client that waits for "
		             "a greeting waits for ever"
		           : "this port begins in plain text: a client that begins with TLS "
		             "meets a greeting";
	if (diagnosis->is_unsteady && smallest != EXPERIMENT_AGAIN)
		return arena_printf(file->arena,
		    "the server %s%s, and not always: the same connection comes to another end "
		    "the next time",
		    phrase, failure_place(&diagnosis->failure));
	if (smallest == EXPERIMENT_SIZED_HELLO)
		return arena_printf(file->arena,
		    "the server %s when the ClientHello is %s; a small one it answers", phrase,
		    hello_limit_words(file) == NULL ? "as large as ours"
						    : hello_limit_words(file));
	if (smallest == EXPERIMENT_SMALL_HELLO && hello_limit_words(file) != NULL)
		return arena_printf(file->arena,
		    "the server %s when the ClientHello is %s; with a small one it %s", phrase,
		    hello_limit_words(file), works ? "works" : "gets further");
	if (smallest == EXPERIMENT_AGAIN)
		return arena_printf(file->arena,
		    "the server %s%s once, and %s the next time: it is not the same every "
		    "time",
		    phrase, failure_place(&diagnosis->failure),
		    works ? "works" : "gets further");
	if (smallest != EXPERIMENTS)
		return arena_printf(file->arena, "the server %s %s; %s it %s", phrase,
		    experiment_blame(smallest), experiment_title(smallest),
		    works ? "works" : "gets further");
	return arena_printf(file->arena, "the server %s%s%s", phrase,
	    failure_place(&diagnosis->failure), trials_words(file));
}

/* What a server may demand is none; and padding is told of with the large hello. */
static bool
is_told_as_surprise(enum experiment experiment)
{
	return experiment != EXPERIMENT_RSA && experiment != EXPERIMENT_TLS12 &&
	       experiment != EXPERIMENT_LOCALHOST && experiment != EXPERIMENT_HELO &&
	       experiment != EXPERIMENT_OTHER_NAME && experiment != EXPERIMENT_DOTTED_NAME &&
	       experiment != EXPERIMENT_SIZED_HELLO && experiment != EXPERIMENT_SMALL_SEGMENTS;
}

/* Of a path that works: the first change that breaks it and should not. */
static const char *
surprise(const struct case_file *file)
{
	for (int i = 0; i < EXPERIMENTS; i++) {
		const struct trial *trial = &file->diagnosis->trials[i];

		if (!is_told_as_surprise((enum experiment)i))
			continue;
		if (i == EXPERIMENT_LARGE_HELLO && trial->state == TRIAL_FAILED &&
		    hello_limit_words(file) != NULL)
			return arena_printf(file->arena,
			    "the path works as we go it, but the server %s when the "
			    "ClientHello "
			    "is %s",
			    failure_phrase(file->arena, &trial->failure),
			    hello_limit_words(file));
		if (trial->state == TRIAL_FAILED)
			return arena_printf(file->arena,
			    "the path works as we go it, but %s the server %s",
			    experiment_title((enum experiment)i),
			    trial->failure.outcome == OUTCOME_NONE
				? "refuses"
				: failure_phrase(file->arena, &trial->failure));
	}
	return NULL;
}

static const char *
path_sentence(const struct case_file *file, const struct answer_to_why *answer)
{
	const struct named_cause *first = answer->len > 0 ? &answer->causes[0] : NULL;
	const char *words;

	if (file->diagnosis->path == NULL)
		return file->host->resolve_words != NULL ? "the host's name leads to no address"
		                                         : "the port was not asked";
	if (file->diagnosis->has_failed)
		return failed_sentence(file);
	if (first == NULL || first->opinion.suspicion < SUSPICION_POSSIBLE)
		return "the path works, and no change that was tried breaks it";
	if (first->opinion.suspicion == SUSPICION_POSSIBLE)
		return arena_printf(file->arena, "the path works; some clients may fail: %s",
		    first->cause->title);
	if (file->diagnosis->is_unsteady)
		return "the path works, and not always: the same connection comes to another "
		       "end the next time";
	/* A change that breaks it is likely at most: what is certain comes first. */
	words = first->opinion.suspicion == SUSPICION_CERTAIN ? NULL : surprise(file);
	return words != NULL ? words
	                     : arena_printf(file->arena, "TLS comes to stand, but %s",
				   first->cause->title);
}

/* "Java 8: fails, the certificate has expired" */
static const char *
client_words(const struct client_verdict *verdict, struct arena *arena)
{
	static const char *const verbs[] = {
		[CLIENT_NOT_KNOWN] = "not known, ",
		[CLIENT_WORKS] = "works, ",
		[CLIENT_GOES_CLEAR] = "goes on without TLS, ",
		[CLIENT_FAILS] = "fails, ",
		[CLIENT_NOT_APPLICABLE] = "",
	};
	_Static_assert(COUNT_OF(verbs) == CLIENT_STATES, "words for each state");

	return arena_printf(arena, "%s: %s%s", verdict->trial->client->title,
	    verbs[verdict->state], verdict->words == NULL ? "" : verdict->words);
}

/* The clients that the user named, one by one as long as they are few. */
static const char *
clients_words(const struct answer_to_why *answer, struct arena *arena)
{
	enum { FEW = 2 };
	const char *words = "";
	unsigned named = 0;
	unsigned works = 0;

	for (size_t i = 0; i < answer->clients_len; i++) {
		const struct client_verdict *verdict = &answer->clients[i];

		if (!verdict->trial->is_named)
			continue;
		named++;
		works += verdict->state == CLIENT_WORKS;
		words = arena_printf(arena, "%s; %s", words, client_words(verdict, arena));
	}
	return named <= FEW ? words
	                    : arena_printf(arena,
				  "; of the %u clients that were asked about, %u would "
				  "come through",
				  named, works);
}

const char *
diagnosis_sentence(const struct case_file *file, const struct answer_to_why *answer)
{
	return arena_printf(file->arena, "%s%s", path_sentence(file, answer),
	    clients_words(answer, file->arena));
}
