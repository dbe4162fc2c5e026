/* SPDX-License-Identifier: MIT */
#include "base/text.h"
#include "report/text.h"
#include "support/player.h"
#include "support/report.h"
#include "support/samples.h"
#include "support/suite.h"

#include <stdlib.h>
#include <string.h>

enum { WIDTH = 80 };

START_TEST(the_report_is_as_it_was)
{
	const struct sample *sample = &samples[_i];
	struct host_record host;
	const char *text;

	sample_make(sample, &host);
	text = report_text(&host, false);
	golden_check(arena_printf(&host.arena, "%s.txt", sample->name), text);
	arena_clear(&host.arena);
}
END_TEST

/* Columns of a line, where each well-formed sequence of UTF-8 takes one. */
static size_t
columns(struct span line)
{
	size_t count = 0;

	for (size_t i = 0; i < line.len; i++)
		count += (line.data[i] & 0xc0) != 0x80 ? 1 : 0;
	return count;
}

/* A reply of the server, whole, or lines to paste: neither is broken. */
static bool
is_kept_whole(struct span line, bool *is_reply)
{
	*is_reply =
	    span_starts(line, "    server ") || (*is_reply && span_starts(line, "           "));
	return *is_reply || span_starts(line, "             ");
}

static void
check_line(const struct sample *sample, struct span line, bool *is_reply)
{
	bool is_quote = is_kept_whole(line, is_reply);

	ck_assert_msg(text_is_plain(line), "%s: '%.*s'", sample->name, (int)line.len,
	    (const char *)line.data);
	if (!is_quote && !sample->quotes_long_words)
		ck_assert_msg(columns(line) <= WIDTH, "%s: %zu columns: '%.*s'", sample->name,
		    columns(line), (int)line.len, (const char *)line.data);
	ck_assert_msg(line.len == 0 || line.data[line.len - 1] != ' ' || is_quote,
	    "%s: blanks at the end: '%.*s'", sample->name, (int)line.len,
	    (const char *)line.data);
}

START_TEST(every_line_is_plain_and_fits_a_terminal)
{
	struct host_record host;
	struct span text;
	bool is_reply = false;

	sample_make(&samples[_i], &host);
	text = span_of(report_text(&host, false));
	ck_assert_uint_gt(text.len, 0);
	while (text.len > 0) {
		const uint8_t *end = memchr(text.data, '\n', text.len);
		struct span line = text;

		ck_assert_msg(end != NULL, "%s: a line without its end", samples[_i].name);
		line.len = (size_t)(end - text.data);
		check_line(&samples[_i], line, &is_reply);
		text = span_skip(text, line.len + 1);
	}
	arena_clear(&host.arena);
}
END_TEST

/* The text without the few sequences that the report itself may use. */
static char *
without_colours(struct arena *arena, const char *text)
{
	static const char *const codes[] = { "\033[0m", "\033[1m", "\033[32m", "\033[33m",
		"\033[1;31m" };
	char *plain = arena_alloc(arena, strlen(text) + 1);
	size_t len = 0;

	while (*text != '\0') {
		size_t skip = 0;

		for (size_t i = 0; i < COUNT_OF(codes); i++)
			if (strncmp(text, codes[i], strlen(codes[i])) == 0)
				skip = strlen(codes[i]);
		if (skip == 0)
			plain[len++] = *text++;
		text += skip;
	}
	return plain;
}

START_TEST(colour_changes_no_word)
{
	struct host_record host;
	const char *plain;
	const char *coloured;

	sample_make(&samples[_i], &host);
	plain = report_text(&host, false);
	coloured = report_text(&host, true);
	ck_assert_ptr_null(strchr(plain, '\033'));
	if (host.ports_len > 0)
		ck_assert_ptr_nonnull(strchr(coloured, '\033'));
	ck_assert_str_eq(without_colours(&host.arena, coloured), plain);
	arena_clear(&host.arena);
}
END_TEST

START_TEST(a_report_written_twice_is_the_same)
{
	struct host_record host;

	sample_make(&samples[_i], &host);
	ck_assert_str_eq(report_text(&host, false), report_text(&host, false));
	arena_clear(&host.arena);
}
END_TEST

/* On one port: the days that are left, and what may stand beside them. */
static const struct {
	const char *name;
	int64_t days;
	const char *words;
} lives[] = {
	{ "some days", 90, " 90 !" },
	{ "the last day", 0, " 0 !" },
	{ "ten years", 3650, " 3650 !" },
	{ "a hundred years", 36500, " 36500 !" },
	{ "no end (RFC 5280 section 4.1.2.5)", 2912345, " 2912345 !" },
};

START_TEST(the_table_keeps_its_columns_however_long_a_certificate_lives)
{
	struct host_record host;
	struct result result;
	char *text = NULL;
	size_t len;
	FILE *stream = open_memstream(&text, &len);
	const char *row;

	sample_make(sample_by_name("logins"), &host);
	result = report_result(&host);
	result.facts[1].chain.certificates[0].not_after =
	    PLAYER_NOW + lives[_i].days * 24 * 60 * 60;
	result.facts[1].chain.problems[CHAIN_SELF_SIGNED] = true;
	result.facts[1].login.verdict = LOGIN_NONE;
	text_host(stream, false, &result);
	ck_assert_int_eq(fclose(stream), 0);
	row = strstr(text, "  587");
	ck_assert_ptr_nonnull(row);
	row = strstr(row, lives[_i].words);
	ck_assert_msg(row != NULL, "%s", lives[_i].name);
	ck_assert_msg(row[strlen(lives[_i].words)] == ' ', "%s: '%.20s'", lives[_i].name, row);
	free(text);
	arena_clear(&host.arena);
}
END_TEST

START_TEST(only_a_run_that_was_stopped_is_spoken_of)
{
	struct run run = report_run;
	char *text = NULL;
	size_t len;
	FILE *stream = open_memstream(&text, &len);

	text_run(stream, &run);
	ck_assert_int_eq(fflush(stream), 0);
	ck_assert_uint_eq(len, 0);
	run.is_complete = false;
	text_run(stream, &run);
	ck_assert_int_eq(fclose(stream), 0);
	ck_assert_str_eq(
	    text, "The run was stopped: hosts that are not shown were not asked.\n");
	free(text);
}
END_TEST

Suite *
suite(void)
{
	Suite *s = suite_create("text");
	TCase *tcase = tcase_create("core");

	tcase_add_loop_test(tcase, the_report_is_as_it_was, 0, (int)samples_count);
	tcase_add_loop_test(
	    tcase, every_line_is_plain_and_fits_a_terminal, 0, (int)samples_count);
	tcase_add_loop_test(tcase, colour_changes_no_word, 0, (int)samples_count);
	tcase_add_loop_test(tcase, a_report_written_twice_is_the_same, 0, (int)samples_count);
	tcase_add_loop_test(tcase, the_table_keeps_its_columns_however_long_a_certificate_lives,
	    0, COUNT_OF(lives));
	tcase_add_test(tcase, only_a_run_that_was_stopped_is_spoken_of);
	suite_add_tcase(s, tcase);
	return s;
}
