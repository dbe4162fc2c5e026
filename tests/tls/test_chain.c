/* SPDX-License-Identifier: MIT */
#include "support/data.h"
#include "support/mint.h"
#include "support/suite.h"
#include "tls/chain.h"
#include "tls/identity.h"
#include "tls/trust.h"

#include <string.h>

#define HOST "mail.example.test"
#define URL "http://ca.invalid/issuer.der"

/* An authority of our own, known to the trust store, with an intermediate. */
static struct arena arena;
static struct minted root;
static struct minted intermediate;
static struct trust_store *trust;

static void
set_up(void)
{
	gnutls_datum_t pem;

	arena_init(&arena);
	root = mint(&arena,
	    &(struct mint_wish){
		.subject = "root", .is_authority = true, .digest = GNUTLS_DIG_SHA1 },
	    NULL);
	intermediate = mint(&arena,
	    &(struct mint_wish){
		.subject = "intermediate", .is_authority = true, .issuer_url = URL },
	    &root);
	gnutls_x509_crt_export2(root.certificate, GNUTLS_X509_FMT_PEM, &pem);
	trust = trust_store_new_text((struct span){ pem.data, pem.size }, "test");
	gnutls_free(pem.data);
}

static void
tear_down(void)
{
	trust_store_free(trust);
	minted_clear(&intermediate);
	minted_clear(&root);
	arena_clear(&arena);
}

static struct span
leaf(const struct mint_wish *wish)
{
	struct minted minted = mint(&arena, wish, &intermediate);
	struct span der = minted.der;

	minted_clear(&minted);
	return der;
}

static struct span
good_leaf(void)
{
	return leaf(&(struct mint_wish){
	    .subject = HOST, .names = { "DNS:" HOST }, .issuer_url = URL });
}

static struct session
session_of(const struct span *chain, size_t len)
{
	struct session session = { .chain_sent = len, .chain_len = len };

	for (size_t i = 0; i < len; i++)
		session.chain[i] = chain[i];
	session.trust = trust_store_judge(trust, session.chain, len);
	trust_store_path(trust, session.chain, len, session.is_used);
	return session;
}

static struct chain
read_chain(const struct span *certificates, size_t len, const char *name, int64_t at)
{
	struct session session = session_of(certificates, len);
	struct chain chain;

	chain_read(&session, name, at, &arena, &chain);
	return chain;
}

/* The problems of a chain in one line: "expired@0 wrong-order@1". */
static const char *
problems_of(const struct chain *chain)
{
	const char *text = "";

	for (size_t i = 0; i < CHAIN_PROBLEMS; i++)
		if (chain->problems[i])
			text =
			    arena_printf(&arena, "%s%s%s@%zu", text, *text == '\0' ? "" : " ",
				chain_problem_name((enum chain_problem)i), chain->where[i]);
	return text;
}

static void
check(const char *name, const struct chain *chain, const char *want)
{
	const char *problems = problems_of(chain);

	ck_assert_msg(
	    strcmp(problems, want) == 0, "%s: \"%s\", not \"%s\"", name, problems, want);
}

static void
check_chain(const char *name, const struct span *certificates, size_t len, const char *want)
{
	struct chain chain = read_chain(certificates, len, HOST, MINT_NOW);

	check(name, &chain, want);
}

struct kind_case {
	const char *name;
	const char *want;
};

/* clang-format off */
static const struct kind_case kinds[] = {
	[IDENTITY_GOOD] = { "good", "" },
	[IDENTITY_EXPIRED] = { "expired", "expired@0" },
	[IDENTITY_NOT_YET_VALID] = { "not-yet-valid", "not-yet-valid@0" },
	[IDENTITY_WRONG_NAME] = { "wrong-name", "name-mismatch@0" },
	[IDENTITY_CN_ONLY] = { "cn-only", "name-only-in-cn@0" },
	[IDENTITY_SELF_SIGNED] = { "self-signed", "self-signed@0" },
	[IDENTITY_UNKNOWN_ISSUER] = { "unknown-issuer", "unknown-issuer@0" },
	[IDENTITY_NO_INTERMEDIATE] = { "no-intermediate", "missing-intermediate@0" },
	[IDENTITY_WRONG_ORDER] = { "wrong-order", "wrong-order@1" },
	[IDENTITY_WEAK_KEY] = { "weak-key", "" },
	[IDENTITY_WEAK_SIGNATURE] = { "weak-signature", "" },
	[IDENTITY_WRONG_PURPOSE] = { "wrong-purpose", "wrong-purpose@0" },
};
/* clang-format on */
_Static_assert(COUNT_OF(kinds) == IDENTITY_KINDS, "what is wrong with each kind");

START_TEST(each_kind_of_identity_has_its_own_problem_and_no_other)
{
	struct authority *authority = authority_new(HOST, MINT_NOW);
	struct trust_store *store = trust_store_new_text(authority_pem(authority), "test");
	struct session session = { 0 };
	struct chain chain;
	enum identity_kind kind = IDENTITY_KINDS;

	ck_assert(identity_kind_by_name(span_of(kinds[_i].name), &kind));
	ck_assert_int_eq(kind, _i);
	session.chain_len =
	    identity_chain(authority_identity(authority, kind), session.chain, CHAIN_MAX);
	session.chain_sent = session.chain_len;
	session.trust = trust_store_judge(store, session.chain, session.chain_len);
	chain_read(&session, HOST, MINT_NOW, &arena, &chain);
	check(kinds[_i].name, &chain, kinds[_i].want);
	trust_store_free(store);
	authority_free(authority);
}
END_TEST

START_TEST(the_time_that_is_passed_in_decides)
{
	const struct span chain[] = { leaf(&(struct mint_wish){ .subject = HOST,
					  .names = { "DNS:" HOST },
					  .from = MINT_NOW - 1000,
					  .to = MINT_NOW + 1000 }),
		intermediate.der };
	static const struct {
		int64_t at;
		const char *want;
	} rows[] = {
		{ 0, "not-yet-valid@0" },
		{ MINT_NOW - 1001, "not-yet-valid@0" },
		{ MINT_NOW - 1000, "" },
		{ MINT_NOW, "" },
		{ MINT_NOW + 1000, "" },
		{ MINT_NOW + 1001, "expired@0" },
		{ INT64_C(4000000000), "expired@0" },
	};

	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct chain seen = read_chain(chain, 2, HOST, rows[i].at);

		check(arena_printf(&arena, "row %zu", i), &seen, rows[i].want);
	}
}
END_TEST

START_TEST(an_expired_intermediate_is_found_at_its_place)
{
	const struct span chain[] = { leaf(&(struct mint_wish){ .subject = HOST,
					  .names = { "DNS:" HOST },
					  .to = INT64_C(4000000000) }),
		intermediate.der };
	struct chain seen = read_chain(chain, 2, HOST, MINT_NOW + INT64_C(2) * 365 * 86400);

	check("intermediate", &seen, "expired@1");
}
END_TEST

struct name_case {
	const char *name; /* that the server is asked by */
	struct mint_wish wish;
	const char *want;
};

/* clang-format off */
static const struct name_case names[] = {
	{ HOST, { .names = { "DNS:" HOST } }, "" },
	{ HOST, { .names = { "DNS:other.example.test", "DNS:" HOST } }, "" },
	{ "MAIL.Example.Test", { .names = { "DNS:" HOST } }, "" },
	{ HOST, { .names = { "DNS:*.example.test" } }, "" },
	{ "a.mail.example.test", { .names = { "DNS:*.example.test" } }, "name-mismatch@0" },
	{ "example.test", { .names = { "DNS:*.example.test" } }, "name-mismatch@0" },
	{ HOST, { .names = { "DNS:*.test" } }, "name-mismatch@0" },
	{ HOST, { .names = { "DNS:*" } }, "name-mismatch@0" },
	{ HOST, { .names = { "DNS:mail.*.test" } }, "name-mismatch@0" },
	{ HOST, { .names = { "DNS:other.example.test" } }, "name-mismatch@0" },
	{ HOST, { .subject = HOST, .names = { "DNS:other.example.test" } }, "name-mismatch@0" },
	{ HOST, { .subject = HOST }, "name-only-in-cn@0" },
	{ HOST, { .subject = HOST, .names = { "email:postmaster@example.test" } },
	  "name-only-in-cn@0" },
	{ HOST, { .subject = "*.example.test" }, "name-only-in-cn@0" },
	{ HOST, { .subject = "other.example.test" }, "name-mismatch@0" },
	{ HOST, { .subject = NULL }, "name-mismatch@0" },
	{ HOST, { .names = { "email:postmaster@" HOST } }, "name-mismatch@0" },
	{ "192.0.2.25", { .names = { "IP:192.0.2.25" } }, "" },
	{ "192.0.2.25", { .names = { "IP:192.0.2.26" } }, "name-mismatch@0" },
	{ "192.0.2.25", { .names = { "DNS:*.0.2.25" } }, "name-mismatch@0" },
	{ "2001:db8::25", { .names = { "IP:2001:db8::25" } }, "" },
	{ NULL, { .names = { "DNS:other.example.test" } }, "" },
	{ NULL, { .subject = "other.example.test" }, "" },
};
/* clang-format on */

START_TEST(a_name_is_compared)
{
	const struct name_case *row = &names[_i];
	const struct span chain[] = { leaf(&row->wish), intermediate.der };
	struct chain seen = read_chain(chain, 2, row->name, MINT_NOW);

	check(arena_printf(&arena, "row %d, %s", _i, row->name == NULL ? "none" : row->name),
	    &seen, row->want);
	ck_assert_int_eq(seen.has_name, row->name != NULL);
}
END_TEST

struct purpose_case {
	const char *name;
	struct mint_wish wish;
	const char *want;
};

#define NAMED .subject = HOST, .names = { "DNS:" HOST }

/* How strong a key or a signature is the rules judge. */
/* clang-format off */
static const struct purpose_case purposes[] = {
	{ "RSA 512", { NAMED, .algorithm = GNUTLS_PK_RSA, .bits = 512 }, "" },
	{ "EC P-192", { NAMED, .algorithm = GNUTLS_PK_EC,
	    .bits = GNUTLS_CURVE_TO_BITS(GNUTLS_ECC_CURVE_SECP192R1) }, "" },
	{ "signed with SHA-1", { NAMED, .digest = GNUTLS_DIG_SHA1 }, "" },
	{ "for servers", { NAMED, .purpose = GNUTLS_KP_TLS_WWW_SERVER }, "" },
	{ "for anything", { NAMED, .purpose = GNUTLS_KP_ANY }, "" },
	{ "for clients", { NAMED, .purpose = GNUTLS_KP_TLS_WWW_CLIENT }, "wrong-purpose@0" },
	{ "for code", { NAMED, .purpose = GNUTLS_KP_CODE_SIGNING }, "wrong-purpose@0" },
};
/* clang-format on */

START_TEST(purpose_is_looked_at_and_strength_is_not)
{
	const struct purpose_case *row = &purposes[_i];
	const struct span chain[] = { leaf(&row->wish), intermediate.der };

	check_chain(row->name, chain, 2, row->want);
}
END_TEST

START_TEST(what_was_sent_is_told_apart)
{
	struct span garbage = span_of("garbage");
	struct span certificate = good_leaf();
	struct span spoilt = mint_spoilt(&arena, certificate);
	struct minted stranger = mint(
	    &arena, &(struct mint_wish){ .subject = "stranger", .is_authority = true }, NULL);
	struct minted strange = mint(&arena, &(struct mint_wish){ NAMED }, &stranger);
	struct minted impostor = mint(&arena,
	    &(struct mint_wish){ .subject = "intermediate", .is_authority = true }, &stranger);
	const struct {
		const char *name;
		size_t len;
		struct span chain[4];
		const char *want;
	} rows[] = {
		{ "nothing", 0, { { 0 } }, "no-certificate@0" },
		{ "all", 3, { certificate, intermediate.der, root.der }, "" },
		{ "no intermediate", 1, { certificate }, "missing-intermediate@0" },
		{ "root first", 3, { certificate, root.der, intermediate.der },
		    "wrong-order@1" },
		{ "root for intermediate", 2, { certificate, root.der },
		    "missing-intermediate@0 wrong-order@1" },
		{ "twice", 3, { certificate, certificate, intermediate.der }, "wrong-order@1" },
		{ "garbage only", 1, { garbage }, "unreadable@0" },
		{ "garbage first", 2, { garbage, intermediate.der }, "unreadable@0" },
		{ "garbage behind", 3, { certificate, intermediate.der, garbage },
		    "unreadable@2" },
		{ "wrong signature", 2, { spoilt, intermediate.der }, "bad-signature@0" },
		{ "wrong signature of the intermediate", 3,
		    { certificate, mint_spoilt(&arena, intermediate.der), root.der },
		    "bad-signature@1" },
		{ "another intermediate of the same name", 2, { certificate, impostor.der },
		    "bad-signature@0" },
		{ "a stranger's", 1, { strange.der }, "unknown-issuer@0" },
		{ "a stranger's, with root", 2, { strange.der, stranger.der },
		    "unknown-issuer@1" },
	};

	for (size_t i = 0; i < COUNT_OF(rows); i++)
		check_chain(rows[i].name, rows[i].chain, rows[i].len, rows[i].want);
	minted_clear(&impostor);
	minted_clear(&strange);
	minted_clear(&stranger);
}
END_TEST

/* Another certificate for a key, by another issuer and for another time. */
static struct minted
mint_for(const struct minted *owner, const struct mint_wish *wish, const struct minted *issuer)
{
	struct minted minted = mint(&arena, wish, issuer);
	gnutls_datum_t der;

	ck_assert_int_eq(gnutls_x509_crt_set_key(minted.certificate, owner->key), 0);
	ck_assert_int_eq(gnutls_x509_crt_sign2(minted.certificate, issuer->certificate,
			     issuer->key, GNUTLS_DIG_SHA256, 0),
	    0);
	ck_assert_int_eq(
	    gnutls_x509_crt_export2(minted.certificate, GNUTLS_X509_FMT_DER, &der), 0);
	minted.der = arena_copy(&arena, (struct span){ der.data, der.size });
	gnutls_free(der.data);
	return minted;
}

START_TEST(what_nobody_needs_does_no_harm)
{
	struct span certificate = good_leaf();
	struct minted old =
	    mint(&arena, &(struct mint_wish){ .subject = "old", .is_authority = true }, NULL);
	struct minted cross = mint_for(&root,
	    &(struct mint_wish){
		.subject = "root", .is_authority = true, .to = MINT_NOW - 1000 },
	    &old);
	struct minted expired = mint_for(&intermediate,
	    &(struct mint_wish){
		.subject = "intermediate", .is_authority = true, .to = MINT_NOW - 1000 },
	    &root);
	struct minted weak = mint(&arena,
	    &(struct mint_wish){ .subject = "root",
		.is_authority = true,
		.algorithm = GNUTLS_PK_RSA,
		.bits = 1024,
		.digest = GNUTLS_DIG_SHA1 },
	    NULL);
	const struct {
		const char *name;
		size_t len;
		struct span chain[4];
		const char *want;
	} rows[] = {
		{ "an expired root, signed by an older one", 3,
		    { certificate, intermediate.der, cross.der }, "" },
		{ "and that one", 4, { certificate, intermediate.der, cross.der, old.der },
		    "" },
		{ "an expired intermediate beside a good one", 3,
		    { certificate, expired.der, intermediate.der }, "wrong-order@2" },
		{ "the same, the good one first", 3,
		    { certificate, intermediate.der, expired.der }, "wrong-order@2" },
		{ "only the expired one", 2, { certificate, expired.der }, "expired@1" },
		{ "only the expired ones", 3, { certificate, expired.der, cross.der },
		    "expired@1" },
		{ "a weak certificate of a trusted name", 3,
		    { certificate, intermediate.der, weak.der }, "" },
		{ "no way to a trusted one", 3, { certificate, cross.der, old.der },
		    "expired@1 missing-intermediate@0 wrong-order@1" },
	};

	for (size_t i = 0; i < COUNT_OF(rows); i++)
		check_chain(rows[i].name, rows[i].chain, rows[i].len, rows[i].want);
	minted_clear(&weak);
	minted_clear(&expired);
	minted_clear(&cross);
	minted_clear(&old);
}
END_TEST

START_TEST(it_is_told_what_is_needed)
{
	struct minted stranger = mint(
	    &arena, &(struct mint_wish){ .subject = "stranger", .is_authority = true }, NULL);
	const struct span certificates[] = { good_leaf(), intermediate.der, stranger.der };
	struct chain chain = read_chain(certificates, 3, HOST, MINT_NOW);

	ck_assert(chain.certificates[0].is_needed && chain.certificates[1].is_needed);
	ck_assert(!chain.certificates[2].is_needed);
	/* Without a way to a trusted one, any may be. */
	chain = read_chain(&certificates[2], 1, HOST, MINT_NOW);
	ck_assert(chain.certificates[0].is_needed);
	minted_clear(&stranger);
}
END_TEST

/* Old records do not say which certificates were used. */
START_TEST(where_the_path_is_not_known_all_are_looked_at)
{
	struct minted expired = mint(&arena,
	    &(struct mint_wish){
		.subject = "old", .is_authority = true, .to = MINT_NOW - 1000 },
	    NULL);
	const struct span certificates[] = { good_leaf(), intermediate.der, expired.der };
	struct session session = session_of(certificates, 3);
	struct chain chain;

	ck_assert(session.is_used[0] && session.is_used[1] && !session.is_used[2]);
	memset(session.is_used, 0, sizeof(session.is_used));
	chain_read(&session, HOST, MINT_NOW, &arena, &chain);
	check("not known", &chain, "expired@2 wrong-order@2");
	ck_assert(chain.certificates[2].is_needed);
	minted_clear(&expired);
}
END_TEST

START_TEST(without_a_trust_store_nothing_is_said_of_the_issuer)
{
	struct span certificate = good_leaf();
	struct session session = session_of(&certificate, 1);
	struct chain chain;

	session.trust = TRUST_UNKNOWN;
	chain_read(&session, HOST, MINT_NOW, &arena, &chain);
	check("unknown", &chain, "");
}
END_TEST

START_TEST(more_than_is_kept_is_too_long)
{
	struct session session = { .chain_sent = CHAIN_MAX + 1, .chain_len = CHAIN_MAX };
	struct chain chain;

	session.chain[0] = good_leaf();
	for (size_t i = 1; i < CHAIN_MAX; i++)
		session.chain[i] = i % 2 == 1 ? intermediate.der : root.der;
	session.trust = trust_store_judge(trust, session.chain, CHAIN_MAX);
	chain_read(&session, HOST, MINT_NOW, &arena, &chain);
	ck_assert_uint_eq(chain.len, CHAIN_MAX);
	ck_assert(chain.problems[CHAIN_TOO_LONG]);
	ck_assert(chain.certificates[CHAIN_MAX - 1].is_readable);
}
END_TEST

START_TEST(a_staple_that_says_revoked_is_a_problem)
{
	struct session session = { .chain_sent = 2,
		.chain_len = 2,
		.has_staple = true,
		.staple = read_test_bytes(&arena, "data/staples/revoked.resp"),
		.chain = { read_test_bytes(&arena, "data/staples/leaf.der"),
		    read_test_bytes(&arena, "data/staples/issuer.der") } };
	struct chain chain;

	chain_read(&session, HOST, MINT_NOW, &arena, &chain);
	check("revoked", &chain, "revoked@0");
	session.staple = read_test_bytes(&arena, "data/staples/good.resp");
	chain_read(&session, HOST, MINT_NOW, &arena, &chain);
	check("good", &chain, "");
	ck_assert_int_eq(chain.staple.status, STAPLE_GOOD);
	session.staple = read_test_bytes(&arena, "data/staples/revoked.resp");
	session.chain_len = 1;
	chain_read(&session, HOST, MINT_NOW, &arena, &chain);
	ck_assert(!chain.problems[CHAIN_REVOKED]);
	session.has_staple = false;
	chain_read(&session, HOST, MINT_NOW, &arena, &chain);
	ck_assert_int_eq(chain.staple.status, STAPLE_NONE);
}
END_TEST

Suite *
suite(void)
{
	Suite *s = suite_create("chain");
	TCase *tcase = tcase_create("core");

	tcase_add_checked_fixture(tcase, set_up, tear_down);
	tcase_set_timeout(tcase, 60);
	tcase_add_loop_test(
	    tcase, each_kind_of_identity_has_its_own_problem_and_no_other, 0, IDENTITY_KINDS);
	tcase_add_test(tcase, the_time_that_is_passed_in_decides);
	tcase_add_test(tcase, an_expired_intermediate_is_found_at_its_place);
	tcase_add_loop_test(tcase, a_name_is_compared, 0, (int)COUNT_OF(names));
	tcase_add_loop_test(
	    tcase, purpose_is_looked_at_and_strength_is_not, 0, (int)COUNT_OF(purposes));
	tcase_add_test(tcase, what_was_sent_is_told_apart);
	tcase_add_test(tcase, what_nobody_needs_does_no_harm);
	tcase_add_test(tcase, it_is_told_what_is_needed);
	tcase_add_test(tcase, where_the_path_is_not_known_all_are_looked_at);
	tcase_add_test(tcase, without_a_trust_store_nothing_is_said_of_the_issuer);
	tcase_add_test(tcase, more_than_is_kept_is_too_long);
	tcase_add_test(tcase, a_staple_that_says_revoked_is_a_problem);
	suite_add_tcase(s, tcase);
	return s;
}
