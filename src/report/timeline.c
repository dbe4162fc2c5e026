/* SPDX-License-Identifier: MIT */
#include "report/timeline.h"

#include "base/text.h"
#include "registry/number.h"

#include <inttypes.h>
#include <string.h>

enum {
	QUOTE_MOST = 300, /* of one line from the network */
	LINES_MOST = 12,  /* of one reply */
};

const char *
timeline_actor(const struct event *event)
{
	switch (event->kind) {
	case EVENT_SENT:
	case EVENT_HELLO:
	case EVENT_PROBE:
	case EVENT_HUNG_UP:
	case EVENT_ALERT_OUT:
	case EVENT_TLS_FAILED:
	case EVENT_PAUSED:
	case EVENT_TIMEOUT:
	case EVENT_DEADLINE:
	case EVENT_LATE:
	case EVENT_OVERFLOW:
	case EVENT_LOCAL:
	case EVENT_INTERRUPTED:
	case EVENT_WITHHELD:
		return "client";
	case EVENT_CONNECTED:
	case EVENT_UNREACHABLE:
	case EVENT_REFUSED:
		return "network";
	default:
		return "server";
	}
}

static const char *
session_words(struct arena *arena, const struct session *session)
{
	return arena_printf(arena, "TLS stands: %s, %s%s%s%s%s", session->version,
	    session->suite, *session->group == '\0' ? "" : ", ", session->group,
	    *session->signature == '\0' ? "" : ", signed with ", session->signature);
}

static const char *
alert_words(struct arena *arena, const struct event *event)
{
	const char *name = alert_name(event->number);

	return arena_printf(
	    arena, "alert %" PRIu32 " (%s)", event->number, name == NULL ? "unknown" : name);
}

/* What ended it, and what was no reply. */
static const char *
other_words(struct arena *arena, const struct event *event)
{
	const char *words = text_escape(arena, event->bytes, QUOTE_MOST);

	switch (event->kind) {
	case EVENT_LATE:
		return "no greeting yet; waiting on";
	case EVENT_UNFINISHED:
		return arena_printf(arena, "%s [no end of line came]", words);
	case EVENT_EARLY:
		return arena_printf(arena, "%s [unasked, before TLS]", words);
	case EVENT_NOT_TLS:
		return arena_printf(arena, "%s [in place of TLS]", words);
	case EVENT_CERTIFICATE_REQUEST:
		return "asks for a certificate of ours";
	case EVENT_TLS_FAILED:
		return arena_printf(arena, "TLS failed: %s", words);
	case EVENT_OVERFLOW:
		return arena_printf(arena, "hung up: %s", words);
	case EVENT_EOF:
		return "hung up";
	case EVENT_RESET:
		return "reset the connection";
	case EVENT_TIMEOUT:
		return arena_printf(
		    arena, "gave up after %" PRIu32 " ms without a byte", event->number);
	case EVENT_DEADLINE:
		return "gave up: the connection had its time";
	case EVENT_REFUSED:
		return "TCP connection refused";
	case EVENT_UNREACHABLE:
		return arena_printf(arena, "no route: %s", words);
	case EVENT_LOCAL:
		return arena_printf(arena, "could not try: %s", words);
	case EVENT_HUNG_UP:
		return "closed in good order";
	case EVENT_INTERRUPTED:
		return "stopped by the user";
	case EVENT_WITHHELD:
		return arena_printf(arena, "went no further: %s", words);
	default:
		return NULL;
	}
}

const char *
timeline_words(
    struct arena *arena, const struct transcript *transcript, const struct event *event)
{
	switch (event->kind) {
	case EVENT_CONNECTED:
		return *transcript->local == '\0'
		           ? "connected"
		           : arena_printf(arena, "connected, from %s", transcript->local);
	case EVENT_SENT:
	case EVENT_RECEIVED:
		return text_escape(arena, event->bytes, QUOTE_MOST);
	case EVENT_HELLO:
		return event->number == 0
		           ? "a TLS hello"
		           : arena_printf(arena, "a TLS hello, after %" PRIu32 " ms of silence",
				 event->number);
	case EVENT_SESSION:
		return session_words(arena, &transcript->session);
	case EVENT_ALERT_IN:
	case EVENT_ALERT_OUT:
		return alert_words(arena, event);
	default:
		return other_words(arena, event);
	}
}

static void
tell_event(
    const struct text *text, const struct transcript *transcript, const struct event *event)
{
	const char *words = timeline_words(text->arena, transcript, event);
	const char *who = timeline_actor(event);

	if (words == NULL)
		return;
	text_hang(text, TIMELINE_COLUMN,
	    arena_printf(text->arena, "%7" PRIu64 " ms  %-10s", event->at_us / 1000,
		strcmp(who, "client") == 0 ? "we" : who),
	    words);
}

/* Long lists of capabilities are cut: the first lines say most. */
void
timeline_text(const struct text *text, const struct transcript *path, const struct event *from)
{
	unsigned lines = 0;
	enum step step = STEP_END;

	for (const struct event *event = from; event != NULL; event = event->next) {
		if (event->kind != EVENT_RECEIVED || event->step != step)
			lines = 0;
		step = event->step;
		lines += event->kind == EVENT_RECEIVED ? 1 : 0;
		if (lines <= LINES_MOST)
			tell_event(text, path, event);
		else if (lines == LINES_MOST + 1)
			fprintf(text->out, "%*s...\n", TIMELINE_COLUMN, "");
	}
}
