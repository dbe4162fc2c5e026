/* SPDX-License-Identifier: MIT */
#include "support/data.h"
#include "support/mint.h"
#include "support/suite.h"
#include "tls/certificate.h"

#include <stdio.h>
#include <string.h>

static struct arena arena;

static void
set_up(void)
{
	arena_init(&arena);
}

static void
tear_down(void)
{
	arena_clear(&arena);
}

/* Reads a certificate that signed itself. */
static struct certificate
read_wish(const struct mint_wish *wish)
{
	struct minted minted = mint(&arena, wish, NULL);
	struct certificate certificate;

	certificate_read(minted.der, &arena, &certificate);
	minted_clear(&minted);
	return certificate;
}

struct key_case {
	const char *name;
	struct mint_wish wish;
	const char *want_type;
	unsigned want_bits;
	const char *want_signature;
};

/* clang-format off */
static const struct key_case keys[] = {
	{ "EC P-256", { .subject = "x" }, "EC", 256, "ECDSA-SHA256" },
	{ "EC P-384", { .subject = "x", .algorithm = GNUTLS_PK_EC,
	    .bits = GNUTLS_CURVE_TO_BITS(GNUTLS_ECC_CURVE_SECP384R1), .digest = GNUTLS_DIG_SHA384 },
	  "EC", 384, "ECDSA-SHA384" },
	{ "RSA", { .subject = "x", .algorithm = GNUTLS_PK_RSA, .bits = 2048 },
	  "RSA", 2048, "RSA-SHA256" },
	{ "small RSA with SHA-1", { .subject = "x", .algorithm = GNUTLS_PK_RSA, .bits = 1024,
	    .digest = GNUTLS_DIG_SHA1 }, "RSA", 1024, "RSA-SHA1" },
	{ "RSA-PSS", { .subject = "x", .algorithm = GNUTLS_PK_RSA_PSS, .bits = 2048 },
	  "RSA-PSS", 2048, "RSA-PSS-SHA256" },
	{ "Ed25519", { .subject = "x", .algorithm = GNUTLS_PK_EDDSA_ED25519,
	    .bits = GNUTLS_CURVE_TO_BITS(GNUTLS_ECC_CURVE_ED25519) },
	  "EdDSA (Ed25519)", 256, "EdDSA-Ed25519" },
	{ "Ed448", { .subject = "x", .algorithm = GNUTLS_PK_EDDSA_ED448,
	    .bits = GNUTLS_CURVE_TO_BITS(GNUTLS_ECC_CURVE_ED448) },
	  "EdDSA (Ed448)", 456, "EdDSA-Ed448" },
};
/* clang-format on */

START_TEST(a_key_is_named)
{
	const struct key_case *row = &keys[_i];
	struct certificate certificate = read_wish(&row->wish);

	ck_assert_msg(certificate.is_readable, "%s", row->name);
	ck_assert_msg(strcmp(certificate.key_type, row->want_type) == 0, "%s is called %s",
	    row->name, certificate.key_type);
	ck_assert_msg(certificate.key_bits == row->want_bits, "%s has %u bits", row->name,
	    certificate.key_bits);
	ck_assert_msg(strcmp(certificate.signature, row->want_signature) == 0, "%s signs as %s",
	    row->name, certificate.signature);
	ck_assert_msg(
	    certificate.is_self_issued && certificate.is_self_signed, "%s", row->name);
}
END_TEST

START_TEST(names_are_listed_by_kind_and_in_order)
{
	struct certificate certificate = read_wish(&(struct mint_wish){
	    .subject = "mail.example.test",
	    .names = { "DNS:mail.example.test", "DNS:*.example.test", "IP:192.0.2.1",
		"IP:2001:db8::1", "email:a@example.test", "URI:https://example.test/" },
	});

	ck_assert_str_eq(certificate.subject, "CN=mail.example.test");
	ck_assert_str_eq(certificate.issuer, "CN=mail.example.test");
	ck_assert_str_eq(certificate.common_name, "mail.example.test");
	ck_assert_uint_eq(certificate.names_len, 6);
	ck_assert_str_eq(certificate.names[0], "DNS:mail.example.test");
	ck_assert_str_eq(certificate.names[1], "DNS:*.example.test");
	ck_assert_str_eq(certificate.names[2], "IP:192.0.2.1");
	ck_assert_str_eq(certificate.names[3], "IP:20010db8000000000000000000000001");
	ck_assert_str_eq(certificate.names[4], "email:a@example.test");
	ck_assert_str_eq(certificate.names[5], "URI:https://example.test/");
}
END_TEST

struct raw_case {
	const char *name;
	const char *names; /* the value of the extension, a SEQUENCE of GeneralName */
	size_t len;
	const char *want[3];
};

#define DNS_A                                                                                  \
	"\x82\x01"                                                                             \
	"a" /* a dNSName */

/* clang-format off */
static const struct raw_case raw_cases[] = {
	{ "a dNSName", "\x30\x03" DNS_A, 5, { "DNS:a" } },
	{ "no names in it", "\x30\x00", 2, { NULL } },
	{ "a registeredID before it", "\x30\x08\x88\x03\x2a\x03\x04" DNS_A, 10,
	  { "other", "DNS:a" } },
	{ "an otherName before it",
	  "\x30\x0e\xa0\x09\x06\x03\x2a\x03\x04\xa0\x02\x0c\x00" DNS_A, 16, { "other", "DNS:a" } },
	{ "a directoryName before it",
	  "\x30\x13\xa4\x0e\x30\x0c\x31\x0a\x30\x08\x06\x03\x55\x04\x03\x0c\x01" "x" DNS_A, 21,
	  { "other", "DNS:a" } },
	{ "an address of five bytes", "\x30\x0a\x87\x05\x01\x02\x03\x04\x05" DNS_A, 12,
	  { "IP:0102030405", "DNS:a" } },
	{ "a line end in a name", "\x30\x06\x82\x04" "a\r\nb", 8, { "DNS:a\\r\\nb" } },
	{ "NUL in a name", "\x30\x05\x82\x03" "a\0b", 7, { "DNS:a\\x00b" } },
	{ "bytes above ASCII in a name", "\x30\x05\x82\x03" "a\xff" "b", 7, { "DNS:a\\xffb" } },
};
/* clang-format on */

START_TEST(strange_names_do_not_hide_the_others)
{
	const struct raw_case *row = &raw_cases[_i];
	struct certificate certificate = read_wish(&(struct mint_wish){
	    .subject = "x",
	    .raw_names = { .data = (const uint8_t *)row->names, .len = row->len },
	});

	for (size_t i = 0; i < certificate.names_len; i++)
		ck_assert_msg(
		    row->want[i] != NULL && strcmp(certificate.names[i], row->want[i]) == 0,
		    "%s: %s", row->name, certificate.names[i]);
	ck_assert_msg(row->want[certificate.names_len] == NULL, "%s: %s is missing", row->name,
	    row->want[certificate.names_len]);
}
END_TEST

START_TEST(a_name_that_is_far_too_long_does_not_hide_the_others)
{
	enum { LONG = 2000, ALL = LONG + 4 + 3 };
	uint8_t der[4 + ALL] = { 0x30, 0x82, ALL >> 8, ALL & 0xff, 0x82, 0x82, LONG >> 8,
		LONG & 0xff };
	struct certificate certificate;

	memset(der + 8, 'x', LONG);
	memcpy(der + 8 + LONG, DNS_A, 3);
	certificate =
	    read_wish(&(struct mint_wish){ .subject = "x", .raw_names = { der, sizeof(der) } });
	ck_assert_uint_eq(certificate.names_len, 1);
	ck_assert_str_eq(certificate.names[0], "DNS:a");
}
END_TEST

/* A SEQUENCE of many dNSNames of one letter. */
START_TEST(many_names_are_cut_off)
{
	enum { MANY = 300 };
	uint8_t der[4 + MANY * 3] = { 0x30, 0x82, (MANY * 3) >> 8, (MANY * 3) & 0xff };
	struct certificate certificate;

	for (size_t i = 0; i < MANY; i++)
		memcpy(der + 4 + i * 3, DNS_A, 3);
	certificate =
	    read_wish(&(struct mint_wish){ .subject = "x", .raw_names = { der, sizeof(der) } });
	ck_assert_uint_eq(certificate.names_len, NAMES_MAX);
}
END_TEST

START_TEST(a_hostile_subject_is_escaped)
{
	struct certificate certificate =
	    read_wish(&(struct mint_wish){ .subject = "a\r\nb\x1b[31m" });

	ck_assert_ptr_null(strpbrk(certificate.subject, "\r\n\x1b"));
	ck_assert_str_eq(certificate.common_name, "a\\r\\nb\\x1b[31m");
}
END_TEST

START_TEST(a_certificate_without_subject_is_read)
{
	struct certificate certificate =
	    read_wish(&(struct mint_wish){ .names = { "DNS:mail.example.test" } });

	ck_assert(certificate.is_readable);
	ck_assert_str_eq(certificate.subject, "");
	ck_assert_str_eq(certificate.common_name, "");
	ck_assert_uint_eq(certificate.names_len, 1);
}
END_TEST

START_TEST(dates_are_seconds_since_1970)
{
	struct certificate certificate = read_wish(
	    &(struct mint_wish){ .subject = "x", .from = 1000000000, .to = 2000000000 });

	ck_assert_int_eq(certificate.not_before, 1000000000);
	ck_assert_int_eq(certificate.not_after, 2000000000);
}
END_TEST

/* RFC 5280 section 4.1.2.5: dates from 2050 on are written in another way. */
START_TEST(far_dates_are_read)
{
	struct certificate certificate = read_wish(
	    &(struct mint_wish){ .subject = "x", .from = 1, .to = INT64_C(4000000000) });

	ck_assert_int_eq(certificate.not_before, 1);
	ck_assert_int_eq(certificate.not_after, INT64_C(4000000000));
}
END_TEST

START_TEST(self_issued_is_not_yet_self_signed)
{
	struct minted minted = mint(&arena, &(struct mint_wish){ .subject = "x" }, NULL);
	struct minted other = mint(&arena, &(struct mint_wish){ .subject = "x" }, &minted);
	struct certificate certificate;

	certificate_read(mint_spoilt(&arena, minted.der), &arena, &certificate);
	ck_assert(certificate.is_readable && certificate.is_self_issued);
	ck_assert(!certificate.is_self_signed);
	certificate_read(other.der, &arena, &certificate);
	ck_assert(certificate.is_self_issued);
	ck_assert(!certificate.is_self_signed);
	minted_clear(&other);
	minted_clear(&minted);
}
END_TEST

START_TEST(the_url_of_the_issuer_is_noticed)
{
	ck_assert(!read_wish(&(struct mint_wish){ .subject = "x" }).has_issuer_url);
	ck_assert(read_wish(&(struct mint_wish){ .subject = "x", .issuer_url = "http://a/" })
		      .has_issuer_url);
}
END_TEST

/* What openssl said of the same file: see tests/data/staples/make-staples. */
START_TEST(fingerprints_are_those_of_others)
{
	struct certificate certificate;
	struct span want = read_test_bytes(&arena, "data/staples/fingerprints.txt");

	certificate_read(
	    read_test_bytes(&arena, "data/staples/leaf.der"), &arena, &certificate);
	ck_assert_str_eq(
	    arena_printf(&arena, "%s\n%s\n", certificate.sha256, certificate.spki_sha256),
	    (const char *)want.data);
	ck_assert_str_eq(certificate.subject, "CN=mail.example.test");
	ck_assert_str_eq(certificate.issuer, "CN=staple authority");
	ck_assert(!certificate.is_self_issued);
}
END_TEST

static void
check_unreadable(struct span der, const char *name)
{
	struct certificate certificate;

	certificate_read(der, &arena, &certificate);
	ck_assert_msg(!certificate.is_readable, "%s is read", name);
	ck_assert_msg(strlen(certificate.sha256) == 64, "%s", name);
	ck_assert_msg(certificate.subject[0] == '\0' && certificate.issuer[0] == '\0' &&
			  certificate.common_name[0] == '\0' &&
			  certificate.key_type[0] == '\0' && certificate.signature[0] == '\0' &&
			  certificate.spki_sha256[0] == '\0' && certificate.names_len == 0,
	    "%s", name);
}

START_TEST(what_is_no_certificate_has_a_fingerprint_all_the_same)
{
	check_unreadable(span_of(NULL), "nothing");
	check_unreadable(span_of("0"), "a byte");
	check_unreadable(span_of("220 mail.example.test ESMTP"), "text");
	check_unreadable(span_of("\x30\x80"), "an open end");
	check_unreadable(span_of("\x30\x84\xff\xff\xff\xff"), "a length of four gigabytes");
	check_unreadable(read_test_bytes(&arena, "data/staples/good.resp"), "a staple");
	check_unreadable(
	    span_of("-----BEGIN CERTIFICATE-----\nMAA=\n-----END CERTIFICATE-----\n"), "PEM");
}
END_TEST

START_TEST(a_certificate_cut_off_anywhere_is_unreadable)
{
	struct span der = read_test_bytes(&arena, "data/staples/leaf.der");

	for (size_t len = 0; len < der.len; len++)
		check_unreadable((struct span){ .data = der.data, .len = len },
		    arena_printf(&arena, "%zu bytes", len));
}
END_TEST

/* Whatever a bit is turned to, reading stays within its bounds. */
START_TEST(a_certificate_with_a_wrong_bit_is_read_or_not)
{
	struct span der = read_test_bytes(&arena, "data/staples/leaf.der");

	for (size_t i = 0; i < der.len * 8; i++) {
		struct certificate certificate;
		struct span copy = arena_copy(&arena, der);
		uint8_t *bytes = arena_alloc(&arena, der.len);

		memcpy(bytes, copy.data, copy.len);
		bytes[i / 8] ^= (uint8_t)(1 << i % 8);
		certificate_read((struct span){ bytes, der.len }, &arena, &certificate);
		ck_assert_ptr_nonnull(certificate.subject);
		ck_assert(!certificate.is_self_signed);
	}
}
END_TEST

struct feature_case {
	const char *name;
	const char *value; /* of the extension, a SEQUENCE OF INTEGER; NULL: none */
	size_t len;
	bool want;
};

/* clang-format off */
static const struct feature_case features[] = {
	{ "no extension", NULL, 0, false },
	{ "status_request", "\x30\x03\x02\x01\x05", 5, true },
	{ "status_request_v2", "\x30\x03\x02\x01\x11", 5, false },
	{ "both", "\x30\x06\x02\x01\x11\x02\x01\x05", 8, true },
	{ "a large number", "\x30\x04\x02\x02\x01\x05", 6, false },
	{ "nothing in it", "\x30\x00", 2, false },
	{ "garbage", "xyz", 3, false },
};
/* clang-format on */

START_TEST(the_demand_for_a_staple_is_seen)
{
	const struct feature_case *row = &features[_i];
	/* A certificate without any extension could get none later. */
	struct minted minted =
	    mint(&arena, &(struct mint_wish){ .subject = "x", .names = { "DNS:x" } }, NULL);
	struct certificate certificate;
	gnutls_datum_t der;

	if (row->value != NULL)
		ck_assert_int_eq(gnutls_x509_crt_set_extension_by_oid(minted.certificate,
				     "1.3.6.1.5.5.7.1.24", row->value, row->len, 0),
		    0);
	ck_assert_int_eq(gnutls_x509_crt_sign2(minted.certificate, minted.certificate,
			     minted.key, GNUTLS_DIG_SHA256, 0),
	    0);
	ck_assert_int_eq(
	    gnutls_x509_crt_export2(minted.certificate, GNUTLS_X509_FMT_DER, &der), 0);
	certificate_read((struct span){ der.data, der.size }, &arena, &certificate);
	ck_assert_msg(certificate.is_readable, "%s", row->name);
	ck_assert_msg(certificate.demands_staple == row->want, "%s", row->name);
	gnutls_free(der.data);
	minted_clear(&minted);
}
END_TEST

Suite *
suite(void)
{
	Suite *s = suite_create("certificate");
	TCase *tcase = tcase_create("core");

	tcase_add_checked_fixture(tcase, set_up, tear_down);
	tcase_set_timeout(tcase, 60);
	tcase_add_loop_test(tcase, a_key_is_named, 0, (int)COUNT_OF(keys));
	tcase_add_test(tcase, names_are_listed_by_kind_and_in_order);
	tcase_add_loop_test(
	    tcase, strange_names_do_not_hide_the_others, 0, (int)COUNT_OF(raw_cases));
	tcase_add_test(tcase, a_name_that_is_far_too_long_does_not_hide_the_others);
	tcase_add_test(tcase, many_names_are_cut_off);
	tcase_add_test(tcase, a_hostile_subject_is_escaped);
	tcase_add_test(tcase, a_certificate_without_subject_is_read);
	tcase_add_test(tcase, dates_are_seconds_since_1970);
	tcase_add_test(tcase, far_dates_are_read);
	tcase_add_test(tcase, self_issued_is_not_yet_self_signed);
	tcase_add_test(tcase, the_url_of_the_issuer_is_noticed);
	tcase_add_test(tcase, fingerprints_are_those_of_others);
	tcase_add_test(tcase, what_is_no_certificate_has_a_fingerprint_all_the_same);
	tcase_add_test(tcase, a_certificate_cut_off_anywhere_is_unreadable);
	tcase_add_test(tcase, a_certificate_with_a_wrong_bit_is_read_or_not);
	tcase_add_loop_test(tcase, the_demand_for_a_staple_is_seen, 0, (int)COUNT_OF(features));
	suite_add_tcase(s, tcase);
	return s;
}
