/* SPDX-License-Identifier: MIT */
#include "cli/verbs.h"
#include "support/suite.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* The whole demo with its seven ports, into a JSON report. */
START_TEST(the_demo_scans_its_seven_ports)
{
	char path[] = "/tmp/mailsonde-demo-XXXXXX";
	char option[64];
	char program[] = "mailsonde";
	char verb[] = "demo";
	char quiet[] = "--quiet";
	char *arguments[] = { program, verb, quiet, option, NULL };
	struct options options;
	json_t *report;
	json_t *ports;

	close(mkstemp(path));
	snprintf(option, sizeof(option), "--json=%s", path);
	ck_assert_ptr_null(options_read(&options, 4, arguments));
	ck_assert_int_eq(demo_verb(&options), STATUS_FINDINGS);
	options_clear(&options);
	report = json_load_file(path, 0, NULL);
	unlink(path);
	ck_assert_ptr_nonnull(report);
	ports = json_object_get(json_array_get(json_object_get(report, "hosts"), 0), "ports");
	ck_assert_uint_eq(json_array_size(ports), 7);
	ck_assert_int_eq(
	    json_integer_value(json_object_get(json_object_get(report, "run"), "connections")),
	    53);
	json_decref(report);
}
END_TEST

/* The question that is asked most: it says 220, and sending fails. */
START_TEST(the_demo_of_starttls_ends_with_the_cause)
{
	char path[] = "/tmp/mailsonde-demo-XXXXXX";
	char option[64];
	char program[] = "mailsonde";
	char verb[] = "demo";
	char word[] = "starttls";
	char quiet[] = "--quiet";
	char *arguments[] = { program, verb, quiet, option, word, NULL };
	struct options options;
	json_t *report;
	json_t *port;

	close(mkstemp(path));
	snprintf(option, sizeof(option), "--json=%s", path);
	ck_assert_ptr_null(options_read(&options, 5, arguments));
	ck_assert_int_eq(demo_verb(&options), STATUS_FINDINGS);
	options_clear(&options);
	report = json_load_file(path, 0, NULL);
	unlink(path);
	ck_assert_ptr_nonnull(report);
	port = json_array_get(json_object_get(report, "addresses"), 0);
	ck_assert_str_eq(json_string_value(json_object_get(
			     json_array_get(json_object_get(port, "causes"), 0), "id")),
	    "large-clienthello-intolerance");
	json_decref(report);
}
END_TEST

Suite *
suite(void)
{
	Suite *s = suite_create("demo");
	TCase *tcase = tcase_create("loopback");

	tcase_set_timeout(tcase, 60);
	tcase_add_test(tcase, the_demo_scans_its_seven_ports);
	tcase_add_test(tcase, the_demo_of_starttls_ends_with_the_cause);
	suite_add_tcase(s, tcase);
	return s;
}
