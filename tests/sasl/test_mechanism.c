/* SPDX-License-Identifier: MIT */
#include "sasl/mechanism.h"

#include "support/suite.h"

#include <string.h>

START_TEST(names_are_found_in_letters_of_either_case)
{
	enum mechanism mechanism = MECHANISMS;

	for (int i = 0; i < MECHANISMS; i++) {
		ck_assert(mechanism_by_name(span_of(mechanism_rows[i].name), &mechanism));
		ck_assert_int_eq(mechanism, i);
	}
	ck_assert(mechanism_by_name(span_of("cram-md5"), &mechanism));
	ck_assert_int_eq(mechanism, MECHANISM_CRAM_MD5);
	ck_assert(!mechanism_by_name(span_of("GSSAPI"), &mechanism));
	ck_assert_int_eq(mechanism, MECHANISM_CRAM_MD5);
}
END_TEST

#define OFFERS_MAX 8

static const struct {
	const char *offered[OFFERS_MAX];
	struct mechanism_wish wish;
	enum mechanism want;
} choices[] = {
	{ { "PLAIN", "LOGIN" }, { .can_bind = true }, MECHANISM_PLAIN },
	{ { "LOGIN" }, { .can_bind = true }, MECHANISM_LOGIN },
	{ { "CRAM-MD5", "PLAIN" }, { .can_bind = true }, MECHANISM_PLAIN },
	{ { "CRAM-MD5", "PLAIN" }, { .hides_first = true }, MECHANISM_CRAM_MD5 },
	{ { "LOGIN", "PLAIN" }, { .hides_first = true }, MECHANISM_PLAIN },
	{ { "PLAIN", "scram-sha-1" }, { .can_bind = true }, MECHANISM_SCRAM_SHA_1 },
	{ { "SCRAM-SHA-1", "SCRAM-SHA-256" }, { 0 }, MECHANISM_SCRAM_SHA_256 },
	{ { "SCRAM-SHA-256", "SCRAM-SHA-256-PLUS" }, { .can_bind = true },
	    MECHANISM_SCRAM_SHA_256_PLUS },
	{ { "SCRAM-SHA-256", "SCRAM-SHA-256-PLUS" }, { 0 }, MECHANISM_SCRAM_SHA_256 },
	{ { "SCRAM-SHA-1-PLUS", "SCRAM-SHA-256" }, { .can_bind = true },
	    MECHANISM_SCRAM_SHA_256 },
	{ { "XOAUTH2", "PLAIN" }, { .has_token = true }, MECHANISM_XOAUTH2 },
	{ { "XOAUTH2", "OAUTHBEARER" }, { .has_token = true }, MECHANISM_OAUTHBEARER },
	{ { "XOAUTH2", "OAUTHBEARER" }, { .has_token = true, .hides_first = true },
	    MECHANISM_OAUTHBEARER },
	{ { "PLAIN", "SCRAM-SHA-256" }, { .has_token = true }, MECHANISMS },
	{ { "XOAUTH2", "GSSAPI" }, { 0 }, MECHANISMS },
	{ { NULL }, { 0 }, MECHANISMS },
};

START_TEST(the_best_that_fits_is_chosen)
{
	size_t len = 0;

	while (choices[_i].offered[len] != NULL)
		len++;
	ck_assert_int_eq(
	    mechanism_choose(&choices[_i].wish, choices[_i].offered, len), choices[_i].want);
}
END_TEST

Suite *
suite(void)
{
	Suite *s = suite_create("mechanism");
	TCase *tcase = tcase_create("core");

	tcase_add_test(tcase, names_are_found_in_letters_of_either_case);
	tcase_add_loop_test(tcase, the_best_that_fits_is_chosen, 0, (int)COUNT_OF(choices));
	suite_add_tcase(s, tcase);
	return s;
}
