/* SPDX-License-Identifier: MIT */
#include "report/diagnosis_error.h"

#include "support/patient.h"
#include "support/suite.h"

#include <stdlib.h>
#include <string.h>

static struct patient patient;
static char *text;

/* What is told of these words beside what the scene showed. */
static void
tell(const char *scene, const char *words)
{
	struct error_reading reading;
	size_t len = 0;
	FILE *out = open_memstream(&text, &len);

	patient_init(&patient, "smtp", scene);
	errors_read(span_of(words), &patient.host.arena, &reading);
	diagnosis_error_text(&(struct text){ .out = out, .arena = &patient.host.arena },
	    &patient.answer, &reading);
	fclose(out);
}

static void
tear_down(void)
{
	free(text);
	text = NULL;
	patient_clear(&patient);
}

static const struct {
	const char *scene;
	const char *words;
	const char *told;
} cases[] = {
	{ "smtp-closed-after-220",
	    "ssl.SSLEOFError: EOF occurred in violation of protocol (_ssl.c:997)",
	    "The words fit what was seen here: close-after-220." },
	{ "smtp-healthy", "error:0A00010B:SSL routines::wrong version number",
	    "From here the path works" },
	{ "smtp-tls13-dropped", "CERTIFICATE_VERIFY_FAILED: certificate has expired",
	    "What was seen here, tls13-intolerance, is none of the causes that the words point "
	    "to:" },
	{ "smtp-tls13-dropped", "the quick brown fox", "Nothing in these words is known" },
};

START_TEST(words_are_held_against_what_was_seen)
{
	char *joined;

	tell(cases[_i].scene, cases[_i].words);
	/* As one line, wherever it is broken. */
	joined = strdup(text);
	for (char *c = joined; *c != '\0'; c++)
		if (*c == '\n')
			*c = ' ';
	for (char *gap = strstr(joined, "   "); gap != NULL; gap = strstr(joined, "   "))
		memmove(gap, gap + 2, strlen(gap + 2) + 1);
	ck_assert_msg(
	    strstr(joined, cases[_i].told) != NULL, "no '%s' in:\n%s", cases[_i].told, text);
	free(joined);
}
END_TEST

START_TEST(each_candidate_stands_with_its_certainty_and_evidence)
{
	const char *place;

	tell("smtp-healthy", "error:0A00010B:SSL routines::wrong version number");
	place = strstr(text, "ruled-out");
	ck_assert_ptr_nonnull(place);
	ck_assert_ptr_nonnull(strstr(place, "plaintext-after-220: "));
	place = strstr(text, "  unseen");
	ck_assert_ptr_nonnull(place);
	ck_assert_ptr_nonnull(strstr(place, "tcpdump "));
}
END_TEST

START_TEST(for_programs_it_is_what_the_words_say)
{
	struct error_reading reading;
	json_t *object;
	json_t *first;

	tell("smtp-healthy", "x");
	errors_read(span_of("ssl.SSLError: [SSL: WRONG_VERSION_NUMBER] wrong version number"),
	    &patient.host.arena, &reading);
	object = diagnosis_error_json(&patient.host.arena, &reading);
	first = json_array_get(json_object_get(object, "candidates"), 0);
	ck_assert_str_eq(
	    json_string_value(json_object_get(first, "id")), reading.candidates[0].cause->id);
	ck_assert_ptr_nonnull(json_string_value(json_object_get(first, "words")));
	ck_assert_ptr_nonnull(json_string_value(json_object_get(first, "clarity")));
	json_decref(object);
}
END_TEST

Suite *
suite(void)
{
	Suite *s = suite_create("diagnosis_error");
	TCase *tcase = tcase_create("core");

	tcase_add_checked_fixture(tcase, NULL, tear_down);
	tcase_add_loop_test(
	    tcase, words_are_held_against_what_was_seen, 0, (int)COUNT_OF(cases));
	tcase_add_test(tcase, each_candidate_stands_with_its_certainty_and_evidence);
	tcase_add_test(tcase, for_programs_it_is_what_the_words_say);
	suite_add_tcase(s, tcase);
	return s;
}
