/* SPDX-License-Identifier: MIT */
#include "rules/negotiated.h"

#include "support/judge.h"
#include "support/suite.h"

static struct judge judge;
static struct port_facts *port;

static void
setup(void)
{
	judge_init(&judge, "submission");
	port = &judge.ports[0];
}

static void
teardown(void)
{
	judge_clear(&judge);
}

static bool
is_any(const struct suite *suite, int about)
{
	(void)suite;
	(void)about;
	return true;
}

static bool
has_number(const struct suite *suite, int number)
{
	return suite->number == number;
}

static size_t
count(enum tls_version first, enum tls_version last, int number)
{
	struct suites_taken taken;

	suites_taken(port, first, last, has_number, number, &taken);
	return taken.len;
}

START_TEST(suites_are_looked_for_in_the_versions_named)
{
	ck_assert_uint_eq(count(TLS_VERSION_12, TLS_VERSION_12, 0xc02c), 1);
	ck_assert_uint_eq(count(TLS_VERSION_SSL3, TLS_VERSION_11, 0xc02c), 0);
	ck_assert_uint_eq(count(TLS_VERSION_13, TLS_VERSION_13, 0x1301), 1);
	ck_assert_uint_eq(count(TLS_VERSION_SSL3, TLS_VERSION_12, 0x1301), 0);
}
END_TEST

START_TEST(suites_come_once_and_by_number)
{
	struct suites_taken taken;

	port->negotiation.suites[TLS_VERSION_11] = port->negotiation.suites[TLS_VERSION_12];
	suites_taken(port, TLS_VERSION_SSL3, TLS_VERSION_13, is_any, 0, &taken);
	ck_assert_uint_eq(taken.len, 6);
	for (size_t i = 1; i < taken.len; i++)
		ck_assert_uint_lt(taken.numbers[i - 1], taken.numbers[i]);
}
END_TEST

/* Nobody knows in which version the suite of a class was taken. */
START_TEST(examples_of_classes_count_in_all_old_versions_together)
{
	port->negotiation.class_examples[SUITE_CLASS_RC4] = 0x0005;
	ck_assert_uint_eq(count(TLS_VERSION_SSL3, TLS_VERSION_12, 0x0005), 0);
	port->negotiation.classes[SUITE_CLASS_RC4].value = ANSWER_YES;
	ck_assert_uint_eq(count(TLS_VERSION_SSL3, TLS_VERSION_12, 0x0005), 1);
	ck_assert_uint_eq(count(TLS_VERSION_10, TLS_VERSION_12, 0x0005), 0);
}
END_TEST

START_TEST(the_suite_of_the_session_counts_in_its_version)
{
	judge.sessions[0].version = "TLS 1.1";
	judge.sessions[0].suite = "TLS_RSA_WITH_AES_128_CBC_SHA";
	ck_assert_uint_eq(count(TLS_VERSION_11, TLS_VERSION_11, 0x002f), 1);
	ck_assert_uint_eq(count(TLS_VERSION_12, TLS_VERSION_13, 0x002f), 0);
	port->has_session = false;
	ck_assert_uint_eq(count(TLS_VERSION_11, TLS_VERSION_11, 0x002f), 0);
}
END_TEST

START_TEST(suites_are_whole_if_they_are_in_each_version)
{
	struct answer whole = suites_are_whole(port, TLS_VERSION_SSL3, TLS_VERSION_13);

	ck_assert_int_eq(whole.value, ANSWER_YES);
	ck_assert_int_eq(whole.certainty, CERTAINTY_CERTAIN);
	port->negotiation.versions[TLS_VERSION_10].certainty = CERTAINTY_LIKELY;
	whole = suites_are_whole(port, TLS_VERSION_SSL3, TLS_VERSION_13);
	ck_assert_int_eq(whole.certainty, CERTAINTY_LIKELY);
	port->negotiation.suites[TLS_VERSION_12].is_whole = (struct answer){ .why = "lost" };
	whole = suites_are_whole(port, TLS_VERSION_SSL3, TLS_VERSION_13);
	ck_assert_int_eq(whole.value, ANSWER_UNKNOWN);
	ck_assert_str_eq(whole.why, "lost");
	whole = suites_are_whole(port, TLS_VERSION_13, TLS_VERSION_13);
	ck_assert_int_eq(whole.value, ANSWER_YES);
}
END_TEST

START_TEST(names_are_told_up_to_four)
{
	static const char *const names[] = { "A", "B", "C", "D", "E", "F" };
	static const char *const want[] = { "", "A", "A and B", "A, B and C", "A, B, C and D",
		"A, B, C, D and 1 more", "A, B, C, D and 2 more" };

	for (size_t i = 0; i < COUNT_OF(want); i++)
		ck_assert_str_eq(names_told(&judge.host.arena, names, i), want[i]);
}
END_TEST

START_TEST(one_suite_is_and_two_are_accepted)
{
	const struct suites_taken one = { 1, { 0x1301 } };
	const struct suites_taken two = { 2, { 0x1301, 0x1302 } };

	ck_assert_str_eq(
	    suites_told(&judge.host.arena, &one), "TLS_AES_128_GCM_SHA256 is accepted");
	ck_assert_str_eq(suites_told(&judge.host.arena, &two),
	    "TLS_AES_128_GCM_SHA256 and TLS_AES_256_GCM_SHA384 are accepted");
}
END_TEST

START_TEST(parameters_are_known_where_they_were_seen)
{
	ck_assert_int_eq(dh_is_used(port).value, ANSWER_NO);
	port->negotiation.classes[SUITE_CLASS_DHE].value = ANSWER_YES;
	ck_assert_int_eq(dh_is_used(port).value, ANSWER_UNKNOWN);
	port->negotiation.dh.bits = 2048;
	ck_assert_int_eq(dh_is_used(port).value, ANSWER_YES);
}
END_TEST

START_TEST(a_common_prime_has_a_name_and_is_short)
{
	ck_assert(dh_is_common(&(struct dh_facts){ .bits = 1024, .name = "group 2" }));
	ck_assert(!dh_is_common(&(struct dh_facts){ .bits = 1536, .name = "group 5" }));
	ck_assert(!dh_is_common(&(struct dh_facts){ .bits = 1024 }));
	ck_assert(!dh_is_common(&(struct dh_facts){ 0 }));
}
END_TEST

START_TEST(only_rsa_keys_are_shared)
{
	const struct port_facts *other = judge_add(&judge, "imaps");

	ck_assert(!ports_share_rsa_key(port, other));
	judge.certificates[0][0].key_type = judge.certificates[1][0].key_type = "RSA";
	ck_assert(ports_share_rsa_key(port, other));
	judge.certificates[1][0].spki_sha256 = "ee";
	ck_assert(!ports_share_rsa_key(port, other));
	judge.certificates[1][0].is_readable = false;
	ck_assert(!ports_share_rsa_key(other, other));
}
END_TEST

Suite *
suite(void)
{
	Suite *suite = suite_create("negotiated");
	TCase *tcase = tcase_create("negotiated");

	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, suites_are_looked_for_in_the_versions_named);
	tcase_add_test(tcase, suites_come_once_and_by_number);
	tcase_add_test(tcase, examples_of_classes_count_in_all_old_versions_together);
	tcase_add_test(tcase, the_suite_of_the_session_counts_in_its_version);
	tcase_add_test(tcase, suites_are_whole_if_they_are_in_each_version);
	tcase_add_test(tcase, names_are_told_up_to_four);
	tcase_add_test(tcase, one_suite_is_and_two_are_accepted);
	tcase_add_test(tcase, parameters_are_known_where_they_were_seen);
	tcase_add_test(tcase, a_common_prime_has_a_name_and_is_short);
	tcase_add_test(tcase, only_rsa_keys_are_shared);
	suite_add_tcase(suite, tcase);
	return suite;
}
