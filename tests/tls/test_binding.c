/* SPDX-License-Identifier: MIT */
#include "tls/binding.h"

#include "support/pair.h"
#include "support/suite.h"
#include "tls/handle.h"
#include "tls/x509.h"

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

static const struct {
	const char *version;
	enum tls_binding kind;
	size_t len;
} cases[] = {
	{ "1.3", TLS_BINDING_EXPORTER, 32 },
	{ "1.2", TLS_BINDING_UNIQUE, 12 },
};

START_TEST(both_sides_have_the_same)
{
	enum tls_binding mine = TLS_BINDINGS;
	enum tls_binding theirs = TLS_BINDINGS;
	struct span here;
	struct span there;

	pair_serve(&pair, IDENTITY_GOOD, cases[_i].version, false);
	pair_shake_hands(&pair);
	ck_assert_int_eq(pair.client_state, TLS_ESTABLISHED);
	ck_assert(tls_session_binding(pair.client, &arena, &mine, &here));
	ck_assert(tls_session_binding(pair.server, &arena, &theirs, &there));
	ck_assert_int_eq(mine, cases[_i].kind);
	ck_assert_int_eq(theirs, mine);
	ck_assert_uint_eq(here.len, cases[_i].len);
	ck_assert(span_equal(here, there));
}
END_TEST

/* RFC 7627 section 1: two sessions can then be made to have the same. */
START_TEST(there_is_none_without_the_extended_master_secret)
{
	enum tls_binding kind = TLS_BINDINGS;
	struct span bytes;

	pair_serve_raw(&pair,
	    identity_credentials(authority_identity(pair.authority, IDENTITY_GOOD)),
	    "NORMAL:-VERS-ALL:+VERS-TLS1.2:%NO_SESSION_HASH");
	pair_shake_hands(&pair);
	ck_assert_int_eq(pair.client_state, TLS_ESTABLISHED);
	ck_assert(!tls_session_binding(pair.client, &arena, &kind, &bytes));
	ck_assert_int_eq(kind, TLS_BINDINGS);
}
END_TEST

Suite *
suite(void)
{
	Suite *s = suite_create("binding");
	TCase *tcase = tcase_create("core");

	tcase_add_checked_fixture(tcase, set_up, tear_down);
	tcase_add_loop_test(tcase, both_sides_have_the_same, 0, (int)COUNT_OF(cases));
	tcase_add_test(tcase, there_is_none_without_the_extended_master_secret);
	suite_add_tcase(s, tcase);
	return s;
}
