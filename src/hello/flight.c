/* SPDX-License-Identifier: MIT */
#include "hello/flight.h"

#include "base/reader.h"
#include "hello/hello.h"
#include "hello/message.h"
#include "registry/number.h"

enum {
	RECORD_CHANGE_CIPHER_SPEC = 20,
	RECORD_ALERT = 21,
	RECORD_HANDSHAKE = 22,
	RECORD_HEADER_LEN = 5,
	/* RFC 5246 section 6.2.3; without encryption 2^14, but not everybody counts well. */
	RECORD_LEN_MAX = (1 << 14) + 2048,
	MESSAGE_HEADER_LEN = 4,
	MESSAGE_HELLO_REQUEST = 0,
	MESSAGE_SERVER_HELLO = 2,
	ALERT_LEVEL_WARNING = 1,
	ALERT_CLOSE_NOTIFY = 0,
	SSL2_HEADER_LEN = 2,
	SSL2_LONG_HEADER = 0x8000,
};

/* What carries nothing that is of use here. */
static const char *
pass_over(struct span body, struct arena *arena, struct flight *flight)
{
	(void)body;
	(void)arena;
	(void)flight;
	return NULL;
}

static const char *
hello_read_once(struct span body, struct arena *arena, struct flight *flight)
{
	if (flight->has_hello)
		return "the server's hello came twice";
	return server_hello_read(body, arena, flight);
}

/* IANA, "TLS HandshakeType". Of any other type we do not know whether it may be left out. */
static const struct {
	uint8_t type;
	message_reader *read;
} messages[] = {
	{ MESSAGE_HELLO_REQUEST, pass_over }, { MESSAGE_SERVER_HELLO, hello_read_once },
	{ 4, session_ticket_read }, { 11, server_certificate_read }, { 12, server_key_read },
	{ 13, certificate_request_read }, { 14, server_hello_done_read },
	{ 22, certificate_status_read }, { 23, pass_over }, /* supplemental_data */
};

void
flight_init(struct flight_reader *reader, bool may_be_ssl2, struct arena *arena)
{
	*reader = (struct flight_reader){ .arena = arena, .may_be_ssl2 = may_be_ssl2 };
	buffer_init(&reader->bytes, FLIGHT_MAX);
	/* A message that is not whole, and a record behind it. */
	buffer_init(&reader->message, MESSAGE_HEADER_LEN + FLIGHT_MESSAGE_MAX + RECORD_LEN_MAX);
}

void
flight_clear(struct flight_reader *reader)
{
	buffer_clear(&reader->bytes);
	buffer_clear(&reader->message);
}

static bool
is_open(const struct flight_reader *reader)
{
	return reader->flight.end == FLIGHT_OPEN;
}

static void
garble(struct flight_reader *reader, const char *wrong)
{
	reader->flight.end = FLIGHT_GARBLED;
	reader->flight.wrong = wrong;
}

static message_reader *
find_reader(uint32_t type)
{
	for (size_t i = 0; i < COUNT_OF(messages); i++)
		if (messages[i].type == type)
			return messages[i].read;
	return NULL;
}

/* What shows already from a message's header: nobody waits for a body that is never read. */
static const char *
check_message(const struct flight *flight, uint32_t type, size_t len)
{
	if (find_reader(type) == NULL)
		return "a handshake message of an unknown type came";
	if (!flight->has_hello && type != MESSAGE_HELLO_REQUEST && type != MESSAGE_SERVER_HELLO)
		return "a handshake message came before the server's hello";
	if (len > FLIGHT_MESSAGE_MAX)
		return "a handshake message is longer than 128 KiB";
	return NULL;
}

/* Takes the next whole message off the stream; false if there is none. */
static bool
take_message(struct flight_reader *reader, struct reader *stream)
{
	struct reader r = *stream;
	uint32_t type = reader_uint(&r, 1);
	size_t len = reader_uint(&r, 3);
	const char *wrong = r.failed ? NULL : check_message(&reader->flight, type, len);
	struct span body = reader_take(&r, len);

	if (wrong == NULL && r.failed)
		return false;
	if (wrong == NULL)
		wrong = find_reader(type)(body, reader->arena, &reader->flight);
	if (wrong != NULL)
		garble(reader, wrong);
	*stream = r;
	return true;
}

static void
read_handshake(struct flight_reader *reader, struct span payload)
{
	struct reader stream;

	if (!buffer_append(&reader->message, payload)) {
		garble(reader, "the handshake messages are too long");
		return;
	}
	stream = (struct reader){ .left = buffer_span(&reader->message) };
	while (is_open(reader) && take_message(reader, &stream))
		continue;
	/* Once for all messages of a record, or moving the rest would cost the more the shorter
	 * they are. */
	if (stream.left.len < reader->message.len)
		buffer_consume(&reader->message, reader->message.len - stream.left.len);
}

static void
read_alert(struct flight_reader *reader, uint8_t level, uint8_t number)
{
	struct flight *flight = &reader->flight;

	flight->alert_level = level;
	flight->alert = number;
	if (level != ALERT_LEVEL_WARNING || number == ALERT_CLOSE_NOTIFY)
		flight->end = FLIGHT_ALERT;
	else if (flight->warnings == FLIGHT_WARNINGS_MAX)
		garble(reader, "more than 32 warning alerts came");
	else
		flight->warnings++;
}

static void
read_alerts(struct flight_reader *reader, struct span payload)
{
	for (size_t i = 0; i < payload.len && is_open(reader); i++) {
		if (reader->has_level)
			read_alert(reader, reader->level, payload.data[i]);
		reader->level = payload.data[i];
		reader->has_level = !reader->has_level;
	}
}

/* Can all that came be the beginning of a resumed handshake? */
static bool
may_be_resumed(const struct flight_reader *reader)
{
	const struct flight *flight = &reader->flight;

	return reader->message.len == 0 && !flight->has_certificate && !flight->has_staple &&
	       flight->server_key == SERVER_KEY_NONE && !flight->wants_certificate;
}

/* Everything behind it is encrypted. */
static void
read_change_cipher_spec(struct flight_reader *reader)
{
	if (!reader->flight.has_hello)
		return; /* RFC 8446 appendix D.4: it means nothing. */
	if (!may_be_resumed(reader)) {
		garble(reader, "ChangeCipherSpec came before ServerHelloDone");
		return;
	}
	reader->flight.is_resumed = true;
	reader->flight.end = FLIGHT_DONE;
}

static void
read_record(struct flight_reader *reader, uint32_t type, struct span payload)
{
	if (type == RECORD_HANDSHAKE)
		read_handshake(reader, payload);
	else if (type == RECORD_ALERT)
		read_alerts(reader, payload);
	else
		read_change_cipher_spec(reader);
}

/* What shows already from the part of a header that there is. */
static const char *
check_header(struct span header)
{
	struct reader r = { .left = header };
	uint32_t type = reader_uint(&r, 1);

	if (type < RECORD_CHANGE_CIPHER_SPEC || type > RECORD_HANDSHAKE)
		return "what came is no record of a handshake";
	/* RFC 8446 section 5.1: the version "MUST be ignored for all purposes"; but no other
	 * first byte has ever been, so that it tells garbage. */
	if (reader_uint(&r, 1) != VERSION_SSL3 >> 8 && !r.failed)
		return "a record has a version that does not exist";
	(void)reader_uint(&r, 1);
	if (reader_uint(&r, 2) > RECORD_LEN_MAX)
		return "a record is longer than TLS allows";
	return NULL;
}

static bool
take_record(struct flight_reader *reader, struct span left)
{
	struct reader r = { .left = left };
	const char *wrong = reader->records < FLIGHT_RECORDS_MAX
	                        ? check_header(left)
	                        : "more than 4096 records came";
	uint32_t type = reader_uint(&r, 1);
	uint16_t version = (uint16_t)reader_uint(&r, 2);
	struct span payload = reader_vector(&r, 2);

	if (wrong != NULL)
		garble(reader, wrong);
	if (wrong != NULL || r.failed)
		return false;
	reader->next += RECORD_HEADER_LEN + payload.len;
	reader->records++;
	if (!reader->flight.has_hello)
		reader->flight.record_version = version;
	read_record(reader, type, payload);
	return true;
}

/* The one message of SSL 2.0, which ends the flight in any case. */
static bool
take_ssl2(struct flight_reader *reader, struct span left)
{
	struct reader r = { .left = left };
	size_t len = reader_uint(&r, 2) % SSL2_LONG_HEADER;
	uint8_t type = r.left.len > 0 && len > 0 ? r.left.data[0] : SSL2_ERROR;
	struct span body = reader_take(&r, len);
	const char *wrong;

	if (type != SSL2_ERROR && type != SSL2_SERVER_HELLO) {
		garble(reader, "what came is no record of a handshake");
		return false;
	}
	if (r.failed)
		return false;
	reader->next += SSL2_HEADER_LEN + body.len;
	reader->records++;
	reader->flight.record_version = VERSION_SSL2;
	wrong = ssl2_message_read(body, reader->arena, &reader->flight);
	if (wrong != NULL)
		garble(reader, wrong);
	return true;
}

/* Takes the next whole record off the bytes; false if there is none. */
static bool
take_next(struct flight_reader *reader)
{
	struct span left = span_skip(buffer_span(&reader->bytes), reader->next);

	if (left.len == 0)
		return false;
	if (reader->may_be_ssl2 && reader->next == 0 && left.data[0] & SSL2_LONG_HEADER >> 8)
		return take_ssl2(reader, left);
	return take_record(reader, left);
}

enum flight_end
flight_feed(struct flight_reader *reader, struct span bytes)
{
	struct span fitting = bytes;
	bool is_full;

	if (!is_open(reader))
		return reader->flight.end;
	if (fitting.len > FLIGHT_MAX - reader->bytes.len)
		fitting.len = FLIGHT_MAX - reader->bytes.len;
	is_full = !buffer_append(&reader->bytes, fitting) || reader->bytes.len == FLIGHT_MAX;
	while (is_open(reader) && take_next(reader))
		continue;
	/* Not only when more comes: what is kept must be the same flight when it is read again.
	 */
	if (is_open(reader) && is_full)
		garble(reader, "256 KiB came without an end");
	reader->flight.used = reader->next;
	return reader->flight.end;
}

void
flight_read(struct span bytes, bool is_ssl2, struct arena *arena, struct flight *flight)
{
	struct flight_reader reader;

	flight_init(&reader, is_ssl2, arena);
	(void)flight_feed(&reader, bytes);
	*flight = reader.flight;
	flight_clear(&reader);
}

bool
flight_extension(const struct flight *flight, uint16_t type, struct span *body)
{
	return extension_find(flight->extensions, type, body);
}
