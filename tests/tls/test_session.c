/* SPDX-License-Identifier: MIT */
/* What comes off a healthy wire; test_session_failure.c has the other kind. */
#include "support/data.h"
#include "support/mint.h"
#include "support/pair.h"
#include "support/suite.h"
#include "tls/x509.h"

#include <gnutls/abstract.h>
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

static gnutls_certificate_credentials_t
credentials_of(enum identity_kind kind)
{
	return identity_credentials(authority_identity(pair.authority, kind));
}

/* Reads whatever is there; the tickets of TLS 1.3 come that way. */
static enum tls_state
read_all(struct tls_session *session, struct buffer *to)
{
	uint8_t bytes[1000];
	size_t len;
	enum tls_state state = tls_session_read(session, bytes, sizeof(bytes), &len);

	for (; state == TLS_ESTABLISHED;
	     state = tls_session_read(session, bytes, sizeof(bytes), &len))
		ck_assert(buffer_append(to, (struct span){ bytes, len }));
	return state;
}

struct version_case {
	const char *version; /* that the server is confined to; NULL: to none */
	enum identity_kind kind;
	const char *want_version;
	const char *want_suite;
	const char *want_signature;
	bool wants_ems;
};

/* clang-format off */
static const struct version_case versions[] = {
	{ "1.3", IDENTITY_GOOD, "TLS 1.3", "TLS_AES_256_GCM_SHA384", "ECDSA-SECP256R1-SHA256",
	  false },
	{ "1.2", IDENTITY_GOOD, "TLS 1.2", "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
	  "ECDSA-SHA256", true },
	{ "1.2", IDENTITY_WEAK_KEY, "TLS 1.2", "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
	  "RSA-SHA256", true },
	{ "1.1", IDENTITY_GOOD, "TLS 1.1", "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA", "", true },
	{ "1.0", IDENTITY_GOOD, "TLS 1.0", "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA", "", true },
	{ "1.0", IDENTITY_WEAK_KEY, "TLS 1.0", "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA", "", true },
	{ NULL, IDENTITY_GOOD, "TLS 1.3", "TLS_AES_256_GCM_SHA384", "ECDSA-SECP256R1-SHA256",
	  false },
};
/* clang-format on */

static void
check_version(const struct version_case *row)
{
	struct session facts;
	const char *name = row->version == NULL ? "any" : row->version;

	pair_serve(&pair, row->kind, row->version, false);
	pair_shake_hands(&pair);
	ck_assert_msg(pair.client_state == TLS_ESTABLISHED, "%s: %s", name,
	    tls_session_failure(pair.client).words);
	ck_assert_int_eq(pair.server_state, TLS_ESTABLISHED);
	facts = pair_describe(&pair, &arena);
	ck_assert_str_eq(facts.version, row->want_version);
	ck_assert_str_eq(facts.suite, row->want_suite);
	ck_assert_str_eq(facts.group, "X25519");
	ck_assert_str_eq(facts.signature, row->want_signature);
	ck_assert_str_eq(facts.alpn, "");
	ck_assert_msg(facts.has_extended_master_secret == row->wants_ems, "%s", name);
	ck_assert(!facts.wants_client_certificate && !facts.has_staple);
	ck_assert_uint_eq(facts.chain_sent, 2);
	ck_assert_uint_eq(facts.chain_len, 2);
	ck_assert_int_eq(facts.trust, TRUST_ANCHORED);
	ck_assert(facts.is_used[0] && facts.is_used[1] && !facts.is_used[2]);
	ck_assert_str_eq(facts.trust_source, "test");
	ck_assert_uint_eq(facts.bytes_in, pair.to_client);
	ck_assert_uint_eq(facts.bytes_out, pair.to_server);
	ck_assert(!tls_session_failure(pair.client).is_alert);
}

START_TEST(facts_are_as_negotiated)
{
	check_version(&versions[_i]);
}
END_TEST

START_TEST(facts_do_not_hang_on_the_cut_of_the_bytes)
{
	pair.piece_len = 1;
	check_version(&versions[_i]);
}
END_TEST

struct priority_case {
	const char *priority; /* of the server, behind "NORMAL:-VERS-ALL:" */
	const char *want_suite;
	const char *want_group;
	const char *want_signature;
	bool wants_ems;
};

/* clang-format off */
static const struct priority_case priorities[] = {
	{ "+VERS-TLS1.2:-KX-ALL:+RSA", "TLS_RSA_WITH_AES_256_GCM_SHA384", "", "", true },
	{ "+VERS-TLS1.2:-KX-ALL:+DHE-RSA:-GROUP-ALL:+GROUP-FFDHE2048",
	  "TLS_DHE_RSA_WITH_AES_256_GCM_SHA384", "FFDHE2048", "RSA-SHA256", true },
	{ "+VERS-TLS1.2:%NO_SESSION_HASH", "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384", "X25519",
	  "RSA-SHA256", false },
	{ "+VERS-TLS1.2:-CIPHER-ALL:+3DES-CBC", "TLS_ECDHE_RSA_WITH_3DES_EDE_CBC_SHA", "X25519",
	  "RSA-SHA256", true },
	{ "+VERS-TLS1.2:-CIPHER-ALL:+ARCFOUR-128", "TLS_ECDHE_RSA_WITH_RC4_128_SHA", "X25519",
	  "RSA-SHA256", true },
	{ "+VERS-TLS1.2:-SIGN-ALL:+SIGN-RSA-PSS-RSAE-SHA256",
	  "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384", "X25519", "RSA-PSS-RSAE-SHA256", true },
	{ "+VERS-TLS1.2:-SIGN-ALL:+SIGN-RSA-SHA1", "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
	  "X25519", "RSA-SHA1", true },
	{ "+VERS-TLS1.3:-GROUP-ALL:+GROUP-SECP521R1", "TLS_AES_256_GCM_SHA384", "SECP521R1",
	  "RSA-PSS-RSAE-SHA256", false },
	{ "+VERS-TLS1.3:-GROUP-ALL:+GROUP-FFDHE3072", "TLS_AES_256_GCM_SHA384", "FFDHE3072",
	  "RSA-PSS-RSAE-SHA256", false },
	{ "+VERS-TLS1.3:-CIPHER-ALL:+CHACHA20-POLY1305", "TLS_CHACHA20_POLY1305_SHA256",
	  "X25519", "RSA-PSS-RSAE-SHA256", false },
};
/* clang-format on */

START_TEST(old_and_rare_servers_are_spoken_to)
{
	const struct priority_case *row = &priorities[_i];
	struct session facts;

	pair_serve_raw(&pair, credentials_of(IDENTITY_WEAK_KEY),
	    arena_printf(&arena, "NORMAL:-VERS-ALL:%s", row->priority));
	pair_shake_hands(&pair);
	ck_assert_msg(pair.client_state == TLS_ESTABLISHED, "%s: %s", row->priority,
	    tls_session_failure(pair.client).words);
	facts = pair_describe(&pair, &arena);
	ck_assert_str_eq(facts.suite, row->want_suite);
	ck_assert_str_eq(facts.group, row->want_group);
	ck_assert_str_eq(facts.signature, row->want_signature);
	ck_assert_msg(facts.has_extended_master_secret == row->wants_ems, "%s", row->priority);
}
END_TEST

START_TEST(every_kind_of_identity_can_be_shown)
{
	pair_serve(&pair, (enum identity_kind)_i, NULL, false);
	pair_shake_hands(&pair);
	ck_assert_int_eq(pair.client_state, TLS_ESTABLISHED);
	ck_assert_int_eq(pair.server_state, TLS_ESTABLISHED);
}
END_TEST

static void
serve_with_tickets(const char *version)
{
	gnutls_datum_t key;

	pair_serve_raw(&pair, credentials_of(IDENTITY_GOOD),
	    arena_printf(&arena, "NORMAL:-VERS-ALL:+VERS-TLS%s", version));
	ck_assert_int_eq(gnutls_session_ticket_key_generate(&key), 0);
	ck_assert_int_eq(gnutls_session_ticket_enable_server(pair.raw, &key), 0);
	gnutls_free(key.data);
	pair_shake_hands(&pair);
}

START_TEST(tickets_are_counted)
{
	struct buffer read;

	buffer_init(&read, 10);
	serve_with_tickets(_i == 0 ? "1.2" : "1.3");
	ck_assert_int_eq(pair.client_state, TLS_ESTABLISHED);
	ck_assert_int_eq(read_all(pair.client, &read), TLS_WAITS);
	/* TLS 1.2 has one in the handshake, TLS 1.3 any number behind it. */
	ck_assert_uint_ge(tls_session_tickets(pair.client), 1);
	ck_assert_uint_eq(read.len, 0);
	buffer_clear(&read);
}
END_TEST

START_TEST(a_staple_is_kept_as_it_came)
{
	struct span staple = read_test_bytes(&arena, "data/staples/good.resp");
	gnutls_datum_t datum = x509_datum(staple);
	gnutls_certificate_credentials_t credentials = credentials_of(IDENTITY_GOOD);
	struct session facts;

	gnutls_certificate_set_flags(credentials, GNUTLS_CERTIFICATE_SKIP_OCSP_RESPONSE_CHECK);
	ck_assert_int_eq(gnutls_certificate_set_ocsp_status_request_mem(
			     credentials, &datum, 0, GNUTLS_X509_FMT_DER),
	    0);
	pair_serve(&pair, IDENTITY_GOOD, _i == 0 ? "1.2" : "1.3", false);
	pair_shake_hands(&pair);
	ck_assert_int_eq(pair.client_state, TLS_ESTABLISHED);
	facts = pair_describe(&pair, &arena);
	ck_assert(facts.has_staple);
	ck_assert(span_equal(facts.staple, staple));
}
END_TEST

START_TEST(a_long_chain_is_cut_off_and_counted)
{
	enum { MANY = CHAIN_MAX + 3 };
	struct minted leaf = mint(&arena, &(struct mint_wish){ .subject = "leaf" }, NULL);
	gnutls_pcert_st certificates[MANY];
	gnutls_certificate_credentials_t credentials;
	gnutls_privkey_t key;
	struct session facts;

	for (size_t i = 0; i < MANY; i++)
		gnutls_pcert_import_x509(&certificates[i], leaf.certificate, 0);
	gnutls_privkey_init(&key);
	gnutls_privkey_import_x509(key, leaf.key, GNUTLS_PRIVKEY_IMPORT_COPY);
	gnutls_certificate_allocate_credentials(&credentials);
	ck_assert_int_ge(
	    gnutls_certificate_set_key(credentials, NULL, 0, certificates, MANY, key), 0);
	pair_serve_raw(&pair, credentials, "NORMAL");
	pair_shake_hands(&pair);
	ck_assert_int_eq(pair.client_state, TLS_ESTABLISHED);
	facts = pair_describe(&pair, &arena);
	ck_assert_uint_eq(facts.chain_sent, MANY);
	ck_assert_uint_eq(facts.chain_len, CHAIN_MAX);
	ck_assert(span_equal(facts.chain[CHAIN_MAX - 1], leaf.der));
	gnutls_certificate_free_credentials(credentials);
	minted_clear(&leaf);
}
END_TEST

START_TEST(words_travel_both_ways)
{
	enum { LONG = 40000 }; /* more than a record holds */
	uint8_t *words = arena_alloc(&arena, LONG);
	struct buffer heard;

	buffer_init(&heard, LONG);
	memset(words, 'x', LONG);
	pair.piece_len = _i == 0 ? 0 : 7;
	pair_serve(&pair, IDENTITY_GOOD, NULL, false);
	pair_shake_hands(&pair);
	ck_assert(tls_session_write(pair.client, (struct span){ words, LONG }));
	while (pair_move(&pair))
		ck_assert_int_eq(read_all(pair.server, &heard), TLS_WAITS);
	ck_assert_uint_eq(heard.len, LONG);
	buffer_consume(&heard, LONG);
	ck_assert(tls_session_write(pair.server, span_of("hello")));
	while (pair_move(&pair))
		ck_assert_int_eq(read_all(pair.client, &heard), TLS_WAITS);
	ck_assert(span_is(buffer_span(&heard), "hello"));
	buffer_clear(&heard);
}
END_TEST

START_TEST(close_notify_is_told_apart)
{
	struct buffer heard;

	buffer_init(&heard, 100);
	pair_serve(&pair, IDENTITY_GOOD, _i == 0 ? "1.2" : "1.3", false);
	pair_shake_hands(&pair);
	ck_assert_int_eq(pair.client_state, TLS_ESTABLISHED);
	ck_assert(tls_session_write(pair.server, span_of("bye")));
	tls_session_close(pair.server);
	while (pair_move(&pair))
		continue;
	ck_assert_int_eq(read_all(pair.client, &heard), TLS_CLOSED);
	ck_assert(span_is(buffer_span(&heard), "bye"));
	ck_assert_int_eq(read_all(pair.client, &heard), TLS_CLOSED);
	tls_session_close(pair.client);
	ck_assert_uint_gt(tls_session_out(pair.client)->len, 0);
	buffer_clear(&heard);
}
END_TEST

/* RFC 6066 section 3: the name stands readable in the hello. */
START_TEST(the_name_is_sent_if_there_is_one)
{
	struct tls_session *nameless = tls_session_new(&(struct tls_offer){ 0 });

	ck_assert_int_eq(tls_session_handshake(pair.client), TLS_WAITS);
	ck_assert_int_eq(tls_session_handshake(nameless), TLS_WAITS);
	ck_assert(span_contains(buffer_span(tls_session_out(pair.client)), PAIR_HOST));
	ck_assert(!span_contains(buffer_span(tls_session_out(nameless)), PAIR_HOST));
	tls_session_free(nameless);
	tls_session_free(NULL);
}
END_TEST

START_TEST(without_a_store_nothing_is_said_of_trust)
{
	struct session facts;

	pair_serve(&pair, IDENTITY_GOOD, NULL, false);
	pair_shake_hands(&pair);
	tls_session_describe(pair.client, NULL, &arena, &facts);
	ck_assert_int_eq(facts.trust, TRUST_UNKNOWN);
	ck_assert_str_eq(facts.trust_source, "");
}
END_TEST

Suite *
suite(void)
{
	Suite *s = suite_create("session");
	TCase *tcase = tcase_create("core");

	tcase_add_checked_fixture(tcase, set_up, tear_down);
	tcase_set_timeout(tcase, 60);
	tcase_add_loop_test(tcase, facts_are_as_negotiated, 0, (int)COUNT_OF(versions));
	tcase_add_loop_test(
	    tcase, facts_do_not_hang_on_the_cut_of_the_bytes, 0, (int)COUNT_OF(versions));
	tcase_add_loop_test(
	    tcase, old_and_rare_servers_are_spoken_to, 0, (int)COUNT_OF(priorities));
	tcase_add_loop_test(tcase, every_kind_of_identity_can_be_shown, 0, IDENTITY_KINDS);
	tcase_add_loop_test(tcase, tickets_are_counted, 0, 2);
	tcase_add_loop_test(tcase, a_staple_is_kept_as_it_came, 0, 2);
	tcase_add_test(tcase, a_long_chain_is_cut_off_and_counted);
	tcase_add_loop_test(tcase, words_travel_both_ways, 0, 2);
	tcase_add_loop_test(tcase, close_notify_is_told_apart, 0, 2);
	tcase_add_test(tcase, the_name_is_sent_if_there_is_one);
	tcase_add_test(tcase, without_a_store_nothing_is_said_of_trust);
	suite_add_tcase(s, tcase);
	return s;
}
