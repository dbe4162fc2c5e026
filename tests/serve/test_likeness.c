/* SPDX-License-Identifier: MIT */
#include "serve/likeness.h"

#include "base/alloc.h"
#include "registry/number.h"
#include "support/suite.h"

#include <string.h>

static struct arena arena;
static struct hello hello;
static struct client_hello likeness;

static void
set_up(void)
{
	static const uint8_t random[32] = { 1 };

	arena_init(&arena);
	hello_init(&hello, VERSION_TLS12, random);
	memset(&likeness, 0, sizeof(likeness));
	hello_add_suites(&hello, (const uint16_t[]){ 0x7a7a, 0x1301, 0xc02b }, 3);
}

static void
tear_down(void)
{
	hello_clear(&hello);
	arena_clear(&arena);
}

static const char *
take(void)
{
	struct buffer bytes;
	struct hello_view view;
	const char *problem;

	buffer_init(&bytes, HELLO_MAX);
	hello_write(&hello, &bytes);
	ck_assert(hello_read(buffer_span(&bytes), &arena, &view));
	problem = likeness_take(&view, &arena, &likeness);
	buffer_clear(&bytes);
	return problem;
}

START_TEST(what_is_the_clients_own_is_taken)
{
	static const uint8_t key[32] = { 9 };
	static const uint8_t formats[] = { 1, 0 };
	const struct hello_share shares[] = { { 0x3a3a, { key, 1 } }, { 0x001d, { key, 32 } } };

	hello.session_id_len = 32;
	hello_add_extension(&hello, 0x5a5a, span_of(""));
	hello_add_server_name(&hello, "mail.example.test");
	hello_add_groups(&hello, (const uint16_t[]){ 0x3a3a, 0x001d }, 2);
	hello_add_extension(&hello, EXTENSION_EC_POINT_FORMATS, (struct span){ formats, 2 });
	hello_add_versions(&hello, (const uint16_t[]){ VERSION_TLS13, VERSION_TLS12 }, 2);
	hello_add_key_shares(&hello, shares, 2);
	hello_add_alpn(&hello, "smtp");
	hello_add_extension(&hello, 0x1234, span_of("ab"));
	hello_add_extension(&hello, 0x6a6a, (struct span){ key, 1 });
	hello_add_extension(&hello, EXTENSION_SESSION_TICKET, span_of("of a session"));
	hello_pad(&hello, 512);
	ck_assert_ptr_null(take());
	ck_assert_uint_eq(likeness.record_version, VERSION_TLS10);
	ck_assert_uint_eq(likeness.version, VERSION_TLS12);
	ck_assert_uint_eq(likeness.session_id_len, 32);
	ck_assert_uint_eq(likeness.compressions.len, 1);
	ck_assert_uint_eq(likeness.suites.len, 3);
	ck_assert_uint_eq(likeness.suites.numbers[0], CLIENT_GREASE);
	ck_assert_uint_eq(likeness.extensions_len, 11);
	ck_assert_uint_eq(likeness.extensions[0].type, CLIENT_GREASE);
	ck_assert_uint_eq(likeness.extensions[1].body.len, 0);
	ck_assert_uint_eq(likeness.extensions[2].numbers.numbers[0], CLIENT_GREASE);
	ck_assert_uint_eq(likeness.extensions[3].body.len, 1);
	ck_assert_uint_eq(likeness.extensions[4].numbers.len, 2);
	ck_assert_uint_eq(likeness.extensions[5].numbers.numbers[1], 0x001d);
	ck_assert_uint_eq(likeness.extensions[6].body.len, 5);
	ck_assert_uint_eq(likeness.extensions[7].body.len, 2);
	ck_assert_uint_eq(likeness.extensions[8].body.len, 1);
	ck_assert_uint_eq(likeness.extensions[9].type, EXTENSION_SESSION_TICKET);
	ck_assert_uint_eq(likeness.extensions[9].body.len, 0);
	ck_assert_uint_eq(likeness.extensions[10].type, EXTENSION_PADDING);
}
END_TEST

START_TEST(what_is_of_the_moment_is_left_out)
{
	hello_add_extension(&hello, 44, span_of("cookie"));
	hello_add_extension(&hello, 23, span_of(""));
	hello_add_extension(&hello, 42, span_of(""));
	hello_add_extension(&hello, 41, span_of("session"));
	ck_assert_ptr_null(take());
	ck_assert_uint_eq(likeness.extensions_len, 1);
	ck_assert_uint_eq(likeness.extensions[0].type, 23);
}
END_TEST

/* Types, bodies and what is said of them. */
static const struct {
	uint16_t type;
	const char *body;
	size_t len;
	const char *want;
} broken[] = {
	{ 10, "\0\3\0\1\2", 5, "the body of its extension 10 cannot be kept" },
	{ 10, "\0\2\0\1\2", 5, "the body of its extension 10 cannot be kept" },
	{ 11, "\5\0", 2, "the body of its extension 11 cannot be kept" },
	{ 16, "\0\2\5a", 4, "the body of its extension 16 cannot be kept" },
	{ 16, "\0\1\0", 3, "the body of its extension 16 cannot be kept" },
	{ 43, "", 0, "the body of its extension 43 cannot be kept" },
	{ 51, "\0\6\0\35\0\40\1\2", 8, "the body of its extension 51 cannot be kept" },
	{ 51, "\0\5\167\167\0\1\1", 7, "the body of its extension 51 cannot be kept" },
};

START_TEST(broken_bodies_are_told)
{
	static const struct client_hello untouched;
	const char *problem;

	hello_add_extension(&hello, broken[_i].type,
	    (struct span){ (const uint8_t *)broken[_i].body, broken[_i].len });
	problem = take();
	ck_assert_ptr_nonnull(problem);
	ck_assert_str_eq(problem, broken[_i].want);
	ck_assert(memcmp(&likeness, &untouched, sizeof(untouched)) == 0);
}
END_TEST

START_TEST(what_no_profile_holds_is_told)
{
	hello_add_extension(&hello, 23, span_of(""));
	hello_add_extension(&hello, 23, span_of(""));
	ck_assert_str_eq(take(), "it has an extension twice");
	buffer_consume(&hello.extensions, SIZE_MAX);
	for (uint16_t i = 0; i <= CLIENT_EXTENSIONS_MAX; i++)
		hello_add_extension(&hello, (uint16_t)(1000 + i), span_of(""));
	ck_assert_str_eq(take(), "it has too many extensions");
	buffer_consume(&hello.extensions, SIZE_MAX);
	hello.suites_len = 0;
	ck_assert_str_eq(take(), "it has no suites, or too many");
}
END_TEST

/* It came in several records. Nothing in it is too long by itself. */
START_TEST(hellos_longer_than_a_record_are_told)
{
	static const uint8_t body[CLIENT_BODY_MAX];

	hello.record_len = 4096;
	for (uint16_t type = 0x1230; type < 0x1233; type++)
		hello_add_extension(&hello, type, (struct span){ body, sizeof(body) });
	ck_assert_ptr_null(take());
	hello_add_extension(&hello, 0x1234, (struct span){ body, sizeof(body) });
	ck_assert_str_eq(take(), "its hello is longer than a record of TLS");
}
END_TEST

START_TEST(hellos_of_ssl2_are_told)
{
	const struct hello_view view = { .is_ssl2 = true };

	ck_assert_str_eq(likeness_take(&view, &arena, &likeness), "it is of SSL 2.0");
}
END_TEST

Suite *
suite(void)
{
	Suite *s = suite_create("likeness");
	TCase *tcase = tcase_create("core");

	tcase_add_checked_fixture(tcase, set_up, tear_down);
	tcase_add_test(tcase, what_is_the_clients_own_is_taken);
	tcase_add_test(tcase, what_is_of_the_moment_is_left_out);
	tcase_add_loop_test(tcase, broken_bodies_are_told, 0, (int)COUNT_OF(broken));
	tcase_add_test(tcase, what_no_profile_holds_is_told);
	tcase_add_test(tcase, hellos_longer_than_a_record_are_told);
	tcase_add_test(tcase, hellos_of_ssl2_are_told);
	suite_add_tcase(s, tcase);
	return s;
}
