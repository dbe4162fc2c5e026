/* SPDX-License-Identifier: MIT */
#include "rules/client_bodies.h"

#include "support/suite.h"

#include <string.h>

static struct arena arena;

static void
set_up(void)
{
	arena_init(&arena);
}

static void
tear_down(void)
{
	arena_clear(&arena);
}

static const struct {
	uint16_t type;
	const char *value;
	const char *problem; /* NULL: it is read, and written the same */
} bodies[] = {
	{ 10, "x25519 grease 0x7777", NULL },
	{ 10, "", NULL },
	{ 10, "x25519 nothing",
	    "'nothing' is not known; expected a group's name, 0xNNNN or "
	    "grease" },
	{ 11, "0 1 2", NULL },
	{ 11, "0 -1", "'-1' is no number; expected 0 to 255" },
	{ 13, "rsa_pkcs1_sha1 0xfefe", NULL },
	{ 16, "smtp http/1.1 0x0a0a", NULL },
	{ 16, "0xyz", "'0xyz' is no name of a protocol" },
	{ 43, "grease, TLS 1.3, 0x7f1c", NULL },
	{ 43, "TLS 1.3,", NULL },
	{ 51, "grease x25519 X25519MLKEM768", NULL },
	{ 51, "0x0001", "no key of sect163k1 can be made here" },
	{ 21, "00", "is made anew for each connection; leave it out" },
	{ 0x1234, "0011ff", NULL },
	{ 0x1234, "0x11",
	    "is not hexadecimal; expected pairs of the digits 0 to 9 and a to f" },
};

START_TEST(bodies_are_read_and_written)
{
	struct client_extension extension = { .type = bodies[_i].type };
	const char *problem = client_body_read(&extension, span_of(bodies[_i].value), &arena);

	if (bodies[_i].problem != NULL) {
		ck_assert_ptr_nonnull(problem);
		ck_assert_str_eq(problem, bodies[_i].problem);
		return;
	}
	ck_assert_msg(problem == NULL, "%s: %s", bodies[_i].value, problem);
	if (strcmp(bodies[_i].value, "TLS 1.3,") != 0)
		ck_assert_str_eq(client_body_text(&extension, &arena), bodies[_i].value);
}
END_TEST

START_TEST(long_bodies_are_written_in_words)
{
	static const uint8_t bytes[70] = { 1 };
	struct client_extension extension = { .type = 0x1234,
		.body = { bytes, sizeof(bytes) } };
	const char *text = client_body_text(&extension, &arena);
	struct client_extension again = { .type = 0x1234 };

	ck_assert_uint_eq(strcspn(text, " "), 64);
	ck_assert_ptr_null(client_body_read(&again, span_of(text), &arena));
	ck_assert(span_equal(again.body, extension.body));
}
END_TEST

START_TEST(grease_may_have_a_body)
{
	struct client_extension extension = { 0 };

	ck_assert_ptr_null(client_extension_read(span_of("grease:00"), &arena, &extension));
	ck_assert_uint_eq(extension.type, CLIENT_GREASE);
	ck_assert_uint_eq(extension.body.len, 1);
	ck_assert_ptr_nonnull(client_extension_read(span_of("grease:0"), &arena, &extension));
	ck_assert_ptr_nonnull(client_extension_read(span_of("greasy"), &arena, &extension));
}
END_TEST

START_TEST(lists_are_bounded)
{
	const char *text = "";
	struct client_numbers numbers;
	struct span octets;

	for (size_t i = 0; i <= CLIENT_NUMBERS_MAX; i++)
		text = arena_printf(&arena, "%s 0x1234", text);
	ck_assert_str_eq(
	    client_numbers_read(CLIENT_WORD_SUITE, span_of(text), &arena, &numbers),
	    "is too long; expected 512 at most");
	ck_assert_str_eq(client_octets_read(span_of("1 2 3"), 2, &arena, &octets),
	    "is too long; expected 2 numbers at most");
}
END_TEST

Suite *
suite(void)
{
	Suite *s = suite_create("client_bodies");
	TCase *tcase = tcase_create("core");

	tcase_add_checked_fixture(tcase, set_up, tear_down);
	tcase_add_loop_test(tcase, bodies_are_read_and_written, 0, (int)COUNT_OF(bodies));
	tcase_add_test(tcase, long_bodies_are_written_in_words);
	tcase_add_test(tcase, grease_may_have_a_body);
	tcase_add_test(tcase, lists_are_bounded);
	suite_add_tcase(s, tcase);
	return s;
}
