/* SPDX-License-Identifier: MIT */
#include "rules/errors.h"

#include "rules/sayings.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

enum {
	STAR_MOST = 160,     /* bytes that a '*' or '%' stands for */
	PIECES_MAX = 6,      /* of a pattern, between what varies */
	OCCURRENCES_MAX = 8, /* of one pattern that are looked at */
	ESCAPE = 0x1b,
};

/* Texts as they are compared. */

static bool
is_blank(uint8_t byte)
{
	return byte == '-' || byte == '_' || (byte < 0x80 && isspace(byte) != 0);
}

/* Bytes of a sequence that colours a terminal, ESC [ ... letter; 0 if there is none. */
static size_t
colour_len(struct span text)
{
	size_t len = 2;

	if (text.len < 2 || text.data[0] != ESCAPE || text.data[1] != '[')
		return 0;
	while (len < text.len && strchr("0123456789;", text.data[len]) != NULL &&
	       text.data[len] != '\0')
		len++;
	return len < text.len ? len + 1 : len;
}

/* What is written in other ways and means the same: typographic quotes and blanks, and ends of
 * lines as logs and JSON write them. */
static const struct {
	const char *from;
	uint8_t to;
} same[] = {
	{ "\xe2\x80\x98", '\'' },
	{ "\xe2\x80\x99", '\'' },
	{ "\xe2\x80\x9c", '"' },
	{ "\xe2\x80\x9d", '"' },
	{ "\xe2\x80\x91", ' ' },
	{ "\xc2\xa0", ' ' },
	{ "\\r", ' ' },
	{ "\\n", ' ' },
	{ "\\t", ' ' },
};

/* Takes one character off the front, as it is compared; a blank for a sequence of colours. */
static uint8_t
take_character(struct span *text)
{
	size_t len = colour_len(*text);
	uint8_t byte = text->data[0];

	for (size_t i = 0; len == 0 && i < COUNT_OF(same); i++) {
		if (!span_starts(*text, same[i].from))
			continue;
		*text = span_skip(*text, strlen(same[i].from));
		return same[i].to;
	}
	*text = span_skip(*text, len > 0 ? len : 1);
	if (len > 0 || is_blank(byte))
		return ' ';
	return byte < 0x80 ? (uint8_t)tolower(byte) : byte;
}

static struct span
fold(struct arena *arena, struct span text)
{
	uint8_t *folded = arena_alloc(arena, text.len + 1);
	size_t len = 0;

	while (text.len > 0) {
		uint8_t character = take_character(&text);

		if (character != ' ' || (len > 0 && folded[len - 1] != ' '))
			folded[len++] = character;
	}
	return (struct span){ folded, len };
}

/* Patterns. */

struct range {
	size_t from;
	size_t to;
};

/* Where a pattern was found: piece by piece. */
struct found {
	struct range pieces[PIECES_MAX];
	size_t len;
};

static bool
is_letter(uint8_t byte)
{
	return byte < 0x80 && isalnum(byte) != 0;
}

/* Does a word end between these places? */
static bool
is_border(struct span text, size_t place)
{
	return place == 0 || place == text.len || !is_letter(text.data[place - 1]) ||
	       !is_letter(text.data[place]);
}

/* The first place of the piece between two places, or SIZE_MAX. */
static size_t
find_piece(struct span text, struct span piece, struct range within)
{
	for (size_t at = within.from; at <= within.to && at + piece.len <= text.len; at++) {
		const uint8_t *next =
		    piece.len == 0 ? NULL
				   : memchr(text.data + at, piece.data[0], text.len - at);

		if (piece.len == 0)
			return at;
		if (next == NULL)
			return SIZE_MAX;
		at = (size_t)(next - text.data);
		if (at <= within.to && at + piece.len <= text.len &&
		    memcmp(next, piece.data, piece.len) == 0)
			return at;
	}
	return SIZE_MAX;
}

static size_t
piece_len(struct span pattern)
{
	size_t len = 0;

	while (len < pattern.len && pattern.data[len] != '*' && pattern.data[len] != '%')
		len++;
	return len;
}

/* How far what varies may reach. */
static size_t
reach_of(struct span text, size_t from, uint8_t kind)
{
	size_t most = from + STAR_MOST < text.len ? from + STAR_MOST : text.len;

	for (size_t at = from; kind == '%' && at < most; at++)
		if (text.data[at] == ' ')
			return at;
	return most;
}

/* The pattern from the first piece's first occurrence within `within` on: each piece as early
 * as it can be behind the one before. False with no piece found: there is no such occurrence.
 */
static bool
find_pieces(struct span text, struct span pattern, struct range within, struct found *found)
{
	found->len = 0;
	while (found->len < PIECES_MAX) {
		struct span piece = { pattern.data, piece_len(pattern) };
		size_t at = find_piece(text, piece, within);

		if (at == SIZE_MAX)
			return false;
		found->pieces[found->len++] = (struct range){ at, at + piece.len };
		if (piece.len == pattern.len)
			return true;
		within.from = at + piece.len;
		within.to = reach_of(text, within.from, pattern.data[piece.len]);
		pattern = span_skip(pattern, piece.len + 1);
	}
	return false;
}

/* The pattern's first occurrence that begins at `from` or later. Where the rest does not follow
 * a first piece, it may follow the next one. */
static bool
find_from(struct span text, struct span pattern, size_t from, struct found *found)
{
	while (!find_pieces(text, pattern, (struct range){ from, text.len }, found)) {
		if (found->len == 0)
			return false;
		from = found->pieces[0].from + 1;
	}
	return true;
}

static struct range
whole_of(const struct found *found)
{
	return (struct range){ found->pieces[0].from, found->pieces[found->len - 1].to };
}

/* The next occurrence whose ends are ends of words; moves `from` behind its beginning. */
static bool
find_next(struct span text, struct span pattern, size_t *from, struct found *found)
{
	while (find_from(text, pattern, *from, found)) {
		struct range whole = whole_of(found);

		*from = whole.from + 1;
		if (is_border(text, whole.from) && is_border(text, whole.to))
			return true;
	}
	return false;
}

static bool
has(struct span text, struct arena *arena, const char *pattern)
{
	struct found found;
	size_t from = 0;

	return find_next(text, fold(arena, span_of(pattern)), &from, &found);
}

/* Whose words they are. */

static const struct print marks[] = {
	{ PRINTER_MAILKIT, "MailKit" },
	{ PRINTER_DOTNET, "System.Net" },
	{ PRINTER_DOTNET, "System.Security" },
	{ PRINTER_DOTNET, "System.IO.IOException" },
	{ PRINTER_THUNDERBIRD, "Thunderbird" },
	{ PRINTER_MICROSOFT, "Outlook" },
	{ PRINTER_JAVA, "javax.net.ssl" },
	{ PRINTER_JAVA, "javax.mail" },
	{ PRINTER_JAVA, "jakarta.mail" },
	{ PRINTER_JAVA, "sun.security" },
	{ PRINTER_JAVA, "java.net" },
	{ PRINTER_PHP, "PHP" },
	{ PRINTER_PHP, "PHPMailer" },
	{ PRINTER_PHP, "stream_socket_enable_crypto" },
	{ PRINTER_PHP, "stream_socket_client" },
	{ PRINTER_PHP, "fsockopen" },
	{ PRINTER_RUBY, "Net::SMTP" },
	{ PRINTER_RUBY, "OpenSSL::SSL" },
	{ PRINTER_RUBY, "SSL_connect returned=" },
	{ PRINTER_PYTHON, "smtplib" },
	{ PRINTER_PYTHON, "Traceback" },
	{ PRINTER_PYTHON, "[SSL:" },
	{ PRINTER_PYTHON, "ssl.SSLError" },
	{ PRINTER_PYTHON, "_ssl.c" },
	{ PRINTER_NODE, "nodemailer" },
	{ PRINTER_NODE, "ESOCKET" },
	{ PRINTER_NODE, "node:" },
	{ PRINTER_POSTFIX, "postfix" },
	{ PRINTER_POSTFIX, "posttls finger" },
	{ PRINTER_SWAKS, "swaks" },
	{ PRINTER_SWAKS, "TLS startup failed" },
	{ PRINTER_CURL, "curl:" },
	{ PRINTER_EXIM, "exim" },
	{ PRINTER_GO, "x509:" },
	{ PRINTER_GO, "tls:" },
	{ PRINTER_GO, "dial tcp" },
	{ PRINTER_GNUTLS, "gnutls" },
	{ PRINTER_OPENSSL, "s_client" },
	{ PRINTER_OPENSSL, "CONNECTED(" },
};

static enum printer
printer_of(struct span text, struct arena *arena, const struct error_reading *reading)
{
	for (size_t i = 0; i < COUNT_OF(marks); i++)
		if (has(text, arena, marks[i].text))
			return marks[i].printer;
	for (size_t i = 0; i < reading->candidates_len; i++)
		if (reading->candidates[i].print->printer > PRINTER_LOG)
			return reading->candidates[i].print->printer;
	return PRINTER_ANY;
}

/* Traps. */

static const struct trap traps[] = {
	{ "Verify return code: 0 (ok)", "openssl s_client prints \"Verify return code: 0 "
					"(ok)\" even where no handshake took "
					"place: it says nothing as long as no cipher and no "
					"certificate are shown above it." },
	{ "Didn't find STARTTLS in server response",
	    "openssl s_client goes on where the server does not list STARTTLS, or refuses it; "
	    "the \"wrong version number\" that follows is only that." },
	{ "RENEGOTIATING",
	    "In openssl s_client a line that begins with R renegotiates and one with Q quits: "
	    "RCPT TO never reached the server. Write rcpt to, or add -quiet." },
	{ "Ready to start TLS", "\"220 ... Ready to start TLS\" is the reply of success: the "
				"server agreed. What failed "
				"came after it." },
	{ "Go ahead with TLS", "\"220 Go ahead with TLS\" is the reply of success: the server "
			       "agreed. What failed came "
			       "after it." },
	{ "STARTTLS failed (code: 220", "Code 220 is the reply of success, which this client "
					"shows in place of the error of "
					"its TLS library." },
	{ "Escape character is",
	    "A 220 in telnet proves nothing about TLS, an empty screen on port 465 is what it "
	    "should be, and a firewall that inspects SMTP garbles what is typed." },
	{ "The TLS connection was non-properly terminated",
	    "With GnuTLS this also stands in logs where mail was delivered and only the "
	    "goodbye "
	    "(close_notify) was missing; then it is harmless." },
	{ "Untrusted TLS connection established", "With this line Postfix goes on and delivers "
						  "(level may or encrypt); it is no reason "
						  "for mail that does not arrive." },
	{ "less secure apps", "Advice on \"less secure apps\", passwords or SPF is about what "
			      "comes later: it cannot "
			      "mend a handshake." },
	{ "tls verify", "swaks --tls-verify takes a certificate for another name: that it "
			"succeeds does not "
			"prove the name." },
};
_Static_assert(COUNT_OF(traps) <= ERROR_TRAPS_MAX, "room for all");

static void
find_traps(struct span text, struct arena *arena, struct error_reading *reading)
{
	for (size_t i = 0; i < COUNT_OF(traps); i++)
		if (has(text, arena, traps[i].text))
			reading->traps[reading->traps_len++] = &traps[i];
}

/* Candidates. */

/* Words that were found, of any cause: what is part of them is not words of its own. */
struct taken {
	struct range range;
	bool is_varied; /* from the first to the last piece, with what varies in between */
};

struct search {
	struct span text; /* folded */
	struct arena *arena;
	struct taken *taken;
	size_t taken_len;
	size_t taken_cap;
	struct candidate *candidates; /* at most one for each cause */
	size_t len;
};

/* Blanks at either end are not counted: they say nothing. */
static void
take(struct search *search, struct range range, bool is_varied)
{
	while (range.from < range.to && search->text.data[range.from] == ' ')
		range.from++;
	while (range.from < range.to && search->text.data[range.to - 1] == ' ')
		range.to--;
	if (search->taken_len == search->taken_cap) {
		search->taken_cap = 2 * search->taken_cap + 64;
		search->taken =
		    alloc_resize(search->taken, search->taken_cap, sizeof(*search->taken));
	}
	search->taken[search->taken_len++] = (struct taken){ range, is_varied };
}

static void
take_print(struct search *search, const struct print *print)
{
	struct span pattern = fold(search->arena, span_of(print->text));
	struct found found;
	size_t from = 0;

	for (int n = 0; n < OCCURRENCES_MAX; n++) {
		if (!find_next(search->text, pattern, &from, &found))
			return;
		for (size_t i = 0; i < found.len; i++)
			take(search, found.pieces[i], false);
		if (found.len > 1)
			take(search, whole_of(&found), true);
	}
}

/* Plain words may be part of longer plain words; words with something that varies may be part
 * of others of that kind. */
static bool
is_part_of_longer(const struct search *search, const struct found *found)
{
	struct range whole = whole_of(found);

	for (size_t i = 0; i < search->taken_len; i++) {
		const struct taken *taken = &search->taken[i];

		if ((!taken->is_varied || found->len > 1) && taken->range.from <= whole.from &&
		    taken->range.to >= whole.to &&
		    taken->range.to - taken->range.from > whole.to - whole.from)
			return true;
	}
	return false;
}

static bool
counts(const struct search *search, const struct print *print)
{
	struct span pattern = fold(search->arena, span_of(print->text));
	struct found found;
	size_t from = 0;

	for (int n = 0; n < OCCURRENCES_MAX; n++) {
		if (!find_next(search->text, pattern, &from, &found))
			return false;
		if (!is_part_of_longer(search, &found))
			return true;
	}
	return false;
}

/* The longest of these that counts, or NULL. */
static const struct print *
best_of(const struct search *search, const struct print *prints)
{
	const struct print *best = NULL;

	for (; prints != NULL && prints->text != NULL; prints++)
		if (counts(search, prints) &&
		    (best == NULL || strlen(prints->text) > strlen(best->text)))
			best = prints;
	return best;
}

/* Lists of one cause, from the clearest to the least clear. */
static void
try_prints(struct search *search, const struct cause *cause, enum clarity clarity,
    const struct print *prints)
{
	struct candidate *last = search->len == 0 ? NULL : &search->candidates[search->len - 1];
	const struct print *best = best_of(search, prints);

	if (best == NULL)
		return;
	if (last == NULL || last->cause != cause)
		search->candidates[search->len++] =
		    (struct candidate){ cause, clarity, best, 1 };
	else if (clarity < last->clarity)
		*last = (struct candidate){ cause, clarity, best, 1 };
	else if (clarity == last->clarity)
		last->lists++;
}

static void
try_sayings(struct search *search, const struct cause *cause, enum clarity clarity,
    const struct saying *const *sayings)
{
	for (; sayings != NULL && *sayings != NULL; sayings++)
		try_prints(search, cause,
		    !(*sayings)->is_vague       ? clarity
		    : clarity == CLARITY_SHARED ? CLARITY_VAGUE
						: CLARITY_VAGUE_AT_TIMES,
		    (*sayings)->prints);
}

static void
take_prints_of(struct search *search, const struct cause *cause)
{
	const struct saying *const *const lists[] = { cause->shares, cause->at_times };

	for (const struct print *print = cause->prints; print != NULL && print->text != NULL;
	     print++)
		take_print(search, print);
	for (size_t i = 0; i < COUNT_OF(lists); i++)
		for (const struct saying *const *at = lists[i]; at != NULL && *at != NULL; at++)
			for (const struct print *print = (*at)->prints; print->text != NULL;
			     print++)
				take_print(search, print);
}

static bool
is_before(const struct candidate *a, const struct candidate *b)
{
	if (a->clarity != b->clarity)
		return a->clarity < b->clarity;
	if (a->lists != b->lists)
		return a->lists > b->lists;
	return a->cause->frequency < b->cause->frequency;
}

/* There are few, and those that are equal stay in the order of the topics. */
static void
sort(struct candidate *candidates, size_t len)
{
	for (size_t i = 1; i < len; i++) {
		struct candidate moved = candidates[i];
		size_t place = i;

		for (; place > 0 && is_before(&moved, &candidates[place - 1]); place--)
			candidates[place] = candidates[place - 1];
		candidates[place] = moved;
	}
}

/* Vague words are left out where others are found. */
static size_t
len_without_vague(const struct candidate *candidates, size_t len)
{
	while (len > 0 && candidates[0].clarity < CLARITY_VAGUE &&
	       candidates[len - 1].clarity >= CLARITY_VAGUE)
		len--;
	return len;
}

static void
find_candidates(struct search *search)
{
	size_t count = causes_count();

	for (size_t i = 0; i < count; i++)
		take_prints_of(search, cause_at(i));
	for (size_t i = 0; i < count; i++) {
		const struct cause *cause = cause_at(i);

		try_prints(search, cause, CLARITY_OWN, cause->prints);
		try_sayings(search, cause, CLARITY_SHARED, cause->shares);
		try_sayings(search, cause, CLARITY_AT_TIMES, cause->at_times);
	}
	sort(search->candidates, search->len);
}

const char *
errors_reject(struct span text)
{
	if (text.len > ERROR_TEXT_MOST)
		return "is longer than 64 KiB: give the lines around the error";
	for (size_t i = 0; i < text.len; i++)
		if ((text.data[i] < ' ' && isspace(text.data[i]) == 0 &&
			text.data[i] != ESCAPE) ||
		    text.data[i] == 0x7f)
			return "has bytes in it that are no text";
	for (size_t i = 0; i < text.len; i++)
		if (isspace(text.data[i]) == 0)
			return NULL;
	return "is empty";
}

void
errors_read(struct span text, struct arena *arena, struct error_reading *reading)
{
	struct search search = {
		.text = fold(arena, text),
		.arena = arena,
		.candidates = arena_alloc(arena, causes_count() * sizeof(struct candidate)),
	};

	*reading = (struct error_reading){ .candidates = search.candidates };
	find_candidates(&search);
	free(search.taken);
	reading->candidates_len = len_without_vague(search.candidates, search.len);
	reading->printer = printer_of(search.text, arena, reading);
	find_traps(search.text, arena, reading);
}
