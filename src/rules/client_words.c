/* SPDX-License-Identifier: MIT */
#include "rules/client_words.h"

#include "registry/number.h"
#include "registry/suite.h"

#include <string.h>

/* Suites that are signals and none, and so not in the registry's table. */
static const struct {
	uint16_t number;
	const char *name;
} signals[] = {
	{ 0x00ff, "TLS_EMPTY_RENEGOTIATION_INFO_SCSV" }, /* RFC 5746 */
	{ 0x5600, "TLS_FALLBACK_SCSV" },                 /* RFC 7507 */
};

static const uint16_t versions[] = { VERSION_SSL2, VERSION_SSL3, VERSION_TLS10, VERSION_TLS11,
	VERSION_TLS12, VERSION_TLS13 };

static const char *
name_of_suite(uint16_t number)
{
	const struct suite *suite = suite_by_number(number);

	for (size_t i = 0; i < COUNT_OF(signals); i++)
		if (signals[i].number == number)
			return signals[i].name;
	return suite == NULL ? NULL : suite->name;
}

static const char *
name_of(enum client_word kind, uint16_t number)
{
	const struct group *group;
	const struct scheme_number *scheme;

	switch (kind) {
	case CLIENT_WORD_SUITE:
		return name_of_suite(number);
	case CLIENT_WORD_EXTENSION:
		return extension_name(number);
	case CLIENT_WORD_GROUP:
		group = group_by_number(number);
		return group == NULL ? NULL : group->name;
	case CLIENT_WORD_SCHEME:
		scheme = signature_scheme_by_number(number);
		return scheme == NULL ? NULL : scheme->name;
	case CLIENT_WORD_VERSION:
		return version_name(number);
	case CLIENT_WORDS:
		break;
	}
	return NULL;
}

const char *
client_word(enum client_word kind, uint16_t number, struct arena *arena)
{
	const char *name = is_grease(number) ? "grease" : name_of(kind, number);
	/* "connection_id (deprecated)" would be two words. */
	bool is_word =
	    name != NULL && (kind == CLIENT_WORD_VERSION || strchr(name, ' ') == NULL);

	return is_word ? name : arena_printf(arena, "0x%04x", number);
}

/* All numbers that have names, one after the other; false behind the last. */
static bool
number_at(enum client_word kind, size_t i, uint16_t *number)
{
	switch (kind) {
	case CLIENT_WORD_SUITE:
		if (i >= suites_count + COUNT_OF(signals))
			return false;
		*number =
		    i < suites_count ? suites[i].number : signals[i - suites_count].number;
		return true;
	case CLIENT_WORD_EXTENSION:
		if (i < extension_numbers_count)
			*number = extension_numbers[i].number;
		return i < extension_numbers_count;
	case CLIENT_WORD_GROUP:
		if (i < groups_count)
			*number = groups[i].number;
		return i < groups_count;
	case CLIENT_WORD_SCHEME:
		if (i < signature_schemes_count)
			*number = signature_schemes[i].number;
		return i < signature_schemes_count;
	case CLIENT_WORD_VERSION:
		if (i < COUNT_OF(versions))
			*number = versions[i];
		return i < COUNT_OF(versions);
	case CLIENT_WORDS:
		break;
	}
	return false;
}

static bool
read_hexadecimal(struct span word, uint16_t *number)
{
	uint16_t value = 0;

	if (word.len != 6 || !span_starts(word, "0x"))
		return false;
	for (size_t i = 2; i < word.len; i++) {
		uint8_t byte = word.data[i];
		int digit = byte >= '0' && byte <= '9'   ? byte - '0'
		            : byte >= 'a' && byte <= 'f' ? byte - 'a' + 10
		            : byte >= 'A' && byte <= 'F' ? byte - 'A' + 10
		                                         : -1;

		if (digit < 0)
			return false;
		value = (uint16_t)(value << 4 | digit);
	}
	*number = is_grease(value) ? CLIENT_GREASE : value;
	return true;
}

bool
client_word_read(enum client_word kind, struct span word, uint16_t *number)
{
	uint16_t seen;

	if (span_equal(word, span_of("grease"))) {
		*number = CLIENT_GREASE;
		return true;
	}
	for (size_t i = 0; number_at(kind, i, &seen); i++)
		if (span_equal(word, span_of(name_of(kind, seen)))) {
			*number = seen;
			return true;
		}
	return read_hexadecimal(word, number);
}

const char *
client_word_about(enum client_word kind)
{
	static const char *const texts[] = {
		[CLIENT_WORD_SUITE] = "a suite's name",
		[CLIENT_WORD_EXTENSION] = "an extension's name",
		[CLIENT_WORD_GROUP] = "a group's name",
		[CLIENT_WORD_SCHEME] = "a signature scheme's name",
		[CLIENT_WORD_VERSION] = "a version such as TLS 1.2",
	};
	_Static_assert(COUNT_OF(texts) == CLIENT_WORDS, "words for each kind");

	return texts[kind];
}

bool
client_word_of_body(enum client_body body, enum client_word *kind)
{
	switch (body) {
	case CLIENT_BODY_GROUPS:
	case CLIENT_BODY_SHARES:
		*kind = CLIENT_WORD_GROUP;
		return true;
	case CLIENT_BODY_SCHEMES:
		*kind = CLIENT_WORD_SCHEME;
		return true;
	case CLIENT_BODY_VERSIONS:
		*kind = CLIENT_WORD_VERSION;
		return true;
	case CLIENT_BODY_BYTES:
	case CLIENT_BODY_DRAWN:
	case CLIENT_BODY_OCTETS:
	case CLIENT_BODY_NAMES:
	case CLIENT_BODIES:
		break;
	}
	return false;
}

struct span
client_piece(struct span *rest)
{
	struct span piece = span_word(rest);
	struct span behind = *rest;
	struct span word = span_word(&behind);

	while (word.len > 0 && word.data[0] == '#') {
		piece.len = (size_t)(word.data + word.len - piece.data);
		*rest = behind;
		word = span_word(&behind);
	}
	return piece;
}

const char *
client_protocol(enum protocol protocol)
{
	static const char *const names[] = {
		[PROTOCOL_SMTP] = "smtp",
		[PROTOCOL_LMTP] = "lmtp",
		[PROTOCOL_IMAP] = "imap",
		[PROTOCOL_POP3] = "pop3",
		[PROTOCOL_SIEVE] = "sieve",
	};
	_Static_assert(COUNT_OF(names) == PROTOCOL_COUNT, "a word for each protocol");

	return names[protocol];
}
