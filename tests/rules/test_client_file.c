/* SPDX-License-Identifier: MIT */
#include "rules/client_file.h"

#include "base/text.h"
#include "registry/number.h"
#include "support/suite.h"

#include <stdlib.h>
#include <string.h>

#define HEAD                                                                                   \
	"[client]\nname = ours-1.0\ntitle = Our mailer\nsource = recorded\n"                   \
	"date = 2026-11-25\nreference = ours 1.0\nprotocols = smtp imap\n"
#define HELLO                                                                                  \
	"[hello]\nrecord-version = TLS 1.0\nversion = 0x0303\nsession-id = 32\n"               \
	"compressions = 0\nsuites = grease TLS_AES_128_GCM_SHA256 0xc02b\n"                    \
	"extensions = grease server_name supported_groups key_share\n"                         \
	"    supported_versions 0x1234 grease:00 padding\n"                                    \
	"supported_groups = x25519 secp256r1\nkey_share = x25519\n"                            \
	"supported_versions = TLS 1.3, TLS 1.2\n0x1234 = 00ff\n"
#define CHECKS "[checks]\nversion-min = TLS 1.0\nrsa-bits-min = 1024\nverifies-name = no\n"
#define GOOD HEAD HELLO CHECKS

static struct arena arena;
static struct client client;

static void
set_up(void)
{
	arena_init(&arena);
	memset(&client, 0, sizeof(client));
}

static void
tear_down(void)
{
	arena_clear(&arena);
}

static void
read_well(const char *text)
{
	const char *problem = client_read(span_of(text), &arena, &client);

	ck_assert_msg(problem == NULL, "%s", problem);
}

/* Else it would be another one when it is read again from where it was written. */
START_TEST(blanks_between_words_are_one)
{
	char *text = arena_printf(&arena, "%s", GOOD);
	char *title = strstr(text, "Our mailer");

	memcpy(title, "O   m\tler", strlen("Our mailer") - 1);
	read_well(text);
	ck_assert_str_eq(client.title, "O m lerr");
	read_well(client_write(&client, NULL, &arena));
	ck_assert_str_eq(client.title, "O m lerr");
}
END_TEST

START_TEST(a_profile_is_read_whole)
{
	const struct client_extension *extension;

	read_well(GOOD);
	ck_assert_str_eq(client.name, "ours-1.0");
	ck_assert_str_eq(client.title, "Our mailer");
	ck_assert_int_eq(client.source, CLIENT_RECORDED);
	ck_assert_str_eq(client.date, "2026-11-25");
	ck_assert(client.protocols[PROTOCOL_SMTP] && client.protocols[PROTOCOL_IMAP] &&
		  !client.protocols[PROTOCOL_POP3]);
	ck_assert_int_eq(client.fallback, CLIENT_FALLBACK_NONE);
	ck_assert_uint_eq(client.hello.record_version, VERSION_TLS10);
	ck_assert_uint_eq(client.hello.version, VERSION_TLS12);
	ck_assert_uint_eq(client.hello.session_id_len, 32);
	ck_assert_uint_eq(client.hello.suites.len, 3);
	ck_assert_uint_eq(client.hello.suites.numbers[0], CLIENT_GREASE);
	ck_assert_uint_eq(client.hello.suites.numbers[2], 0xc02b);
	ck_assert_uint_eq(client.hello.extensions_len, 8);
	extension = client_extension(&client.hello, 0x1234);
	ck_assert_ptr_nonnull(extension);
	ck_assert_uint_eq(extension->body.len, 2);
	ck_assert_uint_eq(client.hello.extensions[6].body.len, 1);
	extension = client_extension(&client.hello, 43);
	ck_assert_uint_eq(extension->numbers.len, 2);
	ck_assert_uint_eq(extension->numbers.numbers[0], VERSION_TLS13);
	ck_assert_uint_eq(client.checks.version_min, VERSION_TLS10);
	ck_assert_uint_eq(client.checks.rsa_bits_min, 1024);
	ck_assert(!client.checks.verifies_name && client.checks.verifies_chain);
}
END_TEST

START_TEST(what_is_not_checked_is_cautious)
{
	read_well(HEAD HELLO);
	ck_assert_int_eq(
	    memcmp(&client.checks, &client_checks_cautious, sizeof(client.checks)), 0);
}
END_TEST

static const struct {
	const char *name;
	const char *text;
} odd_but_right[] = {
	{ "lines of Windows", "\r\n" },
	{ "comments", "# one\n; two\n   ; three\n" },
	{ "empty lines", "\n \n\t\n" },
};

START_TEST(what_is_odd_and_right_is_read)
{
	read_well(arena_printf(
	    &arena, "%s" GOOD "%s", odd_but_right[_i].text, odd_but_right[_i].text));
	ck_assert_str_eq(client.name, "ours-1.0");
}
END_TEST

START_TEST(values_go_on_over_lines_and_comments)
{
	read_well(HEAD "fallback = clear ; it does\n"
		       "[hello]\nrecord-version = TLS 1.0 ; of the record\nversion = TLS 1.2\n"
		       "session-id = 0\ncompressions = 1 0\n"
		       "suites = 0xc02b ; one\n\t0xc02c ; two\n    ; none\n  0xc02f\n"
		       "extensions =\n");
	ck_assert_int_eq(client.fallback, CLIENT_FALLBACK_CLEAR);
	ck_assert_uint_eq(client.hello.suites.len, 3);
	ck_assert_uint_eq(client.hello.compressions.len, 2);
	ck_assert_uint_eq(client.hello.extensions_len, 0);
}
END_TEST

#define TEN(text) text text text text text text text text text text

/* A good file with one text in the place of another. */
static const struct {
	const char *from;
	const char *to;
	const char *want;
} wrong[] = {
	{ GOOD, "", "there is nothing in it; expected [client]" },
	{ GOOD, "  x\n", "line 1 begins with a blank, and there is nothing that it continues" },
	{ GOOD, "name = x\n", "line 1 is not the beginning of a profile; expected [client]" },
	{ "[client]", "[policy]",
	    "line 1 begins [policy], which is no section; expected [client], [hello] or "
	    "[checks]" },
	{ "[checks]", "[client]",
	    "line 20 begins [client] once more; expected one profile in a file" },
	{ "[client]", "[client", "line 1 has no ] at its end" },
	{ "name = ours-1.0\n", "", "[client] has no name" },
	{ "ours-1.0", "Our Own",
	    "line 2: [client] name 'Our Own' is no name; expected lower-case letters, digits, "
	    "dots and dashes" },
	{ "title = Our mailer",
	    "title =", "line 3: [client] title is empty; expected a few words" },
	{ "source = recorded", "source = guessed",
	    "line 4: [client] source 'guessed' is no source; expected recorded or "
	    "documented" },
	{ "2026-11-25", "today",
	    "line 5: [client] date 'today' is no date; expected one such as 2026-11-25" },
	{ "smtp imap", "smtp http",
	    "line 7: [client] protocols 'http' is no protocol; expected smtp, imap, pop3, lmtp "
	    "or sieve" },
	{ "smtp imap", "",
	    "line 7: [client] protocols is empty; expected smtp, imap, pop3, "
	    "lmtp or sieve" },
	{ "[hello]", "colour = red\n[hello]",
	    "line 8: [client] colour is no key of this "
	    "section" },
	{ "[hello]", "fallback = maybe\n[hello]",
	    "line 8: [client] fallback 'maybe' is no fallback; expected none or clear" },
	{ "title = Our mailer", "name = ours",
	    "line 3: [client] name was said before; "
	    "expected it once" },
	{ "[hello]", "nonsense\n[hello]",
	    "line 8 is neither [SECTION] nor KEY = VALUE nor a comment" },
	{ "[hello]", "= 1\n[hello]", "line 8 has nothing before =; expected a key" },
	{ "record-version = TLS 1.0", "record-version = 1",
	    "line 9: [hello] record-version '1' is no version; expected one such as TLS 1.2" },
	{ "session-id = 32", "session-id = 33",
	    "line 11: [hello] session-id '33' is no length; expected 0 to 32 bytes" },
	{ "compressions = 0", "compressions = 256",
	    "line 12: [hello] compressions '256' is no number; expected 0 to 255" },
	{ "compressions = 0", "compressions =",
	    "line 12: [hello] compressions is empty; expected 0 for no compression" },
	{ "0xc02b", "RC4",
	    "line 13: [hello] suites 'RC4' is not known; expected a suite's name, 0xNNNN or "
	    "grease" },
	{ "server_name", "sni",
	    "line 14: [hello] extensions 'sni' is not known; expected an extension's name, "
	    "0xNNNN or grease" },
	{ "server_name", "server_name server_name",
	    "line 14: [hello] extensions server_name stands there twice" },
	{ "server_name", "pre_shared_key",
	    "line 14: [hello] extensions pre_shared_key cannot be replayed; leave it out" },
	{ "supported_groups = x25519 secp256r1\n", "",
	    "[hello] has no supported_groups, which extensions names" },
	{ "key_share = x25519", "key_share = 0x7777",
	    "line 17: [hello] key_share no key of 0x7777 can be made here" },
	{ "TLS 1.3, TLS 1.2", "TLS 1.3 TLS 1.2",
	    "line 18: [hello] supported_versions 'TLS 1.3 TLS 1.2' is not known; expected a "
	    "version such as TLS 1.2, 0xNNNN or grease" },
	{ "00ff", "00f",
	    "line 19: [hello] 0x1234 is not hexadecimal; expected pairs of the digits 0 to 9 "
	    "and a to f" },
	{ "0x1234 = 00ff", "0x1235 = 00ff",
	    "line 19: [hello] 0x1235 is not one of its extensions" },
	{ "0x1234 = 00ff", "server_name = 00ff",
	    "line 19: [hello] server_name is made anew for each connection; leave it out" },
	{ "version-min = TLS 1.0", "version-min = 1.0",
	    "line 21: [checks] version-min '1.0' is no version; expected one such as TLS 1.2" },
	{ "= 1024", "= many",
	    "line 22: [checks] rsa-bits-min 'many' is no number; expected 0 to 65536" },
	{ "verifies-name = no", "verifies-name = never",
	    "line 23: [checks] verifies-name 'never' is no answer; expected yes or no" },
	{ "key_share = x25519\n", "key_share =" TEN(" x25519") TEN(" x25519") "\n",
	    "line 17: [hello] key_share is too long; expected 16 at most" },
	{ "[checks]\n", "[checks]\n  rsa-bits-max = 0\n",
	    "line 21 begins with a blank, and there is nothing that it continues" },
	{ "Our mailer", "Our \x1b", "line 3 has characters that cannot be shown" },
	{ "Our mailer", "Our \xff", "line 3 is not text in UTF-8" },
};

START_TEST(what_is_wrong_is_told_in_one_line)
{
	static const char good[] = GOOD;
	static const struct client untouched;
	const char *at = strstr(good, wrong[_i].from);
	const char *text;
	const char *problem;

	ck_assert_ptr_nonnull(at);
	text = arena_printf(&arena, "%.*s%s%s", (int)(at - good), good, wrong[_i].to,
	    at + strlen(wrong[_i].from));
	problem = client_read(span_of(text), &arena, &client);
	ck_assert_msg(problem != NULL, "'%s' was read", wrong[_i].to);
	ck_assert(text_is_plain(span_of(problem)));
	ck_assert_str_eq(problem, wrong[_i].want);
	ck_assert(memcmp(&client, &untouched, sizeof(client)) == 0);
}
END_TEST

/* Whatever of a good file is missing at its end, it is read or a line is told. */
START_TEST(files_that_are_cut_off_do_no_harm)
{
	static const char text[] = GOOD;

	for (size_t len = 0; len < sizeof(text); len += 3) {
		uint8_t *copy = malloc(len > 0 ? len : 1);
		const char *problem;

		memcpy(copy, text, len);
		problem = client_read((struct span){ copy, len }, &arena, &client);
		ck_assert_msg((problem == NULL) == (client.name != NULL), "%zu", len);
		memset(&client, 0, sizeof(client));
		free(copy);
	}
}
END_TEST

START_TEST(size_is_bounded)
{
	char *text = arena_alloc(&arena, CLIENT_FILE_MAX + 2);
	char *line = arena_alloc(&arena, 500);

	memset(text, '\n', CLIENT_FILE_MAX + 1);
	ck_assert_str_eq(client_read(span_of(text), &arena, &client),
	    "the file is too large; expected 64 KiB at most");
	memset(line, 'a', 400);
	ck_assert_str_eq(
	    client_read(span_of(arena_printf(&arena, "[client]\n%s\n", line)), &arena, &client),
	    "line 2 is too long; expected 197 bytes at most");
}
END_TEST

START_TEST(what_is_written_is_read_again)
{
	struct client again;
	const char *text;

	read_well(GOOD);
	text = client_write(&client, "a remark", &arena);
	ck_assert_ptr_nonnull(strstr(text, "\n; a remark\n[checks]\n"));
	ck_assert_ptr_null(client_read(span_of(text), &arena, &again));
	ck_assert(client_hello_equal(&client.hello, &again.hello));
	ck_assert_int_eq(memcmp(&client.checks, &again.checks, sizeof(again.checks)), 0);
	ck_assert_str_eq(client.reference, again.reference);
	ck_assert_str_eq(client_write(&again, "a remark", &arena), text);
}
END_TEST

/* What would be a comment at the beginning of a line, and blanks that a line's end replaces. */
static const char *const hard_titles[] = {
	"Ours, with  two   blanks",
	"#1 of all",
	"Ours, which is long enough that a line of its profile ends just about here, bug #1234",
	"Ours, which is long enough that a line of its profile ends just about where #1 #2 #3",
	"Ours = theirs: a name that is long enough to be continued on a line [of its own] ",
};

START_TEST(titles_are_the_same_when_they_are_read_again)
{
	struct client again;

	read_well(arena_printf(&arena,
	    "[client]\nname = ours\ntitle = %s\nsource = recorded\ndate = 2026-11-25\n"
	    "reference = %s\nprotocols = smtp\n" HELLO,
	    hard_titles[_i], hard_titles[_i]));
	ck_assert_ptr_null(
	    client_read(span_of(client_write(&client, NULL, &arena)), &arena, &again));
	ck_assert_str_eq(client.title, again.title);
	ck_assert_str_eq(client.reference, again.reference);
}
END_TEST

/* The server's name and padding are to have room too: nothing that is read is too long to be
 * said. */
START_TEST(a_hello_is_as_long_as_a_record_at_most)
{
	char *hex = arena_alloc(&arena, 1 << 16);
	const char *body = "";

	memset(hex, 'a', 1 << 16);
	for (size_t i = 0; i < 25; i++)
		body = arena_printf(&arena, "%s    %.128s\n", body, hex);
	read_well(arena_printf(&arena, HEAD HELLO "%s", body));
	for (size_t i = 0; i < 8; i++)
		body = arena_printf(&arena, "%s    %.128s\n", body, hex);
	ck_assert_str_eq(
	    client_read(span_of(arena_printf(&arena,
			    HEAD "[hello]\nrecord-version = TLS 1.0\nversion = TLS 1.2\n"
				 "session-id = 32\ncompressions = 0\nsuites = 0xc02b\n"
				 "extensions = 0x1234 key_share\n0x1234 = 00\n%s"
				 "key_share =" TEN(" MLKEM1024") "\n",
			    body)),
		&arena, &client),
	    "[hello] is too long; expected what fits into one record of TLS, 16 KiB");
}
END_TEST

Suite *
suite(void)
{
	Suite *s = suite_create("client_file");
	TCase *tcase = tcase_create("core");

	tcase_add_checked_fixture(tcase, set_up, tear_down);
	tcase_add_test(tcase, blanks_between_words_are_one);
	tcase_add_test(tcase, a_profile_is_read_whole);
	tcase_add_test(tcase, what_is_not_checked_is_cautious);
	tcase_add_loop_test(
	    tcase, what_is_odd_and_right_is_read, 0, (int)COUNT_OF(odd_but_right));
	tcase_add_test(tcase, values_go_on_over_lines_and_comments);
	tcase_add_loop_test(tcase, what_is_wrong_is_told_in_one_line, 0, (int)COUNT_OF(wrong));
	tcase_add_test(tcase, files_that_are_cut_off_do_no_harm);
	tcase_add_test(tcase, size_is_bounded);
	tcase_add_test(tcase, what_is_written_is_read_again);
	tcase_add_loop_test(
	    tcase, titles_are_the_same_when_they_are_read_again, 0, (int)COUNT_OF(hard_titles));
	tcase_add_test(tcase, a_hello_is_as_long_as_a_record_at_most);
	suite_add_tcase(s, tcase);
	return s;
}
