/* SPDX-License-Identifier: MIT */
#include "report/sarif.h"

#include "base/text.h"
#include "support/ci.h"
#include "support/report.h"
#include "support/samples.h"
#include "support/suite.h"

#include <string.h>

static const char *const golden[] = { "healthy", "failing", "hostile", "unknown-name" };

static json_t *
load(const char *text)
{
	json_error_t error;
	json_t *report = json_loads(text, JSON_REJECT_DUPLICATES, &error);

	ck_assert_msg(report != NULL, "line %d: %s", error.line, error.text);
	return report;
}

/* The value behind a path like "runs/0/tool"; NULL if there is none. */
static json_t *
at(json_t *value, const char *path)
{
	while (value != NULL && *path != '\0') {
		size_t len = strcspn(path, "/");
		char key[64] = "";

		ck_assert_uint_lt(len, sizeof(key));
		memcpy(key, path, len);
		value = json_is_array(value) ? json_array_get(value, (size_t)(key[0] - '0'))
		                             : json_object_get(value, key);
		path += len + (path[len] == '/' ? 1 : 0);
	}
	return value;
}

static const char *
string_at(json_t *value, const char *path)
{
	const char *text = json_string_value(at(value, path));

	ck_assert_msg(text != NULL, "there is no %s", path);
	return text;
}

/* All but the rules, which are the same in each report and change with every word of theirs. */
static const char *
without_rules(struct arena *arena, const char *text)
{
	json_t *report = load(text);
	char *shorter;
	const char *copy;

	ck_assert_uint_eq(
	    json_array_size(at(report, "runs/0/tool/driver/rules")), rules_count());
	ck_assert_int_eq(json_array_clear(at(report, "runs/0/tool/driver/rules")), 0);
	shorter = json_dumps(report, JSON_INDENT(1));
	copy = arena_printf(arena, "%s\n", shorter);
	free(shorter);
	json_decref(report);
	return copy;
}

START_TEST(the_report_is_as_it_was)
{
	struct host_record host;
	struct result result;

	sample_make(sample_by_name(golden[_i]), &host);
	result = report_result(&host);
	golden_check(arena_printf(&host.arena, "%s.sarif", golden[_i]),
	    without_rules(&host.arena, ci_sarif(&result, 1, &report_run)));
	arena_clear(&host.arena);
}
END_TEST

/* Rules have several lines; nothing else has. */
static void
check_plain(const json_t *value)
{
	const char *key;
	json_t *item;
	size_t i;

	if (json_is_string(value))
		for (const char *line = json_string_value(value); *line != '\0';) {
			size_t len = strcspn(line, "\n");

			ck_assert_msg(
			    text_is_plain((struct span){ (const uint8_t *)line, len }), "'%s'",
			    line);
			line += len + (line[len] == '\n' ? 1 : 0);
		}
	json_array_foreach(value, i, item)
	{
		check_plain(item);
	}
	/* jansson's iterators are not const. */
	json_object_foreach((json_t *)(uintptr_t)value, key, item)
	{
		ck_assert(text_is_plain(span_of(key)));
		check_plain(item);
	}
}

START_TEST(the_report_is_json_with_plain_words_only)
{
	struct host_record host;
	struct result result;
	json_t *report;

	sample_make(&samples[_i], &host);
	result = report_result(&host);
	report = load(ci_sarif(&result, 1, &report_run));
	check_plain(report);
	json_decref(report);
	arena_clear(&host.arena);
}
END_TEST

START_TEST(a_report_holds_any_number_of_hosts)
{
	static const char *const names[] = { "lax", "unknown-name", "hostile" };
	struct host_record hosts[COUNT_OF(names)];
	struct result results[COUNT_OF(names)];
	json_t *report;

	for (size_t i = 0; i < COUNT_OF(names); i++) {
		sample_make(sample_by_name(names[i]), &hosts[i]);
		results[i] = report_result(&hosts[i]);
	}
	report = load(ci_sarif(results, 0, &report_run));
	ck_assert_uint_eq(json_array_size(at(report, "runs")), 1);
	ck_assert_uint_eq(json_array_size(at(report, "runs/0/results")), 0);
	ck_assert(json_is_true(at(report, "runs/0/invocations/0/executionSuccessful")));
	json_decref(report);
	report = load(ci_sarif(results, COUNT_OF(names), &report_run));
	ck_assert_uint_eq(json_array_size(at(report, "runs")), 1);
	ck_assert(json_is_false(at(report, "runs/0/invocations/0/executionSuccessful")));
	json_decref(report);
	for (size_t i = 0; i < COUNT_OF(names); i++)
		arena_clear(&hosts[i].arena);
}
END_TEST

static struct standings standings;
static json_t *standing;

static void
stand(void)
{
	standings_make(&standings);
	standing = load(ci_sarif(&standings.result, 1, &report_run));
}

static void
fall(void)
{
	json_decref(standing);
	standings_clear(&standings);
}

/* The only result of this rule. */
static json_t *
result_of(const char *id)
{
	json_t *found = NULL;
	json_t *item;
	size_t i;

	json_array_foreach(at(standing, "runs/0/results"), i, item)
	{
		if (strcmp(string_at(item, "ruleId"), id) != 0)
			continue;
		ck_assert_msg(found == NULL, "%s comes twice", id);
		found = item;
	}
	return found;
}

static const struct {
	const char *id;
	const char *path;
	const char *text; /* NULL: there is nothing */
} values[] = {
	{ "tls-sslv2", "kind", "fail" },
	{ "tls-sslv2", "level", "error" },
	{ "tls-sslv2", "baselineState", "new" },
	{ "tls-sslv2", "suppressions", NULL },
	{ "tls-sslv2", "properties/severity", "critical" },
	{ "tls-sslv2", "properties/role", "submission" },
	{ "tls-sslv2", "properties/address", "192.0.2.25" },
	{ "tls-sslv2", "locations/0/physicalLocation/artifactLocation/uri",
	    "mail.example.test/587-submission" },
	{ "tls-sslv2", "locations/0/logicalLocations/0/fullyQualifiedName",
	    "submission://mail.example.test:587" },
	{ "tls-sslv2", "partialFingerprints/mailsonde/v1", NULL }, /* a key with a slash */
	{ "tls-sslv3", "baselineState", NULL },
	{ "tls-sslv3", "suppressions/0/kind", "external" },
	{ "tls-sslv3", "suppressions/0/status", "accepted" },
	{ "tls-sslv3", "suppressions/0/justification",
	    "old\\x1b[31m printers ]]>\\n\\xff\xef\xbf\xbf & <\"them\">" },
	{ "tls-10", "baselineState", "unchanged" },
	{ "tls-11", "baselineState", "updated" },
	{ "tls-11", "level", "warning" },
	{ "auth-plaintext-advertised", "baselineState", "absent" },
	{ "auth-plaintext-advertised", "kind", "pass" },
	{ "auth-plaintext-advertised", "level", "none" },
	{ "auth-plaintext-advertised", "message/text",
	    "mail.example.test:587 (submission) no longer: advertises a login before TLS." },
	{ "no-such-id\"\\xfe", "baselineState", "absent" },
	{ "no-such-id\"\\xfe", "ruleIndex", NULL },
	{ "no-such-id\"\\xfe", "message/text",
	    "\\x1b[2J<host>\\xff:25 (<service>\\x07) no longer: [title] "
	    "(https://evil.example) {{0}}\\r\\n\\xc0." },
};

START_TEST(a_result_says_how_its_finding_stands)
{
	json_t *result = result_of(values[_i].id);

	ck_assert_msg(result != NULL, "%s is not there", values[_i].id);
	if (values[_i].text == NULL)
		ck_assert_ptr_null(at(result, values[_i].path));
	else
		ck_assert_str_eq(string_at(result, values[_i].path), values[_i].text);
}
END_TEST

START_TEST(a_message_tells_all_in_sentences)
{
	const char *text = string_at(result_of("tls-11"), "message/text");

	ck_assert_msg(strncmp(text,
			  "mail.example.test:587 (submission) accepts TLS 1.1. Seen: "
			  "it said [this] (that) and {{0}}. ",
			  90) == 0,
	    "'%s'", text);
	text = string_at(result_of("tls-sslv2"), "message/text");
	ck_assert_ptr_nonnull(strstr(text, "Also: "));
	ck_assert_ptr_nonnull(strstr(text, " (tls-13-missing). "));
}
END_TEST

START_TEST(a_part_and_what_is_not_known_have_no_result_of_their_own)
{
	ck_assert_ptr_null(result_of("tls-13-missing"));
	ck_assert_ptr_null(result_of("tls-12-missing"));
}
END_TEST

START_TEST(each_result_points_to_its_rule)
{
	json_t *rules = at(standing, "runs/0/tool/driver/rules");
	json_t *item;
	size_t i;

	ck_assert_uint_eq(json_array_size(rules), rules_count());
	for (size_t place = 0; place < rules_count(); place++)
		ck_assert_str_eq(
		    string_at(json_array_get(rules, place), "id"), rule_at(place)->id);
	json_array_foreach(at(standing, "runs/0/results"), i, item)
	{
		json_t *place = json_object_get(item, "ruleIndex");

		if (place != NULL)
			ck_assert_str_eq(
			    string_at(
				json_array_get(rules, (size_t)json_integer_value(place)), "id"),
			    string_at(item, "ruleId"));
	}
}
END_TEST

START_TEST(a_rule_is_as_grave_as_what_was_found)
{
	json_t *rule = json_array_get(at(standing, "runs/0/tool/driver/rules"),
	    rule_place(rule_by_id(span_of("tls-11"))));

	ck_assert_str_eq(string_at(rule, "properties/security-severity"), "5.5");
}
END_TEST

static const struct {
	const char *version;
	const char *told;
	bool is_semantic;
} versions[] = {
	{ "mailsonde 0.1.0", "0.1.0", true },
	{ "mailsonde 10.20.30", "10.20.30", true },
	{ "mailsonde 0.test", "0.test", false },
	{ "mailsonde 01.0.0", "01.0.0", false },
	{ "mailsonde 1.0", "1.0", false },
	{ "mailsonde 1.0.0.0", "1.0.0.0", false },
	{ "other\x1b", "other\\x1b", false },
	{ "", "", false },
};

START_TEST(the_version_is_semantic_where_it_is_one)
{
	struct run run = report_run;
	json_t *driver;
	json_t *report;

	run.version = versions[_i].version;
	report = load(ci_sarif(&standings.result, 0, &run));
	driver = at(report, "runs/0/tool/driver");
	ck_assert_str_eq(string_at(driver, "version"), versions[_i].told);
	ck_assert_int_eq(at(driver, "semanticVersion") != NULL, versions[_i].is_semantic);
	json_decref(report);
}
END_TEST

START_TEST(a_run_that_was_stopped_has_no_success)
{
	struct run run = report_run;
	json_t *report;

	run.is_complete = false;
	report = load(ci_sarif(&standings.result, 1, &run));
	ck_assert(json_is_false(at(report, "runs/0/invocations/0/executionSuccessful")));
	ck_assert_str_eq(string_at(report,
			     "runs/0/invocations/0/toolExecutionNotifications/0/descriptor/id"),
	    "stopped");
	json_decref(report);
	ck_assert(json_is_true(at(standing, "runs/0/invocations/0/executionSuccessful")));
	ck_assert_str_eq(string_at(standing, "runs/0/invocations/0/startTimeUtc"),
	    "2026-11-18T11:06:40.000Z");
	ck_assert_str_eq(
	    string_at(standing, "runs/0/invocations/0/endTimeUtc"), "2026-11-18T11:06:40.412Z");
}
END_TEST

START_TEST(the_threshold_may_be_that_nothing_fails)
{
	json_t *report;

	standings.judging.fail_on = SEVERITY_COUNT;
	report = load(ci_sarif(&standings.result, 1, &report_run));
	ck_assert_str_eq(string_at(report, "runs/0/properties/failOn"), "never");
	json_decref(report);
}
END_TEST

Suite *
suite(void)
{
	Suite *s = suite_create("sarif");
	TCase *tcase = tcase_create("samples");
	TCase *findings = tcase_create("standings");

	tcase_add_loop_test(tcase, the_report_is_as_it_was, 0, COUNT_OF(golden));
	tcase_add_loop_test(
	    tcase, the_report_is_json_with_plain_words_only, 0, (int)samples_count);
	tcase_add_test(tcase, a_report_holds_any_number_of_hosts);
	suite_add_tcase(s, tcase);
	tcase_add_checked_fixture(findings, stand, fall);
	tcase_add_loop_test(
	    findings, a_result_says_how_its_finding_stands, 0, COUNT_OF(values));
	tcase_add_test(findings, a_message_tells_all_in_sentences);
	tcase_add_test(findings, a_part_and_what_is_not_known_have_no_result_of_their_own);
	tcase_add_test(findings, each_result_points_to_its_rule);
	tcase_add_test(findings, a_rule_is_as_grave_as_what_was_found);
	tcase_add_loop_test(
	    findings, the_version_is_semantic_where_it_is_one, 0, COUNT_OF(versions));
	tcase_add_test(findings, a_run_that_was_stopped_has_no_success);
	tcase_add_test(findings, the_threshold_may_be_that_nothing_fails);
	suite_add_tcase(s, findings);
	return s;
}
