/* SPDX-License-Identifier: MIT */
#include "base/text.h"
#include "report/json.h"
#include "support/names.h"
#include "support/player.h"
#include "support/report.h"
#include "support/samples.h"
#include "support/suite.h"

#include <jansson.h>
#include <string.h>

/* The report of one sample, read back. */
static json_t *
load(struct host_record *host)
{
	json_error_t error;
	json_t *report =
	    json_loads(report_json(&host, 1, &report_run), JSON_REJECT_DUPLICATES, &error);

	ck_assert_msg(report != NULL, "line %d: %s", error.line, error.text);
	return report;
}

START_TEST(the_report_is_as_it_was)
{
	const struct sample *sample = &samples[_i];
	struct host_record host;
	struct host_record *hosts = &host;
	struct run run = report_run;

	sample_make(sample, &host);
	run.is_complete = !sample->is_interrupted;
	golden_check(
	    arena_printf(&host.arena, "%s.json", sample->name), report_json(&hosts, 1, &run));
	arena_clear(&host.arena);
}
END_TEST

/* No string, key or value, could harm who prints it as it is. */
static void
check_plain(const json_t *value)
{
	const char *key;
	json_t *item;
	size_t i;

	if (json_is_string(value))
		ck_assert_msg(
		    text_is_plain((struct span){
			(const uint8_t *)json_string_value(value), json_string_length(value) }),
		    "'%s'", json_string_value(value));
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
	json_t *report;

	sample_make(&samples[_i], &host);
	report = load(&host);
	check_plain(report);
	json_decref(report);
	arena_clear(&host.arena);
}
END_TEST

START_TEST(a_report_holds_any_number_of_hosts)
{
	static const char *const names[] = { "unknown-name", "an-address", "failed-look-up" };
	struct host_record hosts[COUNT_OF(names)];
	struct host_record *list[COUNT_OF(names)];

	for (size_t i = 0; i < COUNT_OF(names); i++) {
		sample_make(sample_by_name(names[i]), &hosts[i]);
		list[i] = &hosts[i];
	}
	golden_check("no-hosts.json", report_json(list, 0, &report_run));
	golden_check("three-hosts.json", report_json(list, 3, &report_run));
	for (size_t i = 0; i < COUNT_OF(names); i++)
		arena_clear(&hosts[i].arena);
}
END_TEST

/* The value behind a path like "hosts/0/ports/3/state". */
static const json_t *
at(const json_t *value, const char *path)
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

static const struct {
	const char *sample;
	const char *path;
	const char *text; /* NULL: a number */
	double number;
} values[] = {
	{ "healthy", "format", "mailsonde-report", 0 },
	{ "healthy", "version", NULL, JSON_REPORT_VERSION },
	{ "healthy", "run/program", "mailsonde 0.test", 0 },
	{ "healthy", "run/began", "2026-11-18T11:06:40.000Z", 0 },
	{ "healthy", "run/elapsed_ms", NULL, 412.3 },
	{ "healthy", "run/depth", "quick", 0 },
	{ "healthy", "run/silence_ms", NULL, 60 },
	{ "healthy", "run/connections", NULL, 11 },
	{ "healthy", "hosts/0/name", "mail.example.test", 0 },
	{ "healthy", "hosts/0/ports/0/starttls/works/answer", "yes", 0 },
	{ "healthy", "hosts/0/ports/1/starttls/works/answer", "not-applicable", 0 },
	{ "healthy", "hosts/0/ports/0/tls/version", "TLS 1.3", 0 },
	{ "healthy", "hosts/0/ports/0/certificate/trust", "trusted", 0 },
	{ "healthy", "hosts/0/ports/0/certificate/name_compared", "mail.example.test", 0 },
	{ "healthy", "hosts/0/ports/0/certificate/certificates/0/names/0",
	    "DNS:mail.example.test", 0 },
	{ "healthy", "hosts/0/ports/0/certificate/certificates/0/not_after",
	    "2026-12-30T00:00:00.000Z", 0 },
	{ "healthy", "hosts/0/ports/0/login_in_clear/verdict", "none", 0 },
	{ "failing", "hosts/0/ports/4/failures/0/outcome", "silent", 0 },
	{ "failing", "hosts/0/ports/4/failures/0/waited_ms", NULL, 45000 },
	{ "failing", "hosts/0/ports/8/failures/0/words",
	    "554-mail.example.test\\n554-Your access to this mail system has been rejected due "
	    "to the\\n554 sending MTA's poor reputation.",
	    0 },
	{ "hostile", "hosts/0/ports/0/greeting/0",
	    "220-\\x1b[2J\\x1b]0;owned\\x07\\x00 and "
	    "more\\x7f",
	    0 },
	{ "unknown-name", "hosts/0/resolve_problem", "unknown node or service", 0 },
	{ "logins", "hosts/0/ports/0/login_in_clear/verdict", "accepted", 0 },
	{ "logins", "hosts/0/ports/0/login_in_clear/mechanisms/2", "CRAM-MD5", 0 },
	{ "logins", "hosts/0/ports/0/findings/0/id", "auth-plaintext-accepted", 0 },
	{ "logins", "hosts/0/ports/0/findings/0/severity", "critical", 0 },
};

START_TEST(programs_find_what_they_look_for)
{
	struct host_record host;
	const json_t *value;
	json_t *report;

	sample_make(sample_by_name(values[_i].sample), &host);
	report = load(&host);
	value = at(report, values[_i].path);
	ck_assert_msg(value != NULL, "%s is missing", values[_i].path);
	if (values[_i].text != NULL)
		ck_assert_str_eq(json_string_value(value), values[_i].text);
	else
		ck_assert_double_eq(json_number_value(value), values[_i].number);
	json_decref(report);
	arena_clear(&host.arena);
}
END_TEST

START_TEST(an_alert_is_told_with_its_name_and_direction)
{
	struct host_record host;
	json_t *report;
	const json_t *failure;

	sample_make(sample_by_name("failing"), &host);
	report = load(&host);
	failure = json_array_get(
	    json_object_get(json_array_get(at(report, "hosts/0/ports"), 29), "failures"), 0);
	ck_assert_int_eq(json_integer_value(json_object_get(failure, "alert")), 40);
	ck_assert_str_eq(
	    json_string_value(json_object_get(failure, "alert_name")), "handshake_failure");
	ck_assert_str_eq(
	    json_string_value(json_object_get(failure, "alert_direction")), "received");
	failure = json_array_get(
	    json_object_get(json_array_get(at(report, "hosts/0/ports"), 30), "failures"), 0);
	ck_assert_str_eq(
	    json_string_value(json_object_get(failure, "alert_direction")), "sent");
	json_decref(report);
	arena_clear(&host.arena);
}
END_TEST

START_TEST(words_without_end_are_cut)
{
	struct host_record host;
	json_t *report;

	sample_make(sample_by_name("hostile"), &host);
	report = load(&host);
	ck_assert_uint_eq(
	    json_string_length(at(report, "hosts/0/ports/1/greeting/0")), 1000 + 3);
	json_decref(report);
	arena_clear(&host.arena);
}
END_TEST

static bool
is_enum(const json_t *list, const struct naming *naming)
{
	if (json_array_size(list) != naming->count)
		return false;
	for (unsigned i = 0; i < naming->count; i++)
		if (strcmp(json_string_value(json_array_get(list, i)), naming->word(i)) != 0)
			return false;
	return true;
}

/* Is there, anywhere in the schema, a list of exactly these words? */
static bool
has_enum(json_t *schema, const struct naming *naming)
{
	const char *key;
	json_t *item;
	size_t i;

	json_array_foreach(schema, i, item)
	{
		if (has_enum(item, naming))
			return true;
	}
	json_object_foreach(schema, key, item)
	{
		if (strcmp(key, "enum") == 0 ? is_enum(item, naming) : has_enum(item, naming))
			return true;
	}
	return false;
}

START_TEST(the_words_of_a_report_are_those_of_its_schema)
{
	static const char *const only_in_evidence[] = { "step", "reply", "event" };
	const struct naming *naming = &namings[_i];
	struct arena arena;
	json_error_t error;
	json_t *schema;

	for (size_t i = 0; i < COUNT_OF(only_in_evidence); i++)
		if (strcmp(only_in_evidence[i], naming->name) == 0)
			return;
	arena_init(&arena);
	schema =
	    json_loads(read_test_file(&arena, "../src/report/report.schema.json"), 0, &error);
	ck_assert_msg(schema != NULL, "line %d: %s", error.line, error.text);
	ck_assert_msg(has_enum(schema, naming), "the enum of '%s' is another", naming->name);
	json_decref(schema);
	arena_clear(&arena);
}
END_TEST

Suite *
suite(void)
{
	Suite *s = suite_create("json");
	TCase *tcase = tcase_create("core");

	tcase_add_loop_test(tcase, the_report_is_as_it_was, 0, (int)samples_count);
	tcase_add_loop_test(
	    tcase, the_report_is_json_with_plain_words_only, 0, (int)samples_count);
	tcase_add_test(tcase, a_report_holds_any_number_of_hosts);
	tcase_add_loop_test(tcase, programs_find_what_they_look_for, 0, COUNT_OF(values));
	tcase_add_test(tcase, an_alert_is_told_with_its_name_and_direction);
	tcase_add_test(tcase, words_without_end_are_cut);
	tcase_add_loop_test(
	    tcase, the_words_of_a_report_are_those_of_its_schema, 0, (int)namings_count);
	suite_add_tcase(s, tcase);
	return s;
}
