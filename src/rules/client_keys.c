/* SPDX-License-Identifier: MIT */
#include "rules/client_keys.h"

#include "base/text.h"
#include "rules/client_bodies.h"
#include "rules/client_words.h"

#include <string.h>

enum {
	SHOWN_LEN = 60, /* of what is wrong */
	SESSION_ID_MAX = 32,
	COMPRESSIONS_MAX = 8,
	TITLE_MAX = 200,
	REFERENCE_MAX = 2000,
	NUMBER_MAX = 65536,
	PIECE_MAX = 160,
};

static const char *
show(struct span text, struct arena *arena)
{
	return text_escape(arena, text, SHOWN_LEN);
}

static void *
place_in(struct client *client, const struct client_key *key)
{
	return (char *)client + key->place;
}

static const void *
place_of(const struct client *client, const struct client_key *key)
{
	return (const char *)client + key->place;
}

/* Words */

/* One that no line would hold. */
static bool
has_long_piece(struct span text)
{
	for (struct span piece = client_piece(&text); piece.len > 0;
	     piece = client_piece(&text))
		if (piece.len > PIECE_MAX)
			return true;
	return false;
}

/* As it is written, so that it is the same when it is read again. */
static const char *
with_single_blanks(struct span value, struct arena *arena)
{
	const char *text = "";

	for (struct span word = span_word(&value); word.len > 0; word = span_word(&value))
		text = arena_printf(
		    arena, "%s%s%s", text, *text == '\0' ? "" : " ", arena_string(arena, word));
	return text;
}

static const char *
read_text(
    const struct client_key *key, struct span value, struct arena *arena, struct client *client)
{
	const char **text = place_in(client, key);
	bool is_title = strcmp(key->name, "title") == 0;

	if (value.len == 0 && is_title)
		return "is empty; expected a few words";
	if (value.len > (is_title ? TITLE_MAX : REFERENCE_MAX) || has_long_piece(value))
		return "is too long, or a word of it is";
	*text = with_single_blanks(value, arena);
	return NULL;
}

static const char *
write_text(const struct client_key *key, const struct client *client, struct arena *arena)
{
	const char *const *text = place_of(client, key);

	(void)arena;
	return *text;
}

static const char *
read_name(
    const struct client_key *key, struct span value, struct arena *arena, struct client *client)
{
	(void)key;
	if (!client_is_name(value))
		return arena_printf(arena,
		    "'%s' is no name; expected lower-case letters, digits, dots and dashes",
		    show(value, arena));
	client->name = arena_string(arena, value);
	return NULL;
}

static const char *
read_date(
    const struct client_key *key, struct span value, struct arena *arena, struct client *client)
{
	static const char form[] = "dddd-dd-dd";
	bool is_date = value.len == sizeof(form) - 1;

	(void)key;
	for (size_t i = 0; is_date && i < value.len; i++)
		is_date = form[i] == 'd' ? value.data[i] >= '0' && value.data[i] <= '9'
		                         : value.data[i] == '-';
	if (!is_date)
		return arena_printf(arena, "'%s' is no date; expected one such as 2026-11-25",
		    show(value, arena));
	client->date = arena_string(arena, value);
	return NULL;
}

static const char *
read_source(
    const struct client_key *key, struct span value, struct arena *arena, struct client *client)
{
	(void)key;
	for (size_t i = 0; i < CLIENT_SOURCES; i++)
		if (span_equal(value, span_of(client_source_name((enum client_source)i)))) {
			client->source = (enum client_source)i;
			return NULL;
		}
	return arena_printf(
	    arena, "'%s' is no source; expected recorded or documented", show(value, arena));
}

static const char *
write_source(const struct client_key *key, const struct client *client, struct arena *arena)
{
	(void)key;
	(void)arena;
	return client_source_name(client->source);
}

static const char *
read_fallback(
    const struct client_key *key, struct span value, struct arena *arena, struct client *client)
{
	(void)key;
	for (size_t i = 0; i < CLIENT_FALLBACKS; i++)
		if (span_equal(value, span_of(client_fallback_name((enum client_fallback)i)))) {
			client->fallback = (enum client_fallback)i;
			return NULL;
		}
	return arena_printf(
	    arena, "'%s' is no fallback; expected none or clear", show(value, arena));
}

static const char *
write_fallback(const struct client_key *key, const struct client *client, struct arena *arena)
{
	(void)key;
	(void)arena;
	return client_fallback_name(client->fallback);
}

static bool
protocol_by_word(struct span word, enum protocol *protocol)
{
	for (size_t i = 0; i < PROTOCOL_COUNT; i++)
		if (span_equal(word, span_of(client_protocol((enum protocol)i)))) {
			*protocol = (enum protocol)i;
			return true;
		}
	return false;
}

static const char *
read_protocols(
    const struct client_key *key, struct span value, struct arena *arena, struct client *client)
{
	(void)key;
	if (value.len == 0)
		return "is empty; expected smtp, imap, pop3, lmtp or sieve";
	for (struct span word = span_word(&value); word.len > 0; word = span_word(&value)) {
		enum protocol protocol;

		if (!protocol_by_word(word, &protocol))
			return arena_printf(arena,
			    "'%s' is no protocol; expected smtp, imap, pop3, lmtp or sieve",
			    show(word, arena));
		client->protocols[protocol] = true;
	}
	return NULL;
}

static const char *
write_protocols(const struct client_key *key, const struct client *client, struct arena *arena)
{
	const char *text = "";

	(void)key;
	for (size_t i = 0; i < PROTOCOL_COUNT; i++)
		if (client->protocols[i])
			text = arena_printf(arena, "%s%s%s", text, *text == '\0' ? "" : " ",
			    client_protocol((enum protocol)i));
	return text;
}

/* Numbers */

static const char *
read_version(
    const struct client_key *key, struct span value, struct arena *arena, struct client *client)
{
	uint16_t version;

	if (!client_word_read(CLIENT_WORD_VERSION, value, &version))
		return arena_printf(arena, "'%s' is no version; expected one such as TLS 1.2",
		    show(value, arena));
	memcpy(place_in(client, key), &version, sizeof(version));
	return NULL;
}

static const char *
write_version(const struct client_key *key, const struct client *client, struct arena *arena)
{
	uint16_t version;

	memcpy(&version, place_of(client, key), sizeof(version));
	return client_word(CLIENT_WORD_VERSION, version, arena);
}

static const char *
read_session_id(
    const struct client_key *key, struct span value, struct arena *arena, struct client *client)
{
	uint64_t number = 0;

	(void)key;
	if (!text_number(value, 0, SESSION_ID_MAX, &number))
		return arena_printf(arena, "'%s' is no length; expected 0 to %d bytes",
		    show(value, arena), SESSION_ID_MAX);
	client->hello.session_id_len = (uint8_t)number;
	return NULL;
}

static const char *
write_session_id(const struct client_key *key, const struct client *client, struct arena *arena)
{
	(void)key;
	return arena_printf(arena, "%u", client->hello.session_id_len);
}

static const char *
read_number(
    const struct client_key *key, struct span value, struct arena *arena, struct client *client)
{
	unsigned *room = place_in(client, key);
	uint64_t number = 0;

	if (!text_number(value, 0, NUMBER_MAX, &number))
		return arena_printf(arena, "'%s' is no number; expected 0 to %d",
		    show(value, arena), NUMBER_MAX);
	*room = (unsigned)number;
	return NULL;
}

static const char *
write_number(const struct client_key *key, const struct client *client, struct arena *arena)
{
	const unsigned *number = place_of(client, key);

	return arena_printf(arena, "%u", *number);
}

static const char *
read_flag(
    const struct client_key *key, struct span value, struct arena *arena, struct client *client)
{
	bool *flag = place_in(client, key);

	if (!span_equal(value, span_of("yes")) && !span_equal(value, span_of("no")))
		return arena_printf(
		    arena, "'%s' is no answer; expected yes or no", show(value, arena));
	*flag = span_equal(value, span_of("yes"));
	return NULL;
}

static const char *
write_flag(const struct client_key *key, const struct client *client, struct arena *arena)
{
	const bool *flag = place_of(client, key);

	(void)arena;
	return *flag ? "yes" : "no";
}

/* Lists */

static const char *
read_compressions(
    const struct client_key *key, struct span value, struct arena *arena, struct client *client)
{
	(void)key;
	if (value.len == 0)
		return "is empty; expected 0 for no compression";
	return client_octets_read(value, COMPRESSIONS_MAX, arena, &client->hello.compressions);
}

static const char *
write_compressions(
    const struct client_key *key, const struct client *client, struct arena *arena)
{
	(void)key;
	return client_octets_text(client->hello.compressions, arena);
}

static const char *
read_suites(
    const struct client_key *key, struct span value, struct arena *arena, struct client *client)
{
	(void)key;
	if (value.len == 0)
		return "is empty; expected the suites in their order";
	return client_numbers_read(CLIENT_WORD_SUITE, value, arena, &client->hello.suites);
}

static const char *
write_suites(const struct client_key *key, const struct client *client, struct arena *arena)
{
	(void)key;
	return client_numbers_text(CLIENT_WORD_SUITE, &client->hello.suites, arena);
}

static const char *
read_extensions(
    const struct client_key *key, struct span value, struct arena *arena, struct client *client)
{
	struct client_extension *room =
	    arena_alloc(arena, sizeof(*room) * CLIENT_EXTENSIONS_MAX);
	size_t len = 0;

	(void)key;
	for (struct span word = span_word(&value); word.len > 0; word = span_word(&value)) {
		const char *problem;

		if (len == CLIENT_EXTENSIONS_MAX)
			return arena_printf(
			    arena, "is too long; expected %d at most", CLIENT_EXTENSIONS_MAX);
		problem = client_extension_read(word, arena, &room[len]);
		if (problem != NULL)
			return problem;
		if (client_is_of_moment(room[len].type))
			return arena_printf(
			    arena, "%s cannot be replayed; leave it out", show(word, arena));
		for (size_t i = 0; i < len; i++)
			if (room[i].type == room[len].type && room[i].type != CLIENT_GREASE)
				return arena_printf(
				    arena, "%s stands there twice", show(word, arena));
		len++;
	}
	client->hello.extensions = room;
	client->hello.extensions_len = len;
	return NULL;
}

static const char *
write_extensions(const struct client_key *key, const struct client *client, struct arena *arena)
{
	const char *text = "";

	(void)key;
	for (size_t i = 0; i < client->hello.extensions_len; i++) {
		const struct client_extension *extension = &client->hello.extensions[i];
		bool has_tail = extension->type == CLIENT_GREASE && extension->body.len > 0;

		text = arena_printf(arena, "%s%s%s%s%s", text, i == 0 ? "" : " ",
		    client_word(CLIENT_WORD_EXTENSION, extension->type, arena),
		    has_tail ? ":" : "", has_tail ? text_hex(arena, extension->body) : "");
	}
	return text;
}

/* The rows */

#define HEAD CLIENT_SECTION_CLIENT
#define HELLO CLIENT_SECTION_HELLO
#define CHECKS CLIENT_SECTION_CHECKS
#define FORM(kind) read_##kind, write_##kind
#define AT(member) offsetof(struct client, member)
#define FLAG(member) FORM(flag), offsetof(struct client, checks.member)
#define BITS(member) FORM(number), offsetof(struct client, checks.member)

/* clang-format off */
const struct client_key client_keys[] = {
	{ HEAD, "name", true, read_name, write_text, AT(name) },
	{ HEAD, "title", true, FORM(text), AT(title) },
	{ HEAD, "source", true, FORM(source), 0 },
	{ HEAD, "date", true, read_date, write_text, AT(date) },
	{ HEAD, "reference", true, FORM(text), AT(reference) },
	{ HEAD, "protocols", true, FORM(protocols), 0 },
	{ HEAD, "fallback", false, FORM(fallback), 0 },
	{ HELLO, "record-version", true, FORM(version), AT(hello.record_version) },
	{ HELLO, "version", true, FORM(version), AT(hello.version) },
	{ HELLO, "session-id", true, FORM(session_id), 0 },
	{ HELLO, "compressions", true, FORM(compressions), 0 },
	{ HELLO, "suites", true, FORM(suites), 0 },
	{ HELLO, "extensions", true, FORM(extensions), 0 },
	{ CHECKS, "version-min", false, FORM(version), AT(checks.version_min) },
	{ CHECKS, "verifies-chain", false, FLAG(verifies_chain) },
	{ CHECKS, "verifies-name", false, FLAG(verifies_name) },
	{ CHECKS, "verifies-time", false, FLAG(verifies_time) },
	{ CHECKS, "accepts-common-name", false, FLAG(accepts_common_name) },
	{ CHECKS, "accepts-self-signed", false, FLAG(accepts_self_signed) },
	{ CHECKS, "accepts-sha1-signature", false, FLAG(accepts_sha1_signature) },
	{ CHECKS, "rsa-bits-min", false, BITS(rsa_bits_min) },
	{ CHECKS, "rsa-bits-max", false, BITS(rsa_bits_max) },
	{ CHECKS, "dh-bits-min", false, BITS(dh_bits_min) },
	{ CHECKS, "dh-bits-max", false, BITS(dh_bits_max) },
	{ CHECKS, "ec-bits-min", false, BITS(ec_bits_min) },
	{ CHECKS, "days-max", false, FORM(number), AT(checks.days_max) },
	{ CHECKS, "needs-secure-renegotiation", false, FLAG(needs_secure_renegotiation) },
	{ CHECKS, "sends-certificate", false, FLAG(sends_certificate) },
};
/* clang-format on */
const size_t client_keys_count = COUNT_OF(client_keys);

const char *
client_section_name(enum client_section section)
{
	static const char *const names[] = {
		[CLIENT_SECTION_CLIENT] = "client",
		[CLIENT_SECTION_HELLO] = "hello",
		[CLIENT_SECTION_CHECKS] = "checks",
	};
	_Static_assert(COUNT_OF(names) == CLIENT_SECTION_COUNT, "a name for each section");

	return names[section];
}

const struct client_key *
client_key_by_name(enum client_section section, struct span name)
{
	for (size_t i = 0; i < client_keys_count; i++)
		if (client_keys[i].section == section &&
		    span_equal(name, span_of(client_keys[i].name)))
			return &client_keys[i];
	return NULL;
}
