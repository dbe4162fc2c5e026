/* SPDX-License-Identifier: MIT */
#include "tls/verify.h"

#include "support/pair.h"
#include "support/suite.h"
#include "tls/x509.h"

#include <string.h>

static struct arena arena;
static struct pair pair;
static gnutls_dh_params_t small; /* the library keeps no copy */

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
	if (small != NULL)
		gnutls_dh_params_deinit(small);
	small = NULL;
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

/* A prime of 512 bits. */
static const char small_prime[] =
    "-----BEGIN DH PARAMETERS-----\n"
    "MEYCQQCRI42zM93PCt0dFm9whvRwINdwcZvRp+z9CzcZ1Hipp1HkAG4S7zgjlWVc\n"
    "vaPrhRt226CDZ3mLprqodwBEVa+3AgEC\n"
    "-----END DH PARAMETERS-----\n";

static void
give_small_prime(gnutls_certificate_credentials_t credentials)
{
	const gnutls_datum_t pem = { (unsigned char *)(uintptr_t)small_prime,
		sizeof(small_prime) - 1 };

	ck_assert_int_eq(gnutls_dh_params_init(&small), 0);
	ck_assert_int_eq(gnutls_dh_params_import_pkcs3(small, &pem, GNUTLS_X509_FMT_PEM), 0);
	gnutls_certificate_set_dh_params(credentials, small);
}

/* What a server can bring us to; NULL: it may have a password. */
static const struct {
	enum identity_kind kind;
	const char *priority;
	bool is_small;
	const char *want;
} channels[] = {
	{ IDENTITY_GOOD, "NORMAL", false, NULL },
	{ IDENTITY_GOOD, "NORMAL:-VERS-ALL:+VERS-TLS1.2", false, NULL },
	{ IDENTITY_WEAK_KEY, "NORMAL:-VERS-ALL:+VERS-TLS1.2:-KX-ALL:+DHE-RSA", false, NULL },
	{ IDENTITY_WEAK_KEY, "NORMAL:-VERS-ALL:+VERS-TLS1.2:-KX-ALL:+RSA", false, NULL },
	{ IDENTITY_WEAK_KEY,
	    "NORMAL:-VERS-ALL:+VERS-TLS1.2:-KX-ALL:+DHE-RSA:-GROUP-ALL:+GROUP-SECP256R1", true,
	    "prime" },
	{ IDENTITY_GOOD, "NORMAL:-VERS-ALL:+VERS-TLS1.2:-CIPHER-ALL:+ARCFOUR-128:+SHA1", false,
	    "RC4" },
};

START_TEST(what_can_be_broken_is_told)
{
	gnutls_certificate_credentials_t credentials =
	    identity_credentials(authority_identity(pair.authority, channels[_i].kind));
	const char *problem;

	if (channels[_i].is_small) {
		give_small_prime(credentials);
		/* Who names groups of RFC 7919 gets no other prime of this library. */
		pair_offer(&pair, &(struct tls_offer){
				      .server_name = PAIR_HOST, .profile = TLS_PROFILE_SMALL });
	}
	pair_serve_raw(&pair, credentials, channels[_i].priority);
	pair_shake_hands(&pair);
	ck_assert_int_eq(pair.client_state, TLS_ESTABLISHED);
	problem = verify_encryption(pair.client);
	if (channels[_i].want == NULL)
		ck_assert_msg(problem == NULL, "%s: %s", channels[_i].priority, problem);
	else
		ck_assert_msg(problem != NULL && strstr(problem, channels[_i].want) != NULL,
		    "%s: %s", channels[_i].priority, problem == NULL ? "none" : problem);
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
	tcase_add_loop_test(tcase, what_can_be_broken_is_told, 0, (int)COUNT_OF(channels));
	suite_add_tcase(s, tcase);
	return s;
}
