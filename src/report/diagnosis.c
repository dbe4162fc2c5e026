/* SPDX-License-Identifier: MIT */
#include "report/diagnosis.h"

#include "base/text.h"
#include "report/diagnosis_error.h"
#include "report/explain.h"
#include "report/explain_cause.h"
#include "report/text_parts.h"
#include "report/timeline.h"

#include <inttypes.h>

enum {
	QUOTE_MOST = 300, /* of one line from the network */
	CAUSE_COLUMN = 12,
	TRIAL_COLUMN = 44,
	CLIENT_COLUMN = 39, /* "  java-17                   works      " */
};

/* Where a connection of the user's begins to differ from the one before; its first event if it
 * does not get so far. */
static const struct event *
first_of_use(const struct transcript *transcript)
{
	for (const struct event *event = transcript->first; event != NULL; event = event->next)
		switch (event->step) {
		case STEP_AUTH:
		case STEP_USER:
		case STEP_SENDER:
		case STEP_COMMAND:
			return event;
		default:
			break;
		}
	return transcript->first;
}

static void
tell_use(const struct text *text, const struct diagnosis *diagnosis)
{
	const struct transcript *use = diagnosis->use.transcript;
	const struct event *from;
	const struct limits *limits = &diagnosis->facts->record->limits;

	if (use == NULL)
		return;
	text_heading(text, !limits->mails    ? "With your login"
			   : limits->logs_in ? "With your login and mail"
					     : "With your mail");
	from = first_of_use(use);
	if (from != use->first)
		text_hang(text, TIMELINE_COLUMN,
		    arena_printf(
			text->arena, "%7" PRIu64 " ms  %-10s", from->at_us / 1000, "we"),
		    "another connection, and the same as above so far");
	timeline_text(text, use, from);
}

static const char *
sized_words(const struct diagnosis *diagnosis, const struct transcript *transcript)
{
	const struct event *hello = transcript_find(transcript, EVENT_HELLO);

	return hello == NULL                                   ? "did not get so far"
	       : hello->bytes.len <= diagnosis->limit.answered ? "is answered"
	                                                       : "is not answered";
}

static bool
is_resumption(const struct trial *trial)
{
	return experiment_of(trial->transcript->variant) == EXPERIMENT_RESUMED &&
	       trial->session != NULL;
}

/* The server's words say most; where it had none, how the connection ended. */
static const char *
undecided_words(struct arena *arena, const struct trial *trial)
{
	const struct event *last = trial->transcript->last;
	const char *how = trial->failure.words.len > 0
	                      ? text_escape(arena, trial->failure.words, QUOTE_MOST)
	                  : last != NULL ? timeline_words(arena, trial->transcript, last)
	                                 : NULL;

	return arena_printf(
	    arena, "did not get so far%s%s", how == NULL ? "" : ": ", how == NULL ? "" : how);
}

static const char *
trial_words(struct arena *arena, const struct trial *trial)
{

	switch (trial->state) {
	case TRIAL_SUCCEEDED:
		if (trial->failure.outcome != OUTCOME_NONE)
			return arena_printf(arena, "gets further, and fails at %s: %s",
			    stage_name(trial->failure.stage),
			    outcome_name(trial->failure.outcome));
		if (is_resumption(trial))
			return trial->session->is_resumed ? "works, and it is taken up"
			                                  : "works, and a new one begins";
		return trial->prime_bits > 0
		           ? arena_printf(
				 arena, "works, with a group of %u bits", trial->prime_bits)
		       : trial->session != NULL
		           ? arena_printf(arena, "works, %s", trial->session->version)
		           : "is answered";
	case TRIAL_FAILED:
		return arena_printf(arena, "fails at %s: %s", stage_name(trial->failure.stage),
		    outcome_name(trial->failure.outcome));
	case TRIAL_UNDECIDED:
		return undecided_words(arena, trial);
	case TRIAL_MIXED:
		return arena_printf(arena, "works once, and once fails at %s: %s",
		    stage_name(trial->failure.stage), outcome_name(trial->failure.outcome));
	case TRIAL_RUNNING:
	case TRIAL_NOT_ASKED:
	case TRIAL_STATES:
		break;
	}
	return "not ended";
}

static void
tell_try(const struct text *text, const char *change, const char *words)
{
	text_hang(text, TRIAL_COLUMN,
	    arena_printf(text->arena, "  %-*s", TRIAL_COLUMN - 2, change), words);
}

/* The greeting was late, or no TLS: is it the other mode? */
static void
tell_other_mode(const struct text *text, const struct diagnosis *diagnosis)
{
	const struct transcript *other =
	    diagnosis->facts->record->transcripts[QUESTION_OTHER_MODE];

	if (other != NULL)
		tell_try(text,
		    other->mode == MODE_IMPLICIT ? "with TLS from the first byte"
						 : "in clear text first, then STARTTLS",
		    diagnosis->path == other ? "works in this mode" : "is not answered so");
}

/* The second time that a change was tried stands with the first. */
static void
tell_trial(const struct text *text, const struct diagnosis *diagnosis,
    const struct transcript *transcript)
{
	enum experiment experiment = experiment_of(transcript->variant);
	const struct trial *trial;

	if (experiment == EXPERIMENTS)
		return;
	trial = &diagnosis->trials[experiment];
	if (experiment == EXPERIMENT_SIZED_HELLO)
		tell_try(text,
		    arena_printf(text->arena, "with a hello of %u bytes",
			experiment_size(transcript->variant)),
		    sized_words(diagnosis, transcript));
	else if (transcript == trial->transcript)
		tell_try(text, experiment_title(experiment),
		    arena_printf(text->arena, "%s%s", trial_words(text->arena, trial),
			trial->alike > 1 ? ", twice" : ""));
}

static void
tell_trials(const struct text *text, const struct diagnosis *diagnosis)
{
	const struct port_record *port = diagnosis->facts->record;
	const struct transcript *first = port->transcripts[QUESTION_EXPERIMENT];

	if (first == NULL && port->transcripts[QUESTION_OTHER_MODE] == NULL)
		return;
	text_heading(text, "What was tried, one change at a time");
	tell_other_mode(text, diagnosis);
	for (const struct transcript *t = first; t != NULL; t = t->next)
		tell_trial(text, diagnosis, t);
}

/* Each client on a line; what it says goes on below where it is long. */
static void
tell_clients(const struct text *text, const struct answer_to_why *answer)
{
	static const struct {
		const char *word;
		enum colour colour;
	} states[] = {
		[CLIENT_NOT_KNOWN] = { "not known", COLOUR_NONE },
		[CLIENT_WORKS] = { "works", COLOUR_GOOD },
		[CLIENT_GOES_CLEAR] = { "no TLS", COLOUR_WARN },
		[CLIENT_FAILS] = { "fails", COLOUR_BAD },
		[CLIENT_NOT_APPLICABLE] = { "-", COLOUR_NONE },
	};
	_Static_assert(COUNT_OF(states) == CLIENT_STATES, "a word for each state");

	if (answer->clients_len > 0)
		text_heading(text, "Clients");
	for (size_t i = 0; i < answer->clients_len; i++) {
		const struct client_verdict *verdict = &answer->clients[i];

		text_print(text, states[verdict->state].colour,
		    arena_printf(text->arena, "  %-24s  %-9s  ", verdict->trial->client->name,
			states[verdict->state].word));
		text_hang(
		    text, CLIENT_COLUMN, NULL, verdict->words == NULL ? "" : verdict->words);
	}
	if (answer->clients_len > 0)
		text_wrap(text, 2, "Each is taken to trust the roots that this run trusts.");
}

static void
tell_part(const struct text *text, const char *label, const char *words)
{
	if (words != NULL)
		text_hang(text, CAUSE_COLUMN + 8,
		    arena_printf(text->arena, "%*s%s", CAUSE_COLUMN, "", label), words);
}

static void
tell_fixes(const struct text *text, const struct cause *cause)
{
	tell_part(text, "is", cause->what);
	tell_part(text, "server", cause->server_fix);
	explain_settings(text, CAUSE_COLUMN + 8, cause->settings, "");
	tell_part(text, "client", cause->client_fix);
}

static void
tell_cause(const struct text *text, const struct named_cause *cause)
{
	static const enum colour colours[] = {
		[SUSPICION_UNSEEN] = COLOUR_NONE,
		[SUSPICION_NOT_REACHED] = COLOUR_NONE,
		[SUSPICION_RULED_OUT] = COLOUR_NONE,
		[SUSPICION_POSSIBLE] = COLOUR_NONE,
		[SUSPICION_LIKELY] = COLOUR_WARN,
		[SUSPICION_CERTAIN] = COLOUR_BAD,
	};
	enum suspicion suspicion = cause->opinion.suspicion;

	text_print(text, colours[suspicion],
	    arena_printf(text->arena, "  %-8s  ", suspicion_name(suspicion)));
	text_hang(text, CAUSE_COLUMN, NULL,
	    arena_printf(text->arena, "%s: %s [%s]", explain_sides(text->arena, cause->cause),
		cause->cause->title, cause->cause->id));
	if (cause->opinion.evidence != NULL)
		tell_part(text, "seen", cause->opinion.evidence);
	if (suspicion >= SUSPICION_LIKELY)
		tell_fixes(text, cause->cause);
}

/* The ids of all causes of which this is thought. */
static void
tell_ids(const struct text *text, const struct answer_to_why *answer, const char *title,
    enum suspicion suspicion)
{
	const char *ids = "";

	for (size_t i = 0; i < answer->len; i++)
		if (answer->causes[i].opinion.suspicion == suspicion)
			ids = arena_printf(text->arena, "%s%s%s", ids, *ids == '\0' ? "" : ", ",
			    answer->causes[i].cause->id);
	if (*ids == '\0')
		return;
	text_heading(text, title);
	text_wrap(text, 2, ids);
}

/* What only the client's machine, or the DNS, can show, each with the command to run there. */
static void
tell_unseen(const struct text *text, const struct answer_to_why *answer)
{
	bool is_first = true;

	for (size_t i = 0; i < answer->len; i++) {
		const struct cause *cause = answer->causes[i].cause;

		if (answer->causes[i].opinion.suspicion != SUSPICION_UNSEEN ||
		    answer->causes[i].command == NULL)
			continue;
		if (is_first)
			text_heading(
			    text, "Cannot be seen from here, but on the client's machine");
		is_first = false;
		text_hang(text, 4, NULL,
		    arena_printf(text->arena, "  %s [%s]", cause->title, cause->id));
		text_paste(text, 6, answer->causes[i].command);
	}
	if (!is_first)
		text_wrap(text, 2,
		    "mailsonde diagnose on the client's machine shows whether it fares "
		    "otherwise there.");
}

static unsigned
count_of(const struct answer_to_why *answer, enum suspicion suspicion, bool leaves_out_commands)
{
	unsigned count = 0;

	for (size_t i = 0; i < answer->len; i++)
		count += answer->causes[i].opinion.suspicion == suspicion &&
		         !(leaves_out_commands && answer->causes[i].command != NULL);
	return count;
}

static const char *
causes_words(struct arena *arena, unsigned count, const char *more)
{
	return arena_printf(
	    arena, "%u%s %s", count, more, count == 1 ? "cause is" : "causes are");
}

/* Of a path that works that is nearly all of them. */
static void
tell_ruled_out(const struct text *text, const struct answer_to_why *answer)
{
	if (!answer->works) {
		tell_ids(text, answer, "Ruled out", SUSPICION_RULED_OUT);
		return;
	}
	text_heading(text, "Ruled out");
	text_wrap(text, 2,
	    arena_printf(text->arena, "%s ruled out; the JSON report names them and says why.",
		causes_words(text->arena, count_of(answer, SUSPICION_RULED_OUT, false), "")));
}

/* Nobody reads some forty names to learn that nothing is known of them. */
static void
tell_rest(const struct text *text, const struct answer_to_why *answer, bool has_told_commands)
{
	unsigned behind = count_of(answer, SUSPICION_NOT_REACHED, false);
	unsigned unseen = count_of(answer, SUSPICION_UNSEEN, has_told_commands);

	if (behind + unseen == 0)
		return;
	text_heading(text, "Not known");
	if (behind > 0)
		text_wrap(text, 2,
		    arena_printf(text->arena, "%s behind the failure, or not asked about.",
			causes_words(text->arena, behind, "")));
	if (unseen > 0)
		text_wrap(text, 2,
		    arena_printf(text->arena,
			"%s to be seen only in the DNS, or when the client itself is watched.",
			causes_words(text->arena, unseen, has_told_commands ? " more" : "")));
	text_wrap(text, 2, "The JSON report names them.");
}

static void
tell_answer(const struct text *text, const struct answer_to_why *answer)
{
	size_t named = diagnosis_named(answer);
	enum use_state use = answer->diagnosis->use.state;
	bool is_explained =
	    named > 0 && answer->causes[0].opinion.suspicion >= SUSPICION_LIKELY;
	bool is_sure =
	    (named > 0 && answer->causes[0].opinion.suspicion == SUSPICION_CERTAIN) ||
	    use == USE_REFUSED || use == USE_WITHHELD;

	text_heading(text, "Answer");
	fputs("  ", text->out);
	text_hang(text, 2, NULL, answer->sentence);
	if (answer->hint != NULL) {
		fputs("  ", text->out);
		text_hang(text, 2, NULL, answer->hint);
	}
	if (named > 0)
		text_heading(text, is_explained || answer->diagnosis->has_failed
				       ? "Causes"
				       : "What may trouble other clients");
	for (size_t i = 0; i < named; i++)
		tell_cause(text, &answer->causes[i]);
	tell_ruled_out(text, answer);
	/* Where the cause is sure, nobody has to look further. */
	if (!is_sure)
		tell_unseen(text, answer);
	tell_rest(text, answer, !is_sure);
}

/* All that the name leads to, and which of them this is about. */
static const char *
look_up_words(
    struct arena *arena, const struct host_record *host, const struct endpoint *endpoint)
{
	const char *words = arena_printf(
	    arena, "%s has the address%s ", host->name, host->ports_len > 1 ? "es" : "");

	for (size_t i = 0; i < host->ports_len; i++)
		words = arena_printf(arena, "%s%s%s", words, i == 0 ? "" : ", ",
		    host->ports[i].endpoint.address);
	if (host->addresses_left_out > 0)
		words = arena_printf(
		    arena, "%s and %u more, not asked", words, host->addresses_left_out);
	return host->ports_len == 1
	           ? words
	           : arena_printf(arena, "%s; this is %s", words, endpoint->address);
}

static void
tell_port(const struct text *text, const struct diagnosis_result *result,
    const struct answer_to_why *answer)
{
	const struct host_record *host = result->host;
	const struct endpoint *endpoint = &answer->diagnosis->facts->record->endpoint;

	text_print(text, COLOUR_BOLD,
	    arena_printf(text->arena, "%s port %u, %s (%s)", host->name, endpoint->port,
		endpoint->scheme->name, mode_name(endpoint->scheme->mode)));
	fprintf(text->out, "\n");
	text_heading(text, "The path");
	if (!host->is_address)
		text_hang(text, TIMELINE_COLUMN,
		    arena_printf(
			text->arena, "%7" PRIu64 " ms  %-10s", host->resolve_us / 1000, "dns"),
		    look_up_words(text->arena, host, endpoint));
	if (answer->diagnosis->path != NULL)
		timeline_text(text, answer->diagnosis->path, answer->diagnosis->path->first);
	tell_use(text, answer->diagnosis);
	tell_trials(text, answer->diagnosis);
	if (result->error != NULL)
		diagnosis_error_text(text, answer, result->error);
	tell_clients(text, answer);
	tell_answer(text, answer);
}

void
diagnosis_text(FILE *out, bool has_colour, const struct diagnosis_result *result)
{
	struct host_record *host = result->host;
	struct text text = { .out = out, .has_colour = has_colour, .arena = &host->arena };

	if (host->ports_len == 0)
		text_wrap(&text, 0,
		    arena_printf(&host->arena, "%s could not be looked up: %s", host->name,
			host->resolve_words == NULL ? "it has no address"
						    : host->resolve_words));
	for (size_t i = 0; i < host->ports_len; i++) {
		if (i > 0)
			fputc('\n', out);
		tell_port(&text, result, &result->answers[i]);
	}
}
