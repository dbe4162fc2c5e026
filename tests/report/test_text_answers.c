/* SPDX-License-Identifier: MIT */
#include "report/text_answers.h"
#include "support/suite.h"

#include <stdio.h>
#include <stdlib.h>

static struct host_record host;
static struct port_record record = { .endpoint = { .port = 25 } };
static struct port_facts facts = { .record = &record };

static void
set_up(void)
{
	host = (struct host_record){ .ports = &record, .ports_len = 1 };
	arena_init(&host.arena);
}

static void
tear_down(void)
{
	arena_clear(&host.arena);
}

static const struct {
	struct answer answer;
	const char *words;
} single[] = {
	{ { ANSWER_YES, CERTAINTY_CERTAIN, NULL }, "some" },
	{ { ANSWER_YES, CERTAINTY_LIKELY, NULL }, "likely some" },
	{ { ANSWER_NO, CERTAINTY_CERTAIN, NULL }, "none" },
	{ { ANSWER_NO, CERTAINTY_POSSIBLE, NULL }, "possibly none" },
	{ { ANSWER_NO, CERTAINTY_CERTAIN, "a remark" }, "none (a remark)" },
	{ { ANSWER_NO, CERTAINTY_CERTAIN, "" }, "none" },
	{ { ANSWER_UNKNOWN, CERTAINTY_CERTAIN, NULL }, "not known: it was not asked" },
	{ { ANSWER_UNKNOWN, CERTAINTY_LIKELY, "a reason" }, "not known: a reason" },
	{ { ANSWER_NOT_APPLICABLE, CERTAINTY_CERTAIN, NULL }, "does not apply" },
	{ { ANSWER_NOT_APPLICABLE, CERTAINTY_CERTAIN, "a reason" },
	    "does not apply: a reason" },
};

START_TEST(an_answer_says_how_sure_it_is_and_why_it_is_none)
{
	ck_assert_str_eq(
	    answer_words(&host.arena, &single[_i].answer, "some", "none"), single[_i].words);
}
END_TEST

START_TEST(a_list_has_commas_between_its_items_only)
{
	const char *list = list_add(&host.arena, "", "one");

	ck_assert_str_eq(list, "one");
	ck_assert_str_eq(list_add(&host.arena, list, "two"), "one, two");
}
END_TEST

static const struct answer yes = { .value = ANSWER_YES };
static const struct answer likely_yes = { ANSWER_YES, CERTAINTY_LIKELY, NULL };
static const struct answer no = { .value = ANSWER_NO };
static const struct answer likely_no = { ANSWER_NO, CERTAINTY_LIKELY, NULL };
static const struct answer remarked_no = { ANSWER_NO, CERTAINTY_CERTAIN, "a remark" };
static const struct answer unknown = { .value = ANSWER_UNKNOWN };
static const struct answer stopped = { ANSWER_UNKNOWN, CERTAINTY_CERTAIN, "it stopped" };
static const struct answer stopped_likely = { ANSWER_UNKNOWN, CERTAINTY_LIKELY, "it stopped" };
static const struct answer none = { .value = ANSWER_NOT_APPLICABLE };

static const struct item all_kinds[] = { { "a", &unknown }, { "b", &no }, { "c", &yes },
	{ "d", &stopped }, { "e", &likely_no }, { "f", &none }, { "g", &no },
	{ "h", &likely_yes }, { "i", &stopped_likely }, { "j", &yes }, { "k", &remarked_no } };
static const struct item with_comma[] = { { "a, b", &no }, { "c", &no } };
static const struct item all_unknown[] = { { "a", &stopped }, { "b", &stopped } };
static const struct item all_no[] = { { "a", &no }, { "b", &no } };
static const struct item nothing[] = { { "a", &none }, { "b", &none } };

#define ITEMS(array) array, COUNT_OF(array)

static const struct {
	const char *name;
	const char *label;
	const struct item *items;
	size_t len;
	const char *text;
} groups[] = {
	{ "all kinds", "label", ITEMS(all_kinds),
	    "      label           yes: c, j\n"
	    "                      likely yes: h\n"
	    "                      no: b, g\n"
	    "                      likely no: e\n"
	    "                      no: k (a remark)\n"
	    "                      not known: a (it was not asked)\n"
	    "                      not known: d, i (it stopped)\n" },
	{ "no label", NULL, ITEMS(all_unknown), "      not known: a, b (it stopped)\n" },
	{ "all unknown", "label", ITEMS(all_unknown),
	    "      label           not known: it stopped\n" },
	{ "all no", "label", ITEMS(all_no), "      label           no: a, b\n" },
	{ "a comma in a title", "label", ITEMS(with_comma),
	    "      label           no: a, b; c\n" },
	{ "nothing that applies", "label", ITEMS(nothing), NULL },
	{ "nothing at all", "label", nothing, 0, NULL },
};

static int current;

static void
describe_group(struct block *block, const struct port_facts *port)
{
	(void)port;
	tell_answers(block, COLOUR_NONE, groups[current].label, groups[current].items,
	    groups[current].len);
}

START_TEST(what_has_the_same_answer_stands_in_one_line)
{
	struct result result = { .host = &host, .facts = &facts };
	char *written = NULL;
	size_t len;
	struct text text = {
		.out = open_memstream(&written, &len), .result = &result, .arena = &host.arena
	};
	const char *wanted = "";

	current = _i;
	if (groups[_i].text != NULL)
		wanted = arena_printf(&host.arena, "\nTitle\n  25:\n%s", groups[_i].text);
	text_section(&text, "Title", 0, 1, describe_group);
	ck_assert_int_eq(fclose(text.out), 0);
	ck_assert_str_eq(written, wanted);
	free(written);
}
END_TEST

Suite *
suite(void)
{
	Suite *s = suite_create("text answers");
	TCase *tcase = tcase_create("core");

	tcase_add_checked_fixture(tcase, set_up, tear_down);
	tcase_add_loop_test(
	    tcase, an_answer_says_how_sure_it_is_and_why_it_is_none, 0, COUNT_OF(single));
	tcase_add_test(tcase, a_list_has_commas_between_its_items_only);
	tcase_add_loop_test(
	    tcase, what_has_the_same_answer_stands_in_one_line, 0, COUNT_OF(groups));
	suite_add_tcase(s, tcase);
	return s;
}
