/* SPDX-License-Identifier: MIT */
#include "support/recorded.h"

#include <stdlib.h>
#include <string.h>

void
recorded_init(struct recorded *recorded, const char *scheme)
{
	*recorded = (struct recorded){ 0 };
	recorded->port.endpoint = (struct endpoint){
		.scheme = scheme_by_name(span_of(scheme)),
		.address = "192.0.2.25",
		.server_name = "mail.example.test",
	};
	if (recorded->port.endpoint.scheme == NULL)
		abort();
	recorded->port.endpoint.port = recorded->port.endpoint.scheme->port;
}

void
recorded_clear(struct recorded *recorded)
{
	for (size_t i = 0; i < QUESTION_COUNT; i++)
		if (recorded->port.transcripts[i] != NULL)
			talk_clear(&recorded->talks[i]);
}

void
recorded_hear_in(
    struct recorded *recorded, enum question question, enum mode mode, const char *words)
{
	const struct dialect *dialect = dialect_of(recorded->port.endpoint.scheme->protocol);
	const struct script *script = question == QUESTION_LOGIN ? dialect->login
	                              : mode == MODE_IMPLICIT    ? dialect->implicit
	                                                         : dialect->starttls;
	struct talk *talk = &recorded->talks[question];
	struct transcript *transcript = &talk->transcript;

	if (script == NULL)
		abort();
	talk_init(talk, dialect, script);
	transcript->question = question;
	transcript->mode = mode;
	transcript->local = "192.0.2.1";
	transcript->peer = recorded->port.endpoint.address;
	recorded->port.transcripts[question] = transcript;
	/* Line by line, so that what is for inside TLS does not come before it. */
	talk_feed(talk, span_of(""), 0, true);
	for (struct span line = { 0 }; *words != '\0'; words += line.len) {
		line = span_of(words);
		line.len = strcspn(words, "\n");
		line.len += words[line.len] == '\n' ? 1 : 0;
		talk_feed(talk, line, 0, true);
	}
	transcript->is_over = talk->demand == DEMAND_END;
}

void
recorded_hear(struct recorded *recorded, enum question question, const char *words)
{
	recorded_hear_in(recorded, question,
	    question == QUESTION_LOGIN ? MODE_STARTTLS : recorded->port.endpoint.scheme->mode,
	    words);
}

void
recorded_end(struct recorded *recorded, enum question question, enum event_kind kind)
{
	struct talk *talk = &recorded->talks[question];
	struct event *event;

	dialogue_flush(&talk->dialogue, 0);
	event = transcript_add(&talk->transcript, kind, 0, span_of(""));
	event->step = talk->dialogue.reading.step;
	talk->transcript.is_over = true;
}
