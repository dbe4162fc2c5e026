/* SPDX-License-Identifier: MIT */
#include "report/text_parts.h"
#include "support/suite.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct host_record host;
static struct port_record records[4];
static struct port_facts facts[4];
static struct result result;
static struct text text;
static char *written;
static size_t written_len;

static void
set_up(void)
{
	host = (struct host_record){ .ports = records, .ports_len = COUNT_OF(records) };
	arena_init(&host.arena);
	for (size_t i = 0; i < COUNT_OF(records); i++) {
		records[i] = (struct port_record){ .endpoint = { .port = (uint16_t)(25 + i) } };
		facts[i] = (struct port_facts){ .record = &records[i] };
	}
	result = (struct result){ .host = &host, .facts = facts };
	text = (struct text){ .out = open_memstream(&written, &written_len),
		.result = &result,
		.arena = &host.arena };
}

static void
tear_down(void)
{
	if (text.out != NULL)
		fclose(text.out);
	free(written);
	arena_clear(&host.arena);
}

/* What was written; nothing can be written behind it. */
static const char *
taken(void)
{
	ck_assert_int_eq(fclose(text.out), 0);
	text.out = NULL;
	return written;
}

START_TEST(words_are_broken_at_spaces_and_never_inside)
{
	char long_word[101];

	memset(long_word, 'x', 100);
	long_word[100] = '\0';
	text_wrap(&text, 4, arena_printf(&host.arena, "one %s two  three", long_word));
	text_wrap(&text, 4, "");
	ck_assert_str_eq(
	    taken(), arena_printf(&host.arena, "    one\n    %s\n    two  three\n", long_word));
}
END_TEST

START_TEST(a_line_may_fill_the_terminal_but_for_one_column)
{
	char words[2 * TEXT_WIDTH];

	memset(words, 'x', sizeof(words));
	words[70] = ' ';
	words[79] = '\0';
	text_wrap(&text, 0, words);
	words[79] = 'x';
	words[80] = '\0';
	text_wrap(&text, 0, words);
	words[79] = '\0';
	ck_assert_str_eq(
	    taken(), arena_printf(&host.arena, "%s\n%.70s\n%.9s\n", words, words, "xxxxxxxxx"));
}
END_TEST

START_TEST(lines_to_paste_are_never_broken)
{
	char long_line[201];

	memset(long_line, 'x', 200);
	long_line[200] = '\0';
	text_paste(&text, 4, arena_printf(&host.arena, "a  b\n\n%s", long_line));
	text_paste(&text, 4, "");
	ck_assert_str_eq(
	    taken(), arena_printf(&host.arena, "    a  b\n    \n    %s\n", long_line));
}
END_TEST

static const struct {
	uint64_t us;
	const char *want;
} durations[] = {
	{ 0, "0 ms" },
	{ 999, "0 ms" },
	{ 12345, "12 ms" },
	{ 9999999, "9999 ms" },
	{ 10000000, "10.0 s" },
	{ 45350000, "45.3 s" },
};

START_TEST(a_duration_is_told_in_what_fits_it)
{
	ck_assert_str_eq(text_duration(&host.arena, durations[_i].us), durations[_i].want);
}
END_TEST

START_TEST(ports_of_one_address_stand_together)
{
	static const char *const addresses[] = { "192.0.2.1", "192.0.2.1", "::1", "::1" };

	for (size_t i = 0; i < COUNT_OF(records); i++)
		records[i].endpoint.address = addresses[i];
	ck_assert_uint_eq(text_address_end(&text, 0), 2);
	ck_assert_uint_eq(text_address_end(&text, 1), 2);
	ck_assert_uint_eq(text_address_end(&text, 2), 4);
	ck_assert_uint_eq(text_address_end(&text, 4), 4);
}
END_TEST

START_TEST(colour_is_only_used_where_it_is_wanted)
{
	text_print(&text, COLOUR_BAD, "a");
	text.has_colour = true;
	text_print(&text, COLOUR_BAD, "b");
	text_print(&text, COLOUR_NONE, "c");
	text_print(&text, COLOUR_GOOD, "");
	ck_assert_str_eq(taken(), "a\033[1;31mb\033[0mc");
}
END_TEST

static void
describe_nothing(struct block *block, const struct port_facts *port)
{
	(void)block;
	(void)port;
}

START_TEST(a_section_with_nothing_to_tell_has_no_heading)
{
	text_section(&text, "Title", 0, 4, describe_nothing);
	ck_assert_str_eq(taken(), "");
}
END_TEST

/* 25 and 28 are alike, 26 has nothing to tell. */
static void
describe_some(struct block *block, const struct port_facts *port)
{
	if (port->record->endpoint.port == 26)
		return;
	block_say(block, COLOUR_NONE, "first");
	block_tell(block, COLOUR_NONE, "label", "words");
	block_tell(block, COLOUR_NONE, "", "go on");
	block_item(block, COLOUR_NONE, "item", "");
	if (port->record->endpoint.port == 27)
		block_item(block, COLOUR_NONE, "item", "remark");
}

START_TEST(what_is_the_same_is_told_once)
{
	text_section(&text, "Title", 0, 4, describe_some);
	ck_assert_str_eq(taken(),
	    "\nTitle\n"
	    "  25 28:\n"
	    "      first\n"
	    "      label           words\n"
	    "                      go on\n"
	    "        item\n"
	    "  27:\n"
	    "      first\n"
	    "      label           words\n"
	    "                      go on\n"
	    "        item\n"
	    "        item                                           remark\n");
}
END_TEST

START_TEST(only_the_ports_asked_for_are_told)
{
	text_section(&text, "Title", 2, 3, describe_some);
	ck_assert_ptr_nonnull(strstr(taken(), "  27:\n"));
	ck_assert_ptr_null(strstr(written, "25"));
}
END_TEST

static void
describe_colours(struct block *block, const struct port_facts *port)
{
	block_say(block, port->record->endpoint.port == 25 ? COLOUR_BAD : COLOUR_GOOD, "same");
}

START_TEST(another_colour_is_another_thing_to_tell)
{
	text_section(&text, "Title", 0, 2, describe_colours);
	ck_assert_str_eq(taken(), "\nTitle\n  25:\n      same\n  26:\n      same\n");
}
END_TEST

static void
describe_at_length(struct block *block, const struct port_facts *port)
{
	(void)port;
	block_tell(block, COLOUR_BAD, "label",
	    "these are more words than there is room for behind a label in a line");
	block_tell(block, COLOUR_NONE, "a label that is far too long", "words");
}

START_TEST(words_go_on_below_the_first_and_each_line_has_its_colour)
{
	text.has_colour = true;
	text_section(&text, "Title", 0, 1, describe_at_length);
	ck_assert_str_eq(taken(),
	    "\n\033[1mTitle\033[0m\n  25:\n"
	    "      label           \033[1;31mthese are more words than there is room for "
	    "behind a\033[0m\n"
	    "                      \033[1;31mlabel in a line\033[0m\n"
	    "      a label that is far too long words\n");
}
END_TEST

Suite *
suite(void)
{
	Suite *s = suite_create("text parts");
	TCase *tcase = tcase_create("core");

	tcase_add_checked_fixture(tcase, set_up, tear_down);
	tcase_add_test(tcase, words_are_broken_at_spaces_and_never_inside);
	tcase_add_test(tcase, a_line_may_fill_the_terminal_but_for_one_column);
	tcase_add_test(tcase, lines_to_paste_are_never_broken);
	tcase_add_loop_test(tcase, a_duration_is_told_in_what_fits_it, 0, COUNT_OF(durations));
	tcase_add_test(tcase, ports_of_one_address_stand_together);
	tcase_add_test(tcase, colour_is_only_used_where_it_is_wanted);
	tcase_add_test(tcase, a_section_with_nothing_to_tell_has_no_heading);
	tcase_add_test(tcase, what_is_the_same_is_told_once);
	tcase_add_test(tcase, only_the_ports_asked_for_are_told);
	tcase_add_test(tcase, another_colour_is_another_thing_to_tell);
	tcase_add_test(tcase, words_go_on_below_the_first_and_each_line_has_its_colour);
	suite_add_tcase(s, tcase);
	return s;
}
