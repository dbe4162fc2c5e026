/* SPDX-License-Identifier: MIT */
#include "registry/number.h"
#include "support/suite.h"

/* From the registry "TLS Alerts" of IANA, written down apart from the code. */
static const struct {
	uint32_t number;
	const char *name;
} alerts[] = {
	{ 0, "close_notify" },
	{ 10, "unexpected_message" },
	{ 20, "bad_record_mac" },
	{ 22, "record_overflow" },
	{ 40, "handshake_failure" },
	{ 42, "bad_certificate" },
	{ 43, "unsupported_certificate" },
	{ 44, "certificate_revoked" },
	{ 45, "certificate_expired" },
	{ 46, "certificate_unknown" },
	{ 47, "illegal_parameter" },
	{ 48, "unknown_ca" },
	{ 49, "access_denied" },
	{ 50, "decode_error" },
	{ 51, "decrypt_error" },
	{ 70, "protocol_version" },
	{ 71, "insufficient_security" },
	{ 80, "internal_error" },
	{ 86, "inappropriate_fallback" },
	{ 90, "user_canceled" },
	{ 100, "no_renegotiation" },
	{ 109, "missing_extension" },
	{ 110, "unsupported_extension" },
	{ 112, "unrecognized_name" },
	{ 113, "bad_certificate_status_response" },
	{ 115, "unknown_psk_identity" },
	{ 116, "certificate_required" },
	{ 120, "no_application_protocol" },
	{ 121, "ech_required" },
};

START_TEST(alerts_have_the_names_of_their_registry)
{
	ck_assert_str_eq(alert_name(alerts[_i].number), alerts[_i].name);
}
END_TEST

START_TEST(numbers_that_are_no_alert_have_no_name)
{
	static const uint32_t numbers[] = { 1, 9, 11, 39, 72, 119, 122, 123, 200, 255, 256,
		65536 + 40, UINT32_MAX };

	for (size_t i = 0; i < COUNT_OF(numbers); i++)
		ck_assert_msg(alert_name(numbers[i]) == NULL, "alert %u", numbers[i]);
}
END_TEST

static const struct group group_samples[] = {
	{ 1, "sect163k1", GROUP_KIND_CURVE, 163, false },
	{ 15, "secp160k1", GROUP_KIND_CURVE, 160, false },
	{ 19, "secp192r1", GROUP_KIND_CURVE, 192, false },
	{ 23, "secp256r1", GROUP_KIND_CURVE, 256, true },
	{ 25, "secp521r1", GROUP_KIND_CURVE, 521, true },
	{ 26, "brainpoolP256r1", GROUP_KIND_CURVE, 256, false },
	{ 29, "x25519", GROUP_KIND_CURVE, 255, true },
	{ 30, "x448", GROUP_KIND_CURVE, 448, true },
	{ 33, "brainpoolP512r1tls13", GROUP_KIND_CURVE, 512, true },
	{ 34, "GC256A", GROUP_KIND_CURVE, 256, true },
	{ 40, "GC512C", GROUP_KIND_CURVE, 512, true },
	{ 41, "curveSM2", GROUP_KIND_CURVE, 256, true },
	{ 256, "ffdhe2048", GROUP_KIND_FINITE_FIELD, 2048, true },
	{ 260, "ffdhe8192", GROUP_KIND_FINITE_FIELD, 8192, true },
	{ 0x0201, "MLKEM768", GROUP_KIND_POST_QUANTUM, 768, true },
	{ 0x11eb, "SecP256r1MLKEM768", GROUP_KIND_HYBRID, 768, true },
	{ 0x11ec, "X25519MLKEM768", GROUP_KIND_HYBRID, 768, true },
	{ 0x11ed, "SecP384r1MLKEM1024", GROUP_KIND_HYBRID, 1024, true },
	{ 0x11ee, "curveSM2MLKEM768", GROUP_KIND_HYBRID, 768, true },
	{ 0x6399, "X25519Kyber768Draft00", GROUP_KIND_HYBRID, 768, true },
	{ 0x639a, "SecP256r1Kyber768Draft00", GROUP_KIND_HYBRID, 768, true },
	{ 0xff01, "arbitrary_explicit_prime_curves", GROUP_KIND_CURVE, 0, false },
};

START_TEST(groups_are_as_their_documents_say)
{
	const struct group *want = &group_samples[_i];
	const struct group *group = group_by_number(want->number);

	ck_assert_msg(group != NULL, "%s: not there", want->name);
	ck_assert_str_eq(group->name, want->name);
	ck_assert_msg(group->number == want->number, "%s: number", want->name);
	ck_assert_msg(group->kind == want->kind, "%s: kind", want->name);
	ck_assert_msg(group->bits == want->bits, "%s: bits", want->name);
	ck_assert_msg(group->is_for_tls13 == want->is_for_tls13, "%s: TLS 1.3", want->name);
}
END_TEST

static const struct scheme_number scheme_samples[] = {
	{ 0x0101, "rsa_md5", "MD5", "RSA", false },
	{ 0x0201, "rsa_pkcs1_sha1", "SHA-1", "RSA", false },
	{ 0x0202, "dsa_sha1", "SHA-1", "DSA", false },
	{ 0x0203, "ecdsa_sha1", "SHA-1", "ECDSA", false },
	{ 0x0303, "ecdsa_sha224", "SHA-224", "ECDSA", false },
	{ 0x0401, "rsa_pkcs1_sha256", "SHA-256", "RSA", false },
	{ 0x0402, "dsa_sha256", "SHA-256", "DSA", false },
	{ 0x0403, "ecdsa_secp256r1_sha256", "SHA-256", "ECDSA", true },
	{ 0x0420, "rsa_pkcs1_sha256_legacy", "SHA-256", "RSA", false },
	{ 0x0603, "ecdsa_secp521r1_sha512", "SHA-512", "ECDSA", true },
	{ 0x0708, "sm2sig_sm3", "SM3", "SM2", true },
	{ 0x070d, "gostr34102012_512a", "", "GOST", true },
	{ 0x0804, "rsa_pss_rsae_sha256", "SHA-256", "RSA-PSS", true },
	{ 0x080b, "rsa_pss_pss_sha512", "SHA-512", "RSA-PSS", true },
	{ 0x0807, "ed25519", "", "Ed25519", true },
	{ 0x0808, "ed448", "", "Ed448", true },
	{ 0x081b, "ecdsa_brainpoolP384r1tls13_sha384", "SHA-384", "ECDSA", true },
	{ 0x0840, "gostr34102012_256", "", "GOST", false },
	{ 0x0904, "mldsa44", "", "ML-DSA", true },
	{ 0x0906, "mldsa87", "", "ML-DSA", true },
	{ 0x091c, "slhdsa_shake_256f", "", "SLH-DSA", true },
};

START_TEST(signature_schemes_are_as_their_documents_say)
{
	const struct scheme_number *want = &scheme_samples[_i];
	const struct scheme_number *scheme = signature_scheme_by_number(want->number);

	ck_assert_msg(scheme != NULL, "%s: not there", want->name);
	ck_assert_uint_eq(scheme->number, want->number);
	ck_assert_str_eq(scheme->name, want->name);
	ck_assert_str_eq(scheme->hash, want->hash);
	ck_assert_str_eq(scheme->algorithm, want->algorithm);
	ck_assert_msg(scheme->is_for_tls13 == want->is_for_tls13, "%s: TLS 1.3", want->name);
}
END_TEST

static const struct extension_number extension_samples[] = {
	{ 0, "server_name" },
	{ 5, "status_request" },
	{ 10, "supported_groups" },
	{ 13, "signature_algorithms" },
	{ 15, "heartbeat" },
	{ 16, "application_layer_protocol_negotiation" },
	{ 22, "encrypt_then_mac" },
	{ 23, "extended_master_secret" },
	{ 28, "record_size_limit" },
	{ 35, "session_ticket" },
	{ 43, "supported_versions" },
	{ 51, "key_share" },
	{ 54, "connection_id" },
	{ 13172, "next_protocol_negotiation" },
	{ 65037, "encrypted_client_hello" },
	{ 65281, "renegotiation_info" },
};

START_TEST(extensions_have_the_names_of_their_registry)
{
	ck_assert_str_eq(
	    extension_name(extension_samples[_i].number), extension_samples[_i].name);
}
END_TEST

START_TEST(each_number_is_found_and_nothing_else)
{
	size_t groups_found = 0, schemes_found = 0, extensions_found = 0, alerts_found = 0;

	for (uint32_t i = 0; i <= UINT16_MAX; i++) {
		uint16_t number = (uint16_t)i;
		const struct group *group = group_by_number(number);
		const struct scheme_number *scheme = signature_scheme_by_number(number);

		ck_assert(group == NULL || group->number == number);
		ck_assert(scheme == NULL || scheme->number == number);
		groups_found += group != NULL ? 1 : 0;
		schemes_found += scheme != NULL ? 1 : 0;
		extensions_found += extension_name(number) != NULL ? 1 : 0;
		alerts_found += alert_name(i) != NULL ? 1 : 0;
	}
	ck_assert_uint_eq(groups_found, groups_count);
	ck_assert_uint_eq(schemes_found, signature_schemes_count);
	ck_assert_uint_eq(extensions_found, extension_numbers_count);
	ck_assert_uint_eq(alerts_found, alert_numbers_count);
}
END_TEST

START_TEST(reserved_numbers_have_no_name)
{
	ck_assert_ptr_null(group_by_number(0));
	ck_assert_ptr_null(group_by_number(0x01fc));
	ck_assert_ptr_null(group_by_number(0x11ef));
	ck_assert_ptr_null(signature_scheme_by_number(0x0000));
	ck_assert_ptr_null(signature_scheme_by_number(0x0400));
	ck_assert_ptr_null(signature_scheme_by_number(0x0907));
	ck_assert_ptr_null(extension_name(40));
	ck_assert_ptr_null(extension_name(46));
	ck_assert_ptr_null(extension_name(0xffff));
}
END_TEST

START_TEST(versions_have_names)
{
	ck_assert_str_eq(version_name(VERSION_SSL2), "SSL 2.0");
	ck_assert_str_eq(version_name(VERSION_SSL3), "SSL 3.0");
	ck_assert_str_eq(version_name(VERSION_TLS10), "TLS 1.0");
	ck_assert_str_eq(version_name(VERSION_TLS11), "TLS 1.1");
	ck_assert_str_eq(version_name(VERSION_TLS12), "TLS 1.2");
	ck_assert_str_eq(version_name(VERSION_TLS13), "TLS 1.3");
	ck_assert_ptr_null(version_name(0));
	ck_assert_ptr_null(version_name(0x0200));
	ck_assert_ptr_null(version_name(0x0305));
	ck_assert_ptr_null(version_name(0x7f1c));
}
END_TEST

START_TEST(grease_is_sixteen_numbers_that_mean_nothing)
{
	size_t count = 0;

	for (uint32_t number = 0; number <= UINT16_MAX; number++)
		count += is_grease((uint16_t)number) ? 1 : 0;
	ck_assert_uint_eq(count, 16);
	for (unsigned i = 0; i < 16; i++) {
		uint16_t number = (uint16_t)(0x0a0a + i * 0x1010);

		ck_assert_msg(is_grease(number), "0x%04x", number);
		ck_assert_ptr_null(group_by_number(number));
		ck_assert_ptr_null(signature_scheme_by_number(number));
		ck_assert_ptr_null(extension_name(number));
	}
	ck_assert(!is_grease(0x0a1a));
	ck_assert(!is_grease(0x1a0a));
	ck_assert(!is_grease(0x0b0b));
}
END_TEST

Suite *
suite(void)
{
	Suite *s = suite_create("number");
	TCase *tcase = tcase_create("core");

	tcase_add_loop_test(
	    tcase, alerts_have_the_names_of_their_registry, 0, COUNT_OF(alerts));
	tcase_add_test(tcase, numbers_that_are_no_alert_have_no_name);
	tcase_add_loop_test(
	    tcase, groups_are_as_their_documents_say, 0, COUNT_OF(group_samples));
	tcase_add_loop_test(
	    tcase, signature_schemes_are_as_their_documents_say, 0, COUNT_OF(scheme_samples));
	tcase_add_loop_test(
	    tcase, extensions_have_the_names_of_their_registry, 0, COUNT_OF(extension_samples));
	tcase_add_test(tcase, each_number_is_found_and_nothing_else);
	tcase_add_test(tcase, reserved_numbers_have_no_name);
	tcase_add_test(tcase, versions_have_names);
	tcase_add_test(tcase, grease_is_sixteen_numbers_that_mean_nothing);
	suite_add_tcase(s, tcase);
	return s;
}
