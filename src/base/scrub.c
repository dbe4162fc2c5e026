/* SPDX-License-Identifier: MIT */
#include "base/scrub.h"

#include "base/base64.h"
#include "base/secret.h"

#include <assert.h>
#include <string.h>

enum {
	FORM_PLAIN,
	FORM_BASE64, /* and the two behind it */
	FORM_HEX = FORM_BASE64 + 3,
	FORM_MAX = 4 * SCRUB_WORD_MAX,
	ALONE_BELOW = 4,
};
_Static_assert(FORM_HEX + 1 == SCRUB_FORMS, "all forms");

void
scrub_init(struct scrub *scrub)
{
	*scrub = (struct scrub){ 0 };
}

void
scrub_clear(struct scrub *scrub)
{
	for (size_t i = 0; i < scrub->len; i++)
		for (size_t k = 0; k < SCRUB_FORMS; k++)
			buffer_clear(&scrub->words[i].forms[k]);
	scrub->len = 0;
}

static void
must_append(struct buffer *buffer, struct span bytes)
{
	if (!buffer_append(buffer, bytes))
		assert(false);
}

/* The characters that only the word decides where `shift` bytes of something else stand before
 * it in the group of three. */
static void
make_base64(struct span word, size_t shift, struct buffer *form)
{
	static const uint8_t zeros[2];
	size_t first = (shift * 8 + 5) / 6;
	size_t end = (shift + word.len) * 8 / 6;
	struct buffer shifted;
	struct buffer text;

	buffer_init_secret(&shifted, FORM_MAX);
	buffer_init_secret(&text, FORM_MAX);
	must_append(&shifted, (struct span){ .data = zeros, .len = shift });
	must_append(&shifted, word);
	if (!base64_encode(buffer_span(&shifted), &text))
		assert(false);
	must_append(form, (struct span){ .data = text.data + first, .len = end - first });
	buffer_clear(&shifted);
	buffer_clear(&text);
}

static void
make_hex(struct span word, struct buffer *form)
{
	static const char digits[] = "0123456789abcdef";

	for (size_t i = 0; i < word.len; i++) {
		const uint8_t pair[] = { (uint8_t)digits[word.data[i] >> 4],
			(uint8_t)digits[word.data[i] & 0x0f] };

		must_append(form, (struct span){ .data = pair, .len = sizeof(pair) });
	}
}

/* Without any form yet. */
static struct scrub_word *
add_word(struct scrub *scrub, struct span word, const char *instead)
{
	struct scrub_word *added = &scrub->words[scrub->len];

	assert(scrub->len < SCRUB_WORDS_MAX && word.len <= SCRUB_WORD_MAX);
	scrub->len++;
	*added = (struct scrub_word){ .instead = instead, .is_alone = word.len < ALONE_BELOW };
	for (size_t i = 0; i < SCRUB_FORMS; i++)
		buffer_init_secret(&added->forms[i], FORM_MAX);
	return added;
}

/* A short word would be found in any text of such letters. */
static void
add_codes(struct scrub_word *added, struct span word)
{
	for (size_t shift = 0; !added->is_alone && shift < 3; shift++)
		make_base64(word, shift, &added->forms[FORM_BASE64 + shift]);
}

void
scrub_add(struct scrub *scrub, struct span word, const char *instead)
{
	struct scrub_word *added;

	if (word.len == 0)
		return;
	added = add_word(scrub, word, instead);
	must_append(&added->forms[FORM_PLAIN], word);
	add_codes(added, word);
	if (!added->is_alone)
		make_hex(word, &added->forms[FORM_HEX]);
}

void
scrub_add_code(struct scrub *scrub, struct span word, const char *instead)
{
	if (word.len > 0)
		add_codes(add_word(scrub, word, instead), word);
}

static bool
is_letter(uint8_t byte)
{
	return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
	       (byte >= '0' && byte <= '9') || byte >= 0x80;
}

/* Of base 64, of either alphabet (RFC 4648 sections 4 and 5). */
static bool
is_code(uint8_t byte)
{
	return (is_letter(byte) && byte < 0x80) || byte == '+' || byte == '/' || byte == '=' ||
	       byte == '-' || byte == '_';
}

static uint8_t
usual(uint8_t byte)
{
	return byte == '-' ? '+' : byte == '_' ? '/' : byte;
}

static bool
is_at(struct span text, size_t at, const struct buffer *form, size_t which)
{
	struct span here = { .data = text.data + at, .len = form->len };

	if (form->len == 0 || form->len > text.len - at)
		return false;
	if (which == FORM_PLAIN || which == FORM_HEX)
		return span_alike(here, buffer_span(form));
	for (size_t i = 0; i < here.len; i++)
		if (usual(here.data[i]) != form->data[i])
			return false;
	return true;
}

static bool
stands_alone(struct span text, size_t at, size_t len)
{
	return (at == 0 || !is_letter(text.data[at - 1])) &&
	       (at + len == text.len || !is_letter(text.data[at + len]));
}

/* "250-": the code of a reply (RFC 5321 section 4.2) is not part of what it says. */
static size_t
code_len(struct span text)
{
	if (text.len < 4 || (text.data[3] != '-' && text.data[3] != ' '))
		return 0;
	for (size_t i = 0; i < 3; i++)
		if (text.data[i] < '0' || text.data[i] > '9')
			return 0;
	return 4;
}

/* A word in the text, from and to. What is encoded is taken out as a whole: at its edges it
 * shares letters with what stands beside it. */
struct find {
	size_t from;
	size_t to;
	const char *instead;
};

static bool
find_word(const struct scrub_word *word, struct span text, size_t at, struct find *find)
{
	for (size_t k = 0; k < SCRUB_FORMS; k++) {
		size_t len = word->forms[k].len;

		if (!is_at(text, at, &word->forms[k], k) ||
		    (word->is_alone && !stands_alone(text, at, len)))
			continue;
		*find = (struct find){ .from = at, .to = at + len, .instead = word->instead };
		if (k == FORM_PLAIN)
			return true;
		while (find->from > code_len(text) && is_code(text.data[find->from - 1]))
			find->from--;
		while (find->to < text.len && is_code(text.data[find->to]))
			find->to++;
		return true;
	}
	return false;
}

/* The one that reaches furthest: a word may be the beginning of another. */
static bool
find_any(const struct scrub *scrub, struct span text, size_t at, struct find *find)
{
	struct find found;

	*find = (struct find){ 0 };
	for (size_t i = 0; i < scrub->len; i++)
		if (find_word(&scrub->words[i], text, at, &found) && found.to > find->to)
			*find = found;
	return find->to > 0;
}

bool
scrub_text(const struct scrub *scrub, struct span text, struct buffer *out)
{
	size_t done = 0;
	struct find find;

	buffer_consume(out, SIZE_MAX);
	for (size_t at = code_len(text); at < text.len; at++) {
		if (!find_any(scrub, text, at, &find))
			continue;
		find.from = find.from < done ? done : find.from;
		must_append(
		    out, (struct span){ .data = text.data + done, .len = find.from - done });
		must_append(out, span_of(find.instead));
		done = find.to;
		at = done - 1;
	}
	if (done == 0)
		return false;
	must_append(out, span_skip(text, done));
	return true;
}
