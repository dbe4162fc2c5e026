/* SPDX-License-Identifier: MIT */
#include "facts/tls.h"
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

START_TEST(trust_is_found_by_its_name)
{
	for (unsigned i = 0; i < TRUST_COUNT; i++) {
		enum trust trust = TRUST_COUNT;

		ck_assert(trust_by_name(trust_name((enum trust)i), &trust));
		ck_assert_uint_eq(trust, i);
	}
}
END_TEST

START_TEST(other_words_are_no_trust)
{
	static const char *const words[] = { "", "Trusted", "trusted ", "no", "yes" };
	enum trust trust = TRUST_NOT_ANCHORED;

	for (size_t i = 0; i < COUNT_OF(words); i++)
		ck_assert_msg(!trust_by_name(words[i], &trust), "'%s'", words[i]);
	ck_assert_int_eq(trust, TRUST_NOT_ANCHORED);
}
END_TEST

Suite *
suite(void)
{
	Suite *s = suite_create("tls");
	TCase *tcase = tcase_create("core");

	tcase_add_loop_test(
	    tcase, alerts_have_the_names_of_their_registry, 0, COUNT_OF(alerts));
	tcase_add_test(tcase, numbers_that_are_no_alert_have_no_name);
	tcase_add_test(tcase, trust_is_found_by_its_name);
	tcase_add_test(tcase, other_words_are_no_trust);
	suite_add_tcase(s, tcase);
	return s;
}
