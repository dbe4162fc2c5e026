/* SPDX-License-Identifier: MIT */
#include "tls/verify.h"

#include "support/pair.h"
#include "support/suite.h"

#include <string.h>

static struct arena arena;
static struct pair pair;

static void
set_up(void)
{
	arena_init(&arena);
	pair_init(&pair);
}

static void
tear_down(void)
{
	pair_clear(&pair);
	arena_clear(&arena);
}

static struct session
session_with(enum identity_kind kind)
{
	pair_serve(&pair, kind, NULL, false);
	pair_shake_hands(&pair);
	ck_assert_int_eq(pair.client_state, TLS_ESTABLISHED);
	return pair_describe(&pair, &arena);
}

/* NULL: good enough for a password. */
static const struct {
	enum identity_kind kind;
	const char *want;
} cases[] = {
	{ IDENTITY_GOOD, NULL },
	{ IDENTITY_WRONG_ORDER, NULL },
	{ IDENTITY_EXPIRED, "a certificate has expired" },
	{ IDENTITY_NOT_YET_VALID, "a certificate is not valid yet" },
	{ IDENTITY_WRONG_NAME, "the certificate is for another name" },
	{ IDENTITY_CN_ONLY, "the certificate has the name only as its common name" },
	{ IDENTITY_SELF_SIGNED, "the certificate is self-signed" },
	{ IDENTITY_UNKNOWN_ISSUER, "the certificate's issuer is not trusted here" },
	{ IDENTITY_NO_INTERMEDIATE, "an intermediate certificate is missing" },
	{ IDENTITY_WEAK_SIGNATURE, "the certificate, or one that vouches for it, is too weak" },
	{ IDENTITY_WRONG_PURPOSE, "the certificate is not for servers" },
};

START_TEST(each_fault_is_one_too_many)
{
	struct session session = session_with(cases[_i].kind);
	const char *problem = verify_problem(pair.trust, &session, PAIR_HOST, PAIR_NOW, &arena);

	if (cases[_i].want == NULL)
		ck_assert_msg(problem == NULL, "%d: %s", (int)cases[_i].kind, problem);
	else
		ck_assert_msg(problem != NULL && strcmp(problem, cases[_i].want) == 0, "%d: %s",
		    (int)cases[_i].kind, problem == NULL ? "none" : problem);
}
END_TEST

START_TEST(without_a_name_nothing_is_verified)
{
	struct session session = session_with(IDENTITY_GOOD);

	ck_assert_str_eq(verify_problem(pair.trust, &session, NULL, PAIR_NOW, &arena),
	    "there is no name to compare its certificate with");
}
END_TEST

START_TEST(without_a_verdict_nothing_is_verified)
{
	struct session session = session_with(IDENTITY_GOOD);
	const struct session none = { .trust_source = "" };

	ck_assert_ptr_nonnull(verify_problem(NULL, &session, PAIR_HOST, PAIR_NOW, &arena));
	ck_assert_ptr_nonnull(verify_problem(pair.trust, &none, PAIR_HOST, PAIR_NOW, &arena));
	session.is_resumed = true;
	ck_assert_ptr_nonnull(
	    verify_problem(pair.trust, &session, PAIR_HOST, PAIR_NOW, &arena));
	session.is_resumed = false;
	session.trust = TRUST_UNKNOWN;
	ck_assert_ptr_nonnull(
	    verify_problem(pair.trust, &session, PAIR_HOST, PAIR_NOW, &arena));
}
END_TEST

Suite *
suite(void)
{
	Suite *s = suite_create("verify");
	TCase *tcase = tcase_create("core");

	tcase_add_checked_fixture(tcase, set_up, tear_down);
	tcase_add_loop_test(tcase, each_fault_is_one_too_many, 0, (int)COUNT_OF(cases));
	tcase_add_test(tcase, without_a_name_nothing_is_verified);
	tcase_add_test(tcase, without_a_verdict_nothing_is_verified);
	suite_add_tcase(s, tcase);
	return s;
}
