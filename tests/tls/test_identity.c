/* SPDX-License-Identifier: MIT */
/* What is wrong with each identity, as a probe sees it, is tested in test_chain.c. */
#include "support/suite.h"
#include "tls/certificate.h"
#include "tls/identity.h"
#include "tls/trust.h"

#include <string.h>

#define HOST "mail.example.test"

enum { NOW = 1795000000, DAY = 24 * 60 * 60 };

static struct arena arena;
static struct authority *authority;

static void
set_up(void)
{
	arena_init(&arena);
	authority = authority_new(HOST, NOW);
}

static void
tear_down(void)
{
	authority_free(authority);
	arena_clear(&arena);
}

static struct certificate
first_of(enum identity_kind kind)
{
	struct span chain[3];
	struct certificate certificate;

	ck_assert_uint_ge(identity_chain(authority_identity(authority, kind), chain, 3), 1);
	certificate_read(chain[0], &arena, &certificate);
	ck_assert(certificate.is_readable);
	return certificate;
}

START_TEST(every_kind_has_a_word)
{
	static const char *const words[] = { "good", "expired", "not-yet-valid", "wrong-name",
		"cn-only", "self-signed", "unknown-issuer", "no-intermediate", "wrong-order",
		"weak-key", "weak-signature", "wrong-purpose" };
	enum identity_kind kind = IDENTITY_KINDS;

	ck_assert_uint_eq(COUNT_OF(words), IDENTITY_KINDS);
	for (size_t i = 0; i < IDENTITY_KINDS; i++) {
		ck_assert(identity_kind_by_name(span_of(words[i]), &kind));
		ck_assert_uint_eq(kind, i);
	}
}
END_TEST

START_TEST(other_words_are_no_kind)
{
	static const char *const words[] = { "", "goo", "goodx", "good ", "expired,", "1" };
	enum identity_kind kind = IDENTITY_KINDS;

	for (size_t i = 0; i < COUNT_OF(words); i++)
		ck_assert_msg(
		    !identity_kind_by_name(span_of(words[i]), &kind), "\"%s\"", words[i]);
	ck_assert_int_eq(kind, IDENTITY_KINDS);
}
END_TEST

START_TEST(an_identity_is_made_once)
{
	const struct identity *good = authority_identity(authority, IDENTITY_GOOD);

	ck_assert_ptr_eq(authority_identity(authority, IDENTITY_GOOD), good);
	ck_assert_ptr_ne(authority_identity(authority, IDENTITY_EXPIRED), good);
}
END_TEST

struct chain_case {
	const char *name;
	enum identity_kind kind;
	size_t want;
};

static const struct chain_case chains[] = {
	{ "good", IDENTITY_GOOD, 2 },
	{ "self-signed", IDENTITY_SELF_SIGNED, 1 },
	{ "unknown-issuer", IDENTITY_UNKNOWN_ISSUER, 1 },
	{ "no-intermediate", IDENTITY_NO_INTERMEDIATE, 1 },
	{ "wrong-order", IDENTITY_WRONG_ORDER, 3 },
};

START_TEST(a_chain_is_given_as_it_is_sent)
{
	const struct chain_case *row = &chains[_i];
	const struct identity *identity = authority_identity(authority, row->kind);
	struct span chain[5] = { { 0 } };

	ck_assert_msg(identity_chain(identity, chain, 5) == row->want, "%s", row->name);
	for (size_t i = 0; i < 5; i++)
		ck_assert_msg((chain[i].len > 0) == (i < row->want), "%s", row->name);
	ck_assert_uint_eq(identity_chain(identity, chain, 1), 1);
	ck_assert_uint_eq(identity_chain(identity, chain, 0), 0);
}
END_TEST

START_TEST(dates_hang_on_the_time_of_the_authority)
{
	struct certificate good = first_of(IDENTITY_GOOD);
	struct certificate expired = first_of(IDENTITY_EXPIRED);
	struct certificate early = first_of(IDENTITY_NOT_YET_VALID);

	ck_assert_int_eq(good.not_before, NOW - DAY);
	ck_assert_int_eq(good.not_after, NOW + INT64_C(90) * DAY);
	ck_assert_int_lt(expired.not_after, NOW);
	ck_assert_int_gt(early.not_before, NOW);
}
END_TEST

START_TEST(names_are_those_of_the_authority)
{
	ck_assert_str_eq(first_of(IDENTITY_GOOD).names[0], "DNS:" HOST);
	ck_assert_str_eq(first_of(IDENTITY_CN_ONLY).common_name, HOST);
	ck_assert_uint_eq(first_of(IDENTITY_CN_ONLY).names_len, 0);
	ck_assert_str_ne(first_of(IDENTITY_WRONG_NAME).names[0], "DNS:" HOST);
}
END_TEST

START_TEST(two_authorities_do_not_trust_each_other)
{
	struct authority *other = authority_new(HOST, NOW);
	struct trust_store *trust = trust_store_new_text(authority_pem(other), "other");
	struct span chain[2];
	size_t len = identity_chain(authority_identity(authority, IDENTITY_GOOD), chain, 2);

	ck_assert_ptr_nonnull(trust);
	ck_assert_int_eq(trust_store_judge(trust, chain, len), TRUST_NOT_ANCHORED);
	trust_store_free(trust);
	authority_free(other);
}
END_TEST

START_TEST(nothing_is_freed_without_harm)
{
	authority_free(NULL);
}
END_TEST

Suite *
suite(void)
{
	Suite *s = suite_create("identity");
	TCase *tcase = tcase_create("core");

	tcase_add_checked_fixture(tcase, set_up, tear_down);
	tcase_add_test(tcase, every_kind_has_a_word);
	tcase_add_test(tcase, other_words_are_no_kind);
	tcase_add_test(tcase, an_identity_is_made_once);
	tcase_add_loop_test(tcase, a_chain_is_given_as_it_is_sent, 0, (int)COUNT_OF(chains));
	tcase_add_test(tcase, dates_hang_on_the_time_of_the_authority);
	tcase_add_test(tcase, names_are_those_of_the_authority);
	tcase_add_test(tcase, two_authorities_do_not_trust_each_other);
	tcase_add_test(tcase, nothing_is_freed_without_harm);
	suite_add_tcase(s, tcase);
	return s;
}
