/* SPDX-License-Identifier: MIT */
#include "report/sarif_parts.h"

#include "support/suite.h"

#include <string.h>

static struct arena arena;

static void
begin(void)
{
	arena_init(&arena);
}

static void
end(void)
{
	arena_clear(&arena);
}

/* The value as text, in the arena. */
static const char *
text_of(json_t *value)
{
	char *text = json_dumps(value, JSON_COMPACT);
	const char *copy = arena_string(&arena, span_of(text));

	free(text);
	json_decref(value);
	return copy;
}

START_TEST(a_message_holds_no_placeholder_and_no_link)
{
	ck_assert_str_eq(text_of(sarif_message(&arena, "a {0} [b](https://c.example) ]d(")),
	    "{\"text\":\"a {{0}} [b] (https://c.example) ]d(\"}");
	ck_assert_str_eq(text_of(sarif_message(&arena, "")), "{\"text\":\"\"}");
}
END_TEST

static const struct {
	struct sarif_place place;
	const char *uri;
	const char *name;
	const char *full_name;
} places[] = {
	{ { "mail.example.test", NULL, 587, "submission" }, "mail.example.test/587-submission",
	    "mail.example.test:587", "submission://mail.example.test:587" },
	{ { "mail.example.test", "2001:db8::25", 25, "smtp" },
	    "mail.example.test/2001%3Adb8%3A%3A25/25-smtp", "mail.example.test:25",
	    "smtp://mail.example.test:25/2001:db8::25" },
	{ { "2001:db8::25", NULL, 993, "imaps" }, "2001%3Adb8%3A%3A25/993-imaps",
	    "[2001:db8::25]:993", "imaps://[2001:db8::25]:993" },
	{ { "mail.example.test", NULL, 0, NULL }, "mail.example.test", "mail.example.test",
	    "mail.example.test" },
	{ { "http://evil.example/?#\x1b", NULL, 25, "smtp" },
	    "http%3A%2F%2Fevil.example%2F%3F%23%5Cx1b/25-smtp",
	    "[http://evil.example/?#\\x1b]:25", "smtp://[http://evil.example/?#\\x1b]:25" },
	{ { "m\xc3\xbcnchen.example", NULL, 25, "smtp" }, "m%C3%BCnchen.example/25-smtp",
	    "m\xc3\xbcnchen.example:25", "smtp://m\xc3\xbcnchen.example:25" },
};

START_TEST(a_port_is_told_as_a_file_and_as_a_resource)
{
	json_t *locations = sarif_locations(&arena, &places[_i].place);
	const char *uri = NULL;
	const char *name = NULL;
	const char *full_name = NULL;

	ck_assert_int_eq(
	    json_unpack(locations, "[{s:{s:{s:s}}, s:[{s:s, s:s}]}]", "physicalLocation",
		"artifactLocation", "uri", &uri, "logicalLocations", "name", &name,
		"fullyQualifiedName", &full_name),
	    0);
	ck_assert_str_eq(uri, places[_i].uri);
	ck_assert_str_eq(name, places[_i].name);
	ck_assert_str_eq(full_name, places[_i].full_name);
	json_decref(locations);
}
END_TEST

START_TEST(fingerprints_are_those_of_the_place_and_the_rule)
{
	ck_assert_str_eq(text_of(sarif_fingerprints(&arena, &places[0].place, "tls-10")),
	    "{\"mailsonde/v1\":\"mail.example.test/587-submission:tls-10\","
	    "\"primaryLocationLineHash\":\"26a99ecce6b76ab7:1\"}");
	ck_assert_str_ne(text_of(sarif_fingerprints(&arena, &places[0].place, "tls-10")),
	    text_of(sarif_fingerprints(&arena, &places[0].place, "tls-11")));
	ck_assert_str_ne(text_of(sarif_fingerprints(&arena, &places[0].place, "tls-10")),
	    text_of(sarif_fingerprints(&arena, &places[1].place, "tls-10")));
}
END_TEST

static const struct settings settings = {
	.postfix = "postconf -e 'a = b'\npostconf -e 'c = {d}'",
	.exim = "e = ${f}",
};

static const struct settings settings_mx = { .postfix = "postconf -e 'g = h'" };

static const struct topic topic = { "Some Topic", NULL };

static const struct rule rule = {
	.id = "some-rule-10",
	.severity = SEVERITIES(INFO, LOW, MEDIUM, HIGH),
	.title = "does something wrong",
	.why = "It breaks.",
	.advice = "Mend it.",
	.settings = &settings,
	.settings_mx = &settings_mx,
	.reference = "RFC 1, section 2",
};

START_TEST(a_rule_is_told_with_the_lines_to_paste)
{
	json_t *object = sarif_rule(&arena, &topic, &rule, SEVERITY_OFF);
	const char *text = NULL;
	const char *markdown = NULL;

	ck_assert_int_eq(
	    json_unpack(object, "{s:{s:s, s:s}}", "help", "text", &text, "markdown", &markdown),
	    0);
	ck_assert_str_eq(text,
	    "It breaks.\n\nMend it.\n\nPostfix where users log in:\npostconf -e 'a = b'\n"
	    "postconf -e 'c = {d}'\n\nExim where users log in:\ne = ${f}\n\n"
	    "Postfix for mail between servers:\npostconf -e 'g = h'\n\n"
	    "Reference: RFC 1, section 2");
	ck_assert_str_eq(markdown,
	    "**Why:** It breaks.\n\n**Fix:** Mend it.\n\nPostfix where users log in:\n\n"
	    "```\npostconf -e 'a = b'\npostconf -e 'c = {d}'\n```\n\n"
	    "Exim where users log in:\n\n```\ne = ${f}\n```\n\n"
	    "Postfix for mail between servers:\n\n```\npostconf -e 'g = h'\n```\n\n"
	    "**Reference:** RFC 1, section 2");
	json_decref(object);
}
END_TEST

static const struct {
	enum severity found;
	const char *number; /* NULL: none, and no tag "security" */
	const char *level;
} severities[] = {
	{ SEVERITY_OFF, "8.0", "error" },
	{ SEVERITY_INFO, NULL, "error" },
	{ SEVERITY_LOW, "2.0", "error" },
	{ SEVERITY_MEDIUM, "5.5", "error" },
	{ SEVERITY_CRITICAL, "9.5", "error" },
};

START_TEST(a_rule_is_as_grave_as_what_was_found)
{
	json_t *object = sarif_rule(&arena, &topic, &rule, severities[_i].found);
	json_t *properties = json_object_get(object, "properties");
	const char *level = NULL;
	const char *first_tag = NULL;

	ck_assert_int_eq(json_unpack(object, "{s:{s:s}, s:{s:[s]}}", "defaultConfiguration",
			     "level", &level, "properties", "tags", &first_tag),
	    0);
	ck_assert_str_eq(level, severities[_i].level);
	if (severities[_i].number == NULL) {
		ck_assert_str_eq(first_tag, "mail");
		ck_assert_ptr_null(json_object_get(properties, "security-severity"));
	} else {
		ck_assert_str_eq(first_tag, "security");
		ck_assert_str_eq(
		    json_string_value(json_object_get(properties, "security-severity")),
		    severities[_i].number);
	}
	json_decref(object);
}
END_TEST

START_TEST(a_rule_has_a_name_and_a_title_for_people)
{
	struct rule other = rule;
	json_t *object = sarif_rule(&arena, &topic, &rule, SEVERITY_OFF);

	ck_assert_str_eq(json_string_value(json_object_get(object, "id")), "some-rule-10");
	ck_assert_str_eq(json_string_value(json_object_get(object, "name")), "SomeRule10");
	ck_assert_str_eq(text_of(json_incref(json_object_get(object, "shortDescription"))),
	    "{\"text\":\"Does something wrong\"}");
	json_decref(object);
	other.id = "word";
	object = sarif_rule(&arena, &topic, &other, SEVERITY_OFF);
	ck_assert_ptr_null(json_object_get(object, "name"));
	json_decref(object);
}
END_TEST

START_TEST(levels_are_those_of_the_standard)
{
	ck_assert_str_eq(sarif_level(SEVERITY_OFF), "none");
	ck_assert_str_eq(sarif_level(SEVERITY_INFO), "note");
	ck_assert_str_eq(sarif_level(SEVERITY_LOW), "note");
	ck_assert_str_eq(sarif_level(SEVERITY_MEDIUM), "warning");
	ck_assert_str_eq(sarif_level(SEVERITY_HIGH), "error");
	ck_assert_str_eq(sarif_level(SEVERITY_CRITICAL), "error");
}
END_TEST

Suite *
suite(void)
{
	Suite *s = suite_create("sarif_parts");
	TCase *tcase = tcase_create("core");

	tcase_add_checked_fixture(tcase, begin, end);
	tcase_add_test(tcase, a_message_holds_no_placeholder_and_no_link);
	tcase_add_loop_test(
	    tcase, a_port_is_told_as_a_file_and_as_a_resource, 0, COUNT_OF(places));
	tcase_add_test(tcase, fingerprints_are_those_of_the_place_and_the_rule);
	tcase_add_test(tcase, a_rule_is_told_with_the_lines_to_paste);
	tcase_add_loop_test(
	    tcase, a_rule_is_as_grave_as_what_was_found, 0, COUNT_OF(severities));
	tcase_add_test(tcase, a_rule_has_a_name_and_a_title_for_people);
	tcase_add_test(tcase, levels_are_those_of_the_standard);
	suite_add_tcase(s, tcase);
	return s;
}
