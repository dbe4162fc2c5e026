/* SPDX-License-Identifier: MIT */
#include "rules/client_bodies.h"

#include "base/text.h"
#include "rules/client_words.h"

#include <string.h>

enum {
	SHOWN_LEN = 60, /* of what is wrong */
	OCTETS_MAX = 255,
	WORD_MAX = 160,
	HEX_LEN = 32, /* bytes in one word */
};

static const char *
show(struct span text, struct arena *arena)
{
	return text_escape(arena, text, SHOWN_LEN);
}

/* The next item: up to a blank, or, of versions, which have blanks in them, up to a comma. */
static struct span
next_item(enum client_word kind, struct span *rest)
{
	struct span item = *rest;

	if (kind != CLIENT_WORD_VERSION)
		return span_word(rest);
	item.len = 0;
	while (item.len < rest->len && rest->data[item.len] != ',')
		item.len++;
	*rest = span_skip(*rest, item.len + 1);
	return span_trim(item);
}

const char *
client_numbers_read(enum client_word kind, struct span value, struct arena *arena,
    struct client_numbers *numbers)
{
	uint16_t *room = arena_alloc(arena, sizeof(*room) * CLIENT_NUMBERS_MAX);
	size_t len = 0;

	while (value.len > 0) {
		struct span item = next_item(kind, &value);

		if (item.len == 0 && value.len == 0 && len > 0 && kind != CLIENT_WORD_VERSION)
			break;
		if (len == CLIENT_NUMBERS_MAX)
			return arena_printf(
			    arena, "is too long; expected %d at most", CLIENT_NUMBERS_MAX);
		if (!client_word_read(kind, item, &room[len]))
			return arena_printf(arena,
			    "'%s' is not known; expected %s, 0xNNNN or grease",
			    show(item, arena), client_word_about(kind));
		len++;
	}
	*numbers = (struct client_numbers){ .len = len, .numbers = room };
	return NULL;
}

const char *
client_numbers_text(
    enum client_word kind, const struct client_numbers *numbers, struct arena *arena)
{
	const char *between = kind == CLIENT_WORD_VERSION ? ", " : " ";
	const char *text = "";

	for (size_t i = 0; i < numbers->len; i++)
		text = arena_printf(arena, "%s%s%s", text, i == 0 ? "" : between,
		    client_word(kind, numbers->numbers[i], arena));
	return text;
}

/* "0 1 2" */
const char *
client_octets_read(struct span value, size_t most, struct arena *arena, struct span *octets)
{
	uint8_t room[OCTETS_MAX];
	size_t len = 0;

	for (struct span word = span_word(&value); word.len > 0; word = span_word(&value)) {
		uint64_t number = 0;

		if (len == most || len == sizeof(room))
			return arena_printf(
			    arena, "is too long; expected %zu numbers at most", most);
		if (!text_number(word, 0, UINT8_MAX, &number))
			return arena_printf(
			    arena, "'%s' is no number; expected 0 to 255", show(word, arena));
		room[len++] = (uint8_t)number;
	}
	*octets = arena_copy(arena, (struct span){ room, len });
	return NULL;
}

const char *
client_octets_text(struct span octets, struct arena *arena)
{
	const char *text = "";

	for (size_t i = 0; i < octets.len; i++)
		text = arena_printf(arena, "%s%s%u", text, i == 0 ? "" : " ", octets.data[i]);
	return text;
}

/* Extensions */

static const char *
read_hex(struct span value, struct arena *arena, struct span *bytes)
{
	char digits[2 * CLIENT_BODY_MAX];
	size_t len = 0;

	for (size_t i = 0; i < value.len; i++) {
		if (value.data[i] == ' ')
			continue;
		if (len == sizeof(digits))
			return arena_printf(
			    arena, "is too long; expected %d bytes at most", CLIENT_BODY_MAX);
		digits[len++] = (char)value.data[i];
	}
	return text_from_hex(arena, (struct span){ (const uint8_t *)digits, len }, bytes)
	           ? NULL
	           : "is not hexadecimal; expected pairs of the digits 0 to 9 and a to f";
}

/* "server_name", "0x1234", "grease", "grease:00" */
const char *
client_extension_read(struct span word, struct arena *arena, struct client_extension *extension)
{
	static const char grease[] = "grease:";

	if (span_starts(word, grease)) {
		extension->type = CLIENT_GREASE;
		if (word.len <= WORD_MAX &&
		    read_hex(span_skip(word, strlen(grease)), arena, &extension->body) == NULL)
			return NULL;
	} else if (client_word_read(CLIENT_WORD_EXTENSION, word, &extension->type)) {
		return NULL;
	}
	return arena_printf(arena, "'%s' is not known; expected %s, 0xNNNN or grease",
	    show(word, arena), client_word_about(CLIENT_WORD_EXTENSION));
}

/* Names of ALPN: as they are, or in hexadecimal behind 0x. */
static const char *
read_names(struct span value, struct arena *arena, struct span *body)
{
	uint8_t room[CLIENT_BODY_MAX];
	size_t len = 0;

	for (struct span word = span_word(&value); word.len > 0; word = span_word(&value)) {
		struct span name = word;

		if (span_starts(word, "0x") && !text_from_hex(arena, span_skip(word, 2), &name))
			name.len = 0;
		if (name.len == 0 || name.len > CLIENT_PROTOCOL_MAX)
			return arena_printf(
			    arena, "'%s' is no name of a protocol", show(word, arena));
		if (len + 1 + name.len > sizeof(room))
			return "is too long";
		room[len++] = (uint8_t)name.len;
		memcpy(room + len, name.data, name.len);
		len += name.len;
	}
	*body = arena_copy(arena, (struct span){ room, len });
	return NULL;
}

static bool
is_token(struct span name)
{
	for (size_t i = 0; i < name.len; i++)
		if (name.data[i] <= ' ' || name.data[i] > '~' || name.data[i] == ';' ||
		    name.data[i] == '#')
			return false;
	return !span_starts(name, "0x");
}

static const char *
write_names(struct span body, struct arena *arena)
{
	const char *text = "";

	while (body.len > 0) {
		struct span name = span_skip(body, 1);

		name.len = name.len < body.data[0] ? name.len : body.data[0];
		body = span_skip(body, 1 + name.len);
		text = is_token(name) ? arena_printf(arena, "%s%s%s", text,
					    *text == '\0' ? "" : " ", arena_string(arena, name))
		                      : arena_printf(arena, "%s%s0x%s", text,
					    *text == '\0' ? "" : " ", text_hex(arena, name));
	}
	return text;
}

static const char *
check_shares(const struct client_numbers *shares, struct arena *arena)
{
	if (shares->len > CLIENT_SHARES_MAX)
		return arena_printf(
		    arena, "is too long; expected %d at most", CLIENT_SHARES_MAX);
	for (size_t i = 0; i < shares->len; i++)
		if (client_share_len(shares->numbers[i]) == 0)
			return arena_printf(arena, "no key of %s can be made here",
			    client_word(CLIENT_WORD_GROUP, shares->numbers[i], arena));
	return NULL;
}

const char *
client_body_read(struct client_extension *extension, struct span value, struct arena *arena)
{
	enum client_body body = client_body_of(extension->type);
	enum client_word kind;
	const char *problem;

	if (body == CLIENT_BODY_DRAWN)
		return "is made anew for each connection; leave it out";
	if (body == CLIENT_BODY_OCTETS)
		return client_octets_read(value, OCTETS_MAX, arena, &extension->body);
	if (body == CLIENT_BODY_NAMES)
		return read_names(value, arena, &extension->body);
	if (!client_word_of_body(body, &kind))
		return read_hex(value, arena, &extension->body);
	problem = client_numbers_read(kind, value, arena, &extension->numbers);
	if (problem == NULL && body == CLIENT_BODY_SHARES)
		problem = check_shares(&extension->numbers, arena);
	return problem;
}

/* In words that a line holds. */
static const char *
write_hex(struct span bytes, struct arena *arena)
{
	const char *text = "";

	for (; bytes.len > 0; bytes = span_skip(bytes, HEX_LEN))
		text = arena_printf(arena, "%s%s%s", text, *text == '\0' ? "" : " ",
		    text_hex(arena, (struct span){ bytes.data,
					bytes.len < HEX_LEN ? bytes.len : HEX_LEN }));
	return text;
}

const char *
client_body_text(const struct client_extension *extension, struct arena *arena)
{
	enum client_body body = client_body_of(extension->type);
	enum client_word kind;

	if (body == CLIENT_BODY_OCTETS)
		return client_octets_text(extension->body, arena);
	if (body == CLIENT_BODY_NAMES)
		return write_names(extension->body, arena);
	if (!client_word_of_body(body, &kind))
		return write_hex(extension->body, arena);
	return client_numbers_text(kind, &extension->numbers, arena);
}
