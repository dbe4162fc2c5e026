/* SPDX-License-Identifier: MIT */
#include "rules/names.h"

#include "support/suite.h"

#include <string.h>

struct cover_case {
	const char *name;
	const char *host;
	bool want;
};

/* clang-format off */
static const struct cover_case covers[] = {
	{ "mail.example.org", "mail.example.org", true },
	{ "Mail.Example.ORG", "mail.example.org", true },
	{ "mail.example.org", "mail.example.org.", true },
	{ "mail.example.org.", "mail.example.org", true },
	{ "mail.example.org", "example.org", false },
	{ "example.org", "mail.example.org", false },
	{ "mail.example.org", "mail.example.or", false },
	{ "*.example.org", "mail.example.org", true },
	{ "*.EXAMPLE.org", "MAIL.example.org.", true },
	{ "*.example.org", "example.org", false },
	{ "*.example.org", "a.mail.example.org", false },
	{ "*.example.org", ".example.org", false },
	{ "m*.example.org", "mail.example.org", false },
	{ "mail.*.org", "mail.example.org", false },
	{ "*.*.org", "mail.example.org", false },
	{ "*", "localhost", false },
	{ "*.", "localhost.", false },
	{ "*.", "a.", false },
	{ "", "", false },
	{ "mail.example.org", "", false },
	{ "", ".", false },
};
/* clang-format on */

START_TEST(a_wildcard_stands_for_one_whole_label)
{
	const struct cover_case *row = &covers[_i];

	ck_assert_msg(name_covers(span_of(row->name), span_of(row->host)) == row->want,
	    "'%s' and '%s'", row->name, row->host);
}
END_TEST

static const struct {
	const char *text;
	bool want;
} hosts[] = {
	{ "mail.example.org", true },
	{ "MAIL-1.example.org.", true },
	{ "xn--bcher-kva.example", true },
	{ "1.example", true },
	{ "localhost", false },
	{ "ESMTP", false },
	{ "", false },
	{ ".", false },
	{ "mail..org", false },
	{ ".example.org", false },
	{ "[192.0.2.1]", false },
	{ "********.example", false },
	{ "a b.example", false },
	{ "b\xc3\xbc"
	  "cher.example",
	    false },
};

START_TEST(a_host_has_labels_of_letters_digits_and_hyphens)
{
	ck_assert_msg(
	    name_is_host(span_of(hosts[_i].text)) == hosts[_i].want, "'%s'", hosts[_i].text);
}
END_TEST

static const struct certificate nobody = { .common_name = "" };
static const struct certificate by_common_name = { .common_name = "mail.example.org" };
static const struct certificate by_address = {
	.common_name = "mail.example.org",
	.names_len = 1,
	.names = { "IP:192.0.2.1" },
};
static const struct certificate several = {
	.common_name = "old.example.org",
	.names_len = 3,
	.names = { "DNS:example.org", "email:post@example.org", "DNS:*.example.org" },
};
static const struct certificate several_in_other_order = {
	.common_name = "",
	.names_len = 3,
	.names = { "DNS:*.EXAMPLE.org", "DNS:example.org", "email:post@example.org" },
};
static const struct certificate fewer = {
	.common_name = "",
	.names_len = 2,
	.names = { "DNS:*.example.org", "DNS:example.org" },
};

START_TEST(a_certificate_is_for_its_dns_names)
{
	ck_assert(certificate_is_for(&several, span_of("example.org")));
	ck_assert(certificate_is_for(&several, span_of("mail.example.org")));
	ck_assert(!certificate_is_for(&several, span_of("post@example.org")));
	ck_assert(!certificate_is_for(&several, span_of("example.net")));
	ck_assert(!certificate_is_for(&nobody, span_of("example.org")));
	ck_assert(!certificate_is_for(&nobody, span_of("")));
}
END_TEST

START_TEST(the_common_name_counts_only_where_there_is_no_other)
{
	ck_assert(certificate_is_for(&by_common_name, span_of("mail.example.org")));
	ck_assert(certificate_is_for(&by_address, span_of("mail.example.org")));
	ck_assert(!certificate_is_for(&fewer, span_of("old.example.net")));
}
END_TEST

START_TEST(names_are_compared_as_sets)
{
	ck_assert(certificate_has_names_of(&several, &several_in_other_order));
	ck_assert(!certificate_has_names_of(&several, &fewer));
	ck_assert(!certificate_has_names_of(&fewer, &several));
	ck_assert(!certificate_has_names_of(&by_common_name, &nobody));
	ck_assert(certificate_has_names_of(&by_common_name, &by_common_name));
	ck_assert(!certificate_has_names_of(&by_common_name, &by_address));
}
END_TEST

START_TEST(names_are_told_in_few_words)
{
	struct arena arena;

	arena_init(&arena);
	ck_assert_str_eq(certificate_names(&nobody, &arena), "no name at all");
	ck_assert_str_eq(certificate_names(&by_common_name, &arena), "CN=mail.example.org");
	ck_assert_str_eq(certificate_names(&by_address, &arena), "IP:192.0.2.1");
	ck_assert_str_eq(certificate_names(&fewer, &arena), "*.example.org, example.org");
	ck_assert_str_eq(certificate_names(&several, &arena),
	    "example.org, email:post@example.org, *.example.org");
	arena_clear(&arena);
}
END_TEST

Suite *
suite(void)
{
	Suite *suite = suite_create("names");
	TCase *tcase = tcase_create("names");

	tcase_add_loop_test(
	    tcase, a_wildcard_stands_for_one_whole_label, 0, (int)COUNT_OF(covers));
	tcase_add_loop_test(
	    tcase, a_host_has_labels_of_letters_digits_and_hyphens, 0, (int)COUNT_OF(hosts));
	tcase_add_test(tcase, a_certificate_is_for_its_dns_names);
	tcase_add_test(tcase, the_common_name_counts_only_where_there_is_no_other);
	tcase_add_test(tcase, names_are_compared_as_sets);
	tcase_add_test(tcase, names_are_told_in_few_words);
	suite_add_tcase(suite, tcase);
	return suite;
}
