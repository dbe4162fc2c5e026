/* SPDX-License-Identifier: MIT */
#include "report/diagnosis_json.h"

#include "support/patient.h"
#include "support/suite.h"

#include <jansson.h>
#include <stdlib.h>

static struct patient patient;
static json_t *root;

static void
tell(const char *scheme, const char *scene)
{
	const struct run run = { .version = "mailsonde test", .is_complete = true };
	char *text = NULL;
	size_t len = 0;
	FILE *out = open_memstream(&text, &len);

	patient_init(&patient, scheme, scene);
	diagnosis_json(out, &run,
	    &(struct diagnosis_result){ .host = &patient.host, .answers = &patient.answer });
	fclose(out);
	root = json_loads(text, JSON_REJECT_DUPLICATES, NULL);
	free(text);
	ck_assert_ptr_nonnull(root);
}

static void
tear_down(void)
{
	json_decref(root);
	patient_clear(&patient);
}

static const char *
text_of(json_t *object, const char *key)
{
	const char *text = json_string_value(json_object_get(object, key));

	ck_assert_msg(text != NULL, "%s", key);
	return text;
}

START_TEST(the_answer_is_there_in_stable_words)
{
	json_t *port;
	json_t *cause;

	tell("smtp", "smtp-tls13-dropped");
	ck_assert_str_eq(text_of(root, "format"), "mailsonde-diagnosis");
	ck_assert_int_eq(json_integer_value(json_object_get(root, "version")), 1);
	ck_assert_str_eq(text_of(root, "host"), PLAYER_HOST);
	port = json_array_get(json_object_get(root, "addresses"), 0);
	ck_assert(json_is_false(json_object_get(port, "works")));
	ck_assert_str_eq(text_of(port, "smallest_change"), "tls-1.2-only");
	ck_assert_str_eq(text_of(json_object_get(port, "failure"), "stage"), "handshake");
	ck_assert_str_eq(text_of(json_object_get(port, "failure"), "outcome"), "closed");
	ck_assert_uint_eq(json_array_size(json_object_get(port, "causes")), cause_rows_count);
	cause = json_array_get(json_object_get(port, "causes"), 0);
	ck_assert_str_eq(text_of(cause, "id"), "tls13-intolerance");
	ck_assert_str_eq(text_of(cause, "certainty"), "certain");
	ck_assert_str_eq(
	    json_string_value(json_array_get(json_object_get(cause, "sides"), 0)), "server");
	ck_assert_str_ne(text_of(cause, "evidence"), "");
}
END_TEST

START_TEST(every_experiment_is_told_with_its_state_or_why_not)
{
	json_t *experiments;
	json_t *item;
	size_t i;

	tell("smtp", "smtp-sni-alert");
	experiments = json_object_get(
	    json_array_get(json_object_get(root, "addresses"), 0), "experiments");
	ck_assert_uint_eq(json_array_size(experiments), EXPERIMENTS);
	json_array_foreach(experiments, i, item)
	{
		ck_assert_str_eq(text_of(item, "id"), experiment_name((enum experiment)i));
		if (json_is_null(json_object_get(item, "why_not")))
			ck_assert_str_ne(text_of(item, "state"), "not-asked");
	}
}
END_TEST

START_TEST(the_timeline_has_who_said_what_when)
{
	json_t *timeline;

	tell("smtp", "smtp-healthy");
	ck_assert(json_is_null(
	    json_object_get(json_array_get(json_object_get(root, "addresses"), 0), "failure")));
	timeline =
	    json_object_get(json_array_get(json_object_get(root, "addresses"), 0), "timeline");
	ck_assert_uint_gt(json_array_size(timeline), 10);
	ck_assert_str_eq(text_of(json_array_get(timeline, 0), "event"), "connected");
	ck_assert_str_eq(text_of(json_array_get(timeline, 1), "by"), "server");
	ck_assert_str_eq(
	    text_of(json_array_get(timeline, 1), "words"), "220 mail.example.test ESMTP");
	ck_assert(json_is_number(json_object_get(json_array_get(timeline, 1), "at_ms")));
}
END_TEST

Suite *
suite(void)
{
	Suite *s = suite_create("diagnosis_json");
	TCase *tcase = tcase_create("core");

	tcase_add_checked_fixture(tcase, NULL, tear_down);
	tcase_add_test(tcase, the_answer_is_there_in_stable_words);
	tcase_add_test(tcase, every_experiment_is_told_with_its_state_or_why_not);
	tcase_add_test(tcase, the_timeline_has_who_said_what_when);
	suite_add_tcase(s, tcase);
	return s;
}
