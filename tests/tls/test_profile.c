/* SPDX-License-Identifier: MIT */
/* What each profile gets out of servers that could do more. */
#include "registry/number.h"
#include "support/mint.h"
#include "support/pair.h"
#include "support/suite.h"
#include "tls/certificate.h"
#include "tls/profile.h"

#include <string.h>

static struct arena arena;
static struct pair pair;
static gnutls_certificate_credentials_t credentials;

static void
set_up(void)
{
	arena_init(&arena);
	pair_init(&pair);
	gnutls_certificate_allocate_credentials(&credentials);
}

static void
tear_down(void)
{
	pair_clear(&pair);
	gnutls_certificate_free_credentials(credentials);
	arena_clear(&arena);
}

static void
add_key(gnutls_pk_algorithm_t algorithm, unsigned bits)
{
	struct minted minted = mint(&arena,
	    &(struct mint_wish){ .subject = "x", .algorithm = algorithm, .bits = bits }, NULL);

	ck_assert_int_ge(
	    gnutls_certificate_set_x509_key(credentials, &minted.certificate, 1, minted.key),
	    0);
	minted_clear(&minted);
}

struct profile_case {
	enum tls_profile profile;
	const char *server;    /* its priority */
	const char *want;      /* version; NULL: no session */
	const char *want_key;  /* type of the certificate's */
	const char *want_part; /* of the suite's name */
	bool wants_etm;
};

#define SERVER "NORMAL:+VERS-TLS1.1:+VERS-TLS1.0:+SIGN-RSA-SHA1:+SIGN-ECDSA-SHA1:+3DES-CBC"
#define ONLY_12 SERVER ":-VERS-ALL:+VERS-TLS1.2"
#define ONLY_10 SERVER ":-VERS-ALL:+VERS-TLS1.0"

/* clang-format off */
static const struct profile_case profiles[] = {
	{ TLS_PROFILE_ALL, SERVER, "TLS 1.3", "EC", "TLS_AES_", false },
	{ TLS_PROFILE_TLS12, SERVER, "TLS 1.2", "EC", "_GCM_", false },
	{ TLS_PROFILE_TLS12, ONLY_10, "TLS 1.0", "EC", "_CBC_", true },
	{ TLS_PROFILE_TLS12, ONLY_12 ":-AES-128-GCM:-AES-256-GCM:-AES-128-CCM:-AES-256-CCM"
	  ":-CHACHA20-POLY1305", "TLS 1.2", "EC", "_CBC_", true },
	{ TLS_PROFILE_TLS12, SERVER ":-VERS-ALL:+VERS-TLS1.3", NULL, NULL, NULL, false },
	{ TLS_PROFILE_TLS13, SERVER, "TLS 1.3", "EC", "TLS_AES_", false },
	{ TLS_PROFILE_TLS13, ONLY_12, NULL, NULL, NULL, false },
	{ TLS_PROFILE_RSA, SERVER, "TLS 1.3", "RSA", "TLS_AES_", false },
	{ TLS_PROFILE_RSA, ONLY_12, "TLS 1.2", "RSA", "ECDHE_RSA", false },
	{ TLS_PROFILE_RSA, ONLY_12 ":-KX-ALL:+DHE-RSA", "TLS 1.2", "RSA", "_DHE_RSA", false },
	{ TLS_PROFILE_RSA, ONLY_12 ":-KX-ALL:+RSA", "TLS 1.2", "RSA", "TLS_RSA_WITH", false },
	{ TLS_PROFILE_RSA, ONLY_10, "TLS 1.0", "RSA", "ECDHE_RSA", true },
	{ TLS_PROFILE_RSA, ONLY_12 ":-SIGN-ALL:+SIGN-RSA-SHA1", "TLS 1.2", "RSA", "ECDHE_RSA",
	  false },
	{ TLS_PROFILE_RSA, ONLY_12 ":-KX-ALL:+ECDHE-ECDSA", NULL, NULL, NULL, false },
	{ TLS_PROFILE_ECDSA, SERVER, "TLS 1.3", "EC", "TLS_AES_", false },
	{ TLS_PROFILE_ECDSA, ONLY_12, "TLS 1.2", "EC", "ECDHE_ECDSA", false },
	{ TLS_PROFILE_ECDSA, ONLY_10, "TLS 1.0", "EC", "ECDHE_ECDSA", true },
	{ TLS_PROFILE_ECDSA, ONLY_12 ":-KX-ALL:+ECDHE-RSA", NULL, NULL, NULL, false },
	{ TLS_PROFILE_ECDSA, SERVER ":-VERS-ALL:+VERS-TLS1.3:-SIGN-ALL"
	  ":+SIGN-RSA-PSS-RSAE-SHA256", NULL, NULL, NULL, false },
	{ TLS_PROFILE_CBC, SERVER, "TLS 1.2", "EC", "_CBC_", false },
	{ TLS_PROFILE_CBC, ONLY_10, "TLS 1.0", "EC", "_CBC_", false },
	{ TLS_PROFILE_CBC, ONLY_12 ":-CIPHER-ALL:+3DES-CBC", "TLS 1.2", "EC", "_3DES_", false },
	{ TLS_PROFILE_CBC, ONLY_12 ":-MAC-ALL:+SHA384:-CIPHER-ALL:+AES-256-CBC", "TLS 1.2", "EC",
	  "_SHA384", false },
	{ TLS_PROFILE_CBC, ONLY_12 ":-AES-128-CBC:-AES-256-CBC:-3DES-CBC", NULL, NULL, NULL,
	  false },
	{ TLS_PROFILE_CBC, SERVER ":-VERS-ALL:+VERS-TLS1.3", NULL, NULL, NULL, false },
};
/* clang-format on */

START_TEST(a_profile_gets_what_it_is_for)
{
	const struct profile_case *row = &profiles[_i];
	struct session facts;
	struct certificate leaf;

	/* Asked by a client that takes everything, it shows the EC key. */
	add_key(GNUTLS_PK_EC, GNUTLS_CURVE_TO_BITS(GNUTLS_ECC_CURVE_SECP256R1));
	add_key(GNUTLS_PK_RSA, 2048);
	pair_offer(
	    &pair, &(struct tls_offer){ .profile = row->profile, .server_name = PAIR_HOST });
	pair_serve_raw(&pair, credentials, row->server);
	pair_shake_hands(&pair);
	ck_assert_msg((pair.client_state == TLS_ESTABLISHED) == (row->want != NULL),
	    "row %d: %s", _i, tls_session_failure(pair.client).words);
	if (row->want == NULL)
		return;
	facts = pair_describe(&pair, &arena);
	certificate_read(facts.chain[0], &arena, &leaf);
	ck_assert_msg(strcmp(facts.version, row->want) == 0, "row %d: %s", _i, facts.version);
	ck_assert_msg(
	    strcmp(leaf.key_type, row->want_key) == 0, "row %d: %s", _i, leaf.key_type);
	ck_assert_msg(
	    strstr(facts.suite, row->want_part) != NULL, "row %d: %s", _i, facts.suite);
	ck_assert_msg(facts.has_encrypt_then_mac == row->wants_etm, "row %d", _i);
	ck_assert(!facts.is_resumed);
}
END_TEST

struct one_key_case {
	enum tls_profile profile;
	gnutls_pk_algorithm_t algorithm; /* of the only key that the server has */
	unsigned bits;
	const char *server;
	bool works;
};

/* clang-format off */
static const struct one_key_case one_key[] = {
	{ TLS_PROFILE_RSA, GNUTLS_PK_RSA, 2048, SERVER, true },
	{ TLS_PROFILE_RSA, GNUTLS_PK_RSA, 1024, SERVER, true },
	{ TLS_PROFILE_RSA, GNUTLS_PK_RSA_PSS, 2048, SERVER, true },
	{ TLS_PROFILE_RSA, GNUTLS_PK_EC, 0, SERVER, false },
	{ TLS_PROFILE_RSA, GNUTLS_PK_EC, 0, ONLY_12, false },
	{ TLS_PROFILE_ECDSA, GNUTLS_PK_EC, 0, SERVER, true },
	{ TLS_PROFILE_ECDSA, GNUTLS_PK_EC, GNUTLS_CURVE_TO_BITS(GNUTLS_ECC_CURVE_SECP384R1),
	  SERVER, true },
	{ TLS_PROFILE_ECDSA, GNUTLS_PK_EC, GNUTLS_CURVE_TO_BITS(GNUTLS_ECC_CURVE_SECP521R1),
	  ONLY_12, true },
	{ TLS_PROFILE_ECDSA, GNUTLS_PK_RSA, 2048, SERVER, false },
	{ TLS_PROFILE_ECDSA, GNUTLS_PK_RSA, 2048, ONLY_12, false },
	{ TLS_PROFILE_ECDSA, GNUTLS_PK_RSA, 2048, ONLY_10, false },
};
/* clang-format on */

START_TEST(a_key_of_the_other_kind_is_not_taken)
{
	const struct one_key_case *row = &one_key[_i];
	struct tls_failure failure;

	add_key(row->algorithm, row->bits);
	pair_offer(&pair, &(struct tls_offer){ .profile = row->profile });
	pair_serve_raw(&pair, credentials, row->server);
	pair_shake_hands(&pair);
	ck_assert_msg((pair.client_state == TLS_ESTABLISHED) == row->works, "row %d: %s", _i,
	    tls_session_failure(pair.client).words);
	if (row->works)
		return;
	failure = tls_session_failure(pair.client);
	ck_assert_int_eq(pair.client_state, TLS_FAILED);
	ck_assert(failure.is_alert && !failure.is_ours);
	ck_assert_str_eq(alert_name(failure.alert), "handshake_failure");
}
END_TEST

START_TEST(every_priority_is_one)
{
	gnutls_priority_t priority;

	ck_assert_int_eq(
	    gnutls_priority_init2(&priority, profile_priority((enum tls_profile)_i), NULL, 0),
	    0);
	gnutls_priority_deinit(priority);
}
END_TEST

Suite *
suite(void)
{
	Suite *s = suite_create("profile");
	TCase *tcase = tcase_create("core");

	tcase_add_checked_fixture(tcase, set_up, tear_down);
	tcase_set_timeout(tcase, 60);
	tcase_add_loop_test(tcase, a_profile_gets_what_it_is_for, 0, (int)COUNT_OF(profiles));
	tcase_add_loop_test(
	    tcase, a_key_of_the_other_kind_is_not_taken, 0, (int)COUNT_OF(one_key));
	tcase_add_loop_test(tcase, every_priority_is_one, 0, TLS_PROFILES);
	suite_add_tcase(s, tcase);
	return s;
}
