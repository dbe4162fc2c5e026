/* SPDX-License-Identifier: MIT */
#include "support/handmade.h"

#include "probe/attempt.h"
#include "probe/negotiation.h"
#include "support/hex.h"

#include <string.h>

static void
draw(uint8_t *bytes, size_t len)
{
	memset(bytes, 7, len);
}

void
handmade_init(struct handmade *handmade, const char *scheme, const char *version)
{
	struct transcript *basics;

	*handmade = (struct handmade){
		.port = { .limits = { .depth = DEPTH_FULL, .is_intrusive = true },
		    .endpoint = { .scheme = scheme_by_name(span_of(scheme)),
			.port = 25,
			.address = "192.0.2.25",
			.server_name = "mail.example.test" } },
	};
	basics = handmade_add(handmade, QUESTION_BASICS, 0);
	handmade_event(basics, EVENT_HELLO, STEP_TLS, span_of(""));
	handmade_event(basics, EVENT_SESSION, STEP_TLS, span_of(""));
	basics->session.version = version;
	basics->session.suite = "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256";
	basics->session.signature = "RSA-SHA256";
}

void
handmade_clear(struct handmade *handmade)
{
	arena_clear(&handmade->arena);
}

struct transcript *
handmade_add(struct handmade *handmade, enum question question, uint32_t variant)
{
	struct transcript *transcript = arena_alloc(&handmade->arena, sizeof(*transcript));

	transcript_init(transcript, &handmade->arena);
	transcript->question = question;
	transcript->variant = variant;
	transcript->mode = handmade->port.endpoint.scheme->mode;
	transcript->is_over = true;
	handmade_event(transcript, EVENT_CONNECTED, STEP_CONNECT, span_of(""));
	port_add(&handmade->port, transcript);
	return transcript;
}

struct event *
handmade_event(
    struct transcript *transcript, enum event_kind kind, enum step step, struct span bytes)
{
	struct event *event = transcript_add(transcript, kind, 10, bytes);

	event->step = step;
	return event;
}

void
handmade_line(struct transcript *transcript, enum step step, enum reply reply, bool is_secure,
    const char *line)
{
	struct event *event = handmade_event(transcript, EVENT_RECEIVED, step, span_of(line));

	event->reply = reply;
	event->is_secure = is_secure;
}

struct transcript *
handmade_raw(
    struct handmade *handmade, enum question question, uint32_t variant, const char *flight)
{
	const struct hello_wish wish = {
		.version = 0x0303,
		.server_name = "mail.example.test",
		.offers_all = true,
	};
	struct transcript *transcript = handmade_add(handmade, question, variant);
	struct attempt attempt;
	struct hello hello;

	attempt_init(&attempt);
	wish_make(&wish, draw, &hello);
	attempt_raw(&attempt, MODE_IMPLICIT, &hello);
	handmade_event(transcript, EVENT_HELLO, STEP_TLS, buffer_span(&attempt.hello));
	attempt_clear(&attempt);
	handmade_event(
	    transcript, EVENT_FLIGHT, STEP_TLS, read_test_hello(&handmade->arena, flight));
	return transcript;
}

void
handmade_read(struct handmade *handmade)
{
	negotiation_read(&handmade->port, &handmade->arena, &handmade->facts);
}
