/* SPDX-License-Identifier: MIT */
#include "facts/client.h"

#include "registry/number.h"
#include "support/suite.h"

#include <string.h>

START_TEST(names_are_plain_words)
{
	char longest[CLIENT_NAME_MAX + 2];

	ck_assert(client_is_name(span_of("java-17")));
	ck_assert(client_is_name(span_of("gnutls-3.7")));
	ck_assert(!client_is_name(span_of("")));
	ck_assert(!client_is_name(span_of("Java")));
	ck_assert(!client_is_name(span_of("java 17")));
	ck_assert(!client_is_name(span_of("../java")));
	ck_assert(!client_is_name(span_of("-java")));
	memset(longest, 'a', sizeof(longest));
	ck_assert(client_is_name((struct span){ (uint8_t *)longest, CLIENT_NAME_MAX }));
	ck_assert(!client_is_name((struct span){ (uint8_t *)longest, CLIENT_NAME_MAX + 1 }));
}
END_TEST

/* Evidence keeps these: they are not to change. The values of FNV-1a are its authors'. */
START_TEST(a_name_has_its_number_for_ever)
{
	ck_assert_uint_eq(client_number(""), 0x811c9dc5);
	ck_assert_uint_eq(client_number("a"), 0xe40c292c);
	ck_assert_uint_eq(client_number("foobar"), 0xbf9cf968);
}
END_TEST

START_TEST(every_group_of_a_share_is_in_the_registry)
{
	unsigned shares = 0;

	for (size_t i = 0; i < groups_count; i++) {
		size_t len = client_share_len(groups[i].number);

		shares += len > 0;
		if (groups[i].kind == GROUP_KIND_FINITE_FIELD)
			ck_assert_uint_eq(len, groups[i].bits / 8);
	}
	ck_assert_uint_ge(shares, 14);
	ck_assert_uint_eq(client_share_len(0x0017), 65);
	ck_assert_uint_eq(client_share_len(0x11ec), 1216);
	ck_assert_uint_eq(client_share_len(CLIENT_GREASE), 1);
	ck_assert_uint_eq(client_share_len(0x7777), 0);
}
END_TEST

START_TEST(bodies_have_their_forms)
{
	ck_assert_int_eq(client_body_of(0), CLIENT_BODY_DRAWN);
	ck_assert_int_eq(client_body_of(10), CLIENT_BODY_GROUPS);
	ck_assert_int_eq(client_body_of(51), CLIENT_BODY_SHARES);
	ck_assert_int_eq(client_body_of(0x1234), CLIENT_BODY_BYTES);
	ck_assert(client_is_of_moment(41) && !client_is_of_moment(43));
}
END_TEST

START_TEST(hellos_are_the_same_or_not)
{
	static const uint16_t numbers[] = { 1, 2 };
	static const struct client_extension extensions[] = {
		{ .type = 10, .numbers = { 2, numbers } },
		{ .type = 23 },
	};
	const struct client_hello hello = { .version = VERSION_TLS12,
		.suites = { 2, numbers },
		.extensions = extensions,
		.extensions_len = 2 };
	struct client_hello other = hello;

	ck_assert(client_hello_equal(&hello, &other));
	ck_assert_ptr_eq(client_extension(&hello, 23), &extensions[1]);
	ck_assert_ptr_null(client_extension(&hello, 24));
	other.extensions_len = 1;
	ck_assert(!client_hello_equal(&hello, &other));
	other = hello;
	other.suites.len = 1;
	ck_assert(!client_hello_equal(&hello, &other));
	other = hello;
	other.compressions = span_of("x");
	ck_assert(!client_hello_equal(&hello, &other));
}
END_TEST

START_TEST(words_are_stable)
{
	ck_assert_str_eq(client_source_name(CLIENT_RECORDED), "recorded");
	ck_assert_str_eq(client_source_name(CLIENT_DOCUMENTED), "documented");
	ck_assert_str_eq(client_fallback_name(CLIENT_FALLBACK_NONE), "none");
	ck_assert_str_eq(client_fallback_name(CLIENT_FALLBACK_CLEAR), "clear");
	ck_assert_uint_eq(client_checks_cautious.version_min, VERSION_TLS12);
}
END_TEST

Suite *
suite(void)
{
	Suite *s = suite_create("client");
	TCase *tcase = tcase_create("core");

	tcase_add_test(tcase, names_are_plain_words);
	tcase_add_test(tcase, a_name_has_its_number_for_ever);
	tcase_add_test(tcase, every_group_of_a_share_is_in_the_registry);
	tcase_add_test(tcase, bodies_have_their_forms);
	tcase_add_test(tcase, hellos_are_the_same_or_not);
	tcase_add_test(tcase, words_are_stable);
	suite_add_tcase(s, tcase);
	return s;
}
