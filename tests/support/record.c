/* SPDX-License-Identifier: MIT */
#include "support/record.h"

#include "base/text.h"
#include "support/player.h"

#include <stdlib.h>
#include <string.h>

enum { STEP_US = 2000, MS_US = 1000, HANDSHAKE_US = 21400 };

struct span
record_certificate(struct arena *arena, const char *name)
{
	const char *path = arena_printf(arena, "data/certs/%s.hex", name);
	const char *at = read_test_file(arena, path);
	char *digits = arena_alloc(arena, strlen(at) + 1);
	size_t len = 0;
	struct span bytes;

	for (; *at != '\0'; at++)
		if (*at == '#')
			at += strcspn(at, "\n");
		else if (*at != '\n')
			digits[len++] = *at;
	if (!text_from_hex(arena, span_of(digits), &bytes))
		abort();
	return bytes;
}

static struct session
session_of(struct arena *arena, const struct handshake *handshake)
{
	struct session session = {
		.version = handshake->version,
		.suite = handshake->suite,
		.group = handshake->group == NULL ? "" : handshake->group,
		.signature = handshake->signature == NULL ? "" : handshake->signature,
		.alpn = "",
		.has_extended_master_secret = !handshake->is_old,
		.has_safe_renegotiation = !handshake->is_old,
		.tickets = handshake->is_old ? 0 : 2,
		.handshake_us = HANDSHAKE_US,
		.bytes_in = 2815,
		.bytes_out = 461,
		.trust = handshake->trust,
		.trust_source = "system",
	};

	while (handshake->certificates[session.chain_len] != NULL) {
		session.chain[session.chain_len] =
		    record_certificate(arena, handshake->certificates[session.chain_len]);
		session.chain_len++;
	}
	session.chain_sent = handshake->sent > 0 ? handshake->sent : session.chain_len;
	return session;
}

static struct span
bytes_of(const struct line *line)
{
	struct span bytes = span_of(line->text);

	if (line->len > 0)
		bytes.len = line->len;
	return bytes;
}

static void
add_lines(struct transcript *transcript, const struct talk *talk)
{
	uint64_t at_us = 0;

	for (size_t i = 0; i < talk->len; i++) {
		const struct line *line = &talk->lines[i];
		struct event *event;

		at_us += line->ms > 0 ? (uint64_t)line->ms * MS_US : STEP_US;
		event = transcript_add(transcript, line->kind, at_us, bytes_of(line));
		event->step = line->step;
		event->reply = line->reply;
		event->is_secure = line->is_secure;
		event->number = line->number;
		if (line->kind == EVENT_SENT)
			transcript->bytes_out += event->bytes.len + 2;
		else
			transcript->bytes_in += event->bytes.len > 0 ? event->bytes.len + 2 : 0;
		if (line->kind == EVENT_CONNECTED)
			transcript->local = "198.51.100.7";
	}
}

static struct transcript *
add_talk(struct host_record *host, const struct endpoint *endpoint, enum question question,
    const struct talk *talk)
{
	struct transcript *transcript = arena_alloc(&host->arena, sizeof(*transcript));
	bool is_implicit = (endpoint->scheme->mode == MODE_IMPLICIT) != talk->is_other_mode;

	transcript_init(transcript, &host->arena);
	transcript->question = question;
	transcript->mode = is_implicit ? MODE_IMPLICIT : MODE_STARTTLS;
	transcript->began_at_ms = (int64_t)PLAYER_NOW * 1000 + 8 + 30 * (int)question;
	transcript->peer = endpoint->address;
	transcript->is_over = true;
	add_lines(transcript, talk);
	if (talk->handshake != NULL)
		transcript->session = session_of(&host->arena, talk->handshake);
	return transcript;
}

void
record_begin(struct host_record *host, const char *name)
{
	*host = (struct host_record){
		.name = name,
		.resolve_us = 4200,
		.began_at_ms = (int64_t)PLAYER_NOW * 1000 + 3,
		.elapsed_us = 412300,
		.is_complete = true,
	};
	arena_init(&host->arena);
}

void
record_ports(struct host_record *host, const struct port *ports, size_t len)
{
	host->ports = arena_alloc(&host->arena, len * sizeof(*host->ports));
	host->ports_len = len;
	for (size_t i = 0; i < len; i++) {
		struct port_record *record = &host->ports[i];
		const struct scheme *scheme = scheme_by_name(span_of(ports[i].scheme));

		record->endpoint = (struct endpoint){
			.scheme = scheme,
			.port = ports[i].number > 0 ? ports[i].number : scheme->port,
			.address = ports[i].address == NULL ? "192.0.2.25" : ports[i].address,
			.server_name = ports[i].has_no_name ? NULL : PLAYER_HOST,
			.is_asked_for = ports[i].is_asked_for,
		};
		for (size_t q = 0; q < QUESTION_COUNT; q++)
			if (ports[i].talks[q].len > 0)
				record->transcripts[q] = add_talk(host, &record->endpoint,
				    (enum question)q, &ports[i].talks[q]);
	}
}
