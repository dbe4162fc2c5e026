/* SPDX-License-Identifier: MIT */
#include "report/json_findings.h"

#include "support/ci.h"
#include "support/suite.h"

#include <string.h>

static struct standings standings;
static json_t *port;

static void
set_up(void)
{
	standings_make(&standings);
	port = json_object();
	json_findings(port, &standings.result, 0);
}

static void
tear_down(void)
{
	json_decref(port);
	standings_clear(&standings);
}

/* The finding with this id. */
static json_t *
finding(const char *id)
{
	json_t *list = json_object_get(port, "findings");

	for (size_t i = 0; i < json_array_size(list); i++) {
		json_t *entry = json_array_get(list, i);

		if (strcmp(json_string_value(json_object_get(entry, "id")), id) == 0)
			return entry;
	}
	ck_abort_msg("there is no finding %s", id);
	return NULL;
}

static const char *
text(json_t *object, const char *key)
{
	const char *value = json_string_value(json_object_get(object, key));

	ck_assert_msg(value != NULL, "no text '%s'", key);
	return value;
}

/* The lines of a list, put together again. */
static void
check_lines(json_t *fix, const char *key, const char *want)
{
	json_t *list = json_object_get(fix, key);
	char lines[1000] = "";

	for (size_t i = 0; i < json_array_size(list); i++) {
		strcat(lines, i == 0 ? "" : "\n");
		strcat(lines, json_string_value(json_array_get(list, i)));
	}
	ck_assert_str_eq(lines, want);
}

START_TEST(a_finding_has_everything_that_is_known_of_it)
{
	json_t *entry = finding("tls-sslv2");
	json_t *fix = json_object_get(entry, "fix");

	ck_assert_str_eq(text(entry, "severity"), "critical");
	ck_assert_str_eq(text(entry, "certainty"), "certain");
	ck_assert_str_eq(text(entry, "title"), "accepts SSL 2.0");
	ck_assert_str_eq(text(entry, "evidence"), "SSL 2.0 is accepted");
	ck_assert_ptr_nonnull(strstr(text(entry, "why"), "DROWN"));
	ck_assert_ptr_nonnull(strstr(text(entry, "reference"), "RFC 6176"));
	ck_assert_str_eq(text(entry, "change"), "new");
	ck_assert_ptr_nonnull(strstr(text(fix, "advice"), "Allow TLS 1.2"));
	check_lines(fix, "postfix", settings_versions.postfix);
	check_lines(fix, "dovecot", settings_versions.dovecot);
	check_lines(fix, "exim", settings_versions.exim);
	ck_assert(json_is_true(json_object_get(entry, "fails")));
	ck_assert_ptr_null(json_object_get(entry, "accepted"));
	ck_assert_ptr_null(json_object_get(entry, "part_of"));
}
END_TEST

START_TEST(what_does_not_fail_says_why)
{
	ck_assert_ptr_nonnull(
	    json_object_get(json_object_get(finding("tls-sslv3"), "accepted"), "reason"));
	ck_assert_str_eq(text(finding("tls-10"), "change"), "unchanged");
	ck_assert_str_eq(text(finding("tls-13-missing"), "part_of"), "tls-sslv2");
	ck_assert(json_is_false(json_object_get(finding("tls-sslv3"), "fails")));
	ck_assert(json_is_false(json_object_get(finding("tls-10"), "fails")));
	ck_assert(json_is_false(json_object_get(finding("tls-13-missing"), "fails")));
	ck_assert(json_is_false(json_object_get(finding("tls-11"), "fails")));
}
END_TEST

/* Each rule is in one of the four, once. */
START_TEST(every_rule_has_its_verdict)
{
	size_t count = json_array_size(json_object_get(port, "findings")) +
	               json_array_size(json_object_get(port, "good")) +
	               json_object_size(json_object_get(port, "not_applicable")) +
	               json_object_size(json_object_get(port, "not_known"));

	ck_assert_uint_eq(count, rules_count());
	ck_assert_ptr_nonnull(
	    json_object_get(json_object_get(port, "not_known"), "tls-12-missing"));
}
END_TEST

START_TEST(a_failure_is_pointed_at)
{
	struct judge *judge = &standings.judge;

	(void)judge_fail(judge, STAGE_QUIT, OUTCOME_CLOSED);
	(void)judge_fail(judge, STAGE_STARTTLS, OUTCOME_REFUSED);
	judge->ports[0].go_ahead.len = 0;
	judge_now(judge);
	json_decref(port);
	port = json_object();
	json_findings(port, &standings.result, 0);
	ck_assert_int_eq(
	    json_integer_value(json_object_get(finding("starttls-refused"), "failure")), 1);
}
END_TEST

START_TEST(what_is_gone_is_listed)
{
	json_t *gone = json_gone(&standings.result);

	ck_assert_uint_eq(json_array_size(gone), standings.result.gone_len);
	ck_assert_str_eq(text(json_array_get(gone, 0), "id"), standings.gone[0].id);
	json_decref(gone);
}
END_TEST

Suite *
suite(void)
{
	Suite *s = suite_create("json_findings");
	TCase *tcase = tcase_create("core");

	tcase_add_checked_fixture(tcase, set_up, tear_down);
	tcase_add_test(tcase, a_finding_has_everything_that_is_known_of_it);
	tcase_add_test(tcase, what_does_not_fail_says_why);
	tcase_add_test(tcase, every_rule_has_its_verdict);
	tcase_add_test(tcase, a_failure_is_pointed_at);
	tcase_add_test(tcase, what_is_gone_is_listed);
	suite_add_tcase(s, tcase);
	return s;
}
