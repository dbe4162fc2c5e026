/* SPDX-License-Identifier: MIT */
/* The verb; for the reader of evidence see tests/report/test_replay.c. */
#include "cli/verbs.h"
#include "support/capture.h"
#include "support/player.h"
#include "support/suite.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static struct arena arena;
static char path[64]; /* of a file with evidence */

static void
set_up(void)
{
	arena_init(&arena);
	strcpy(path, "/tmp/mailsonde-evidence-XXXXXX");
	close(mkstemp(path));
}

static void
tear_down(void)
{
	unlink(path);
	arena_clear(&arena);
}

static int
run(void *context)
{
	return replay_verb(context);
}

static struct captured
replay(struct options options, const char *input)
{
	struct captured captured;

	arena_init(&options.arena);
	captured = capture(&arena, run, &options, input);
	arena_clear(&options.arena);
	return captured;
}

static void
write_file(const char *text, size_t len)
{
	FILE *file = fopen(path, "w");

	ck_assert_ptr_nonnull(file);
	ck_assert_uint_eq(fwrite(text, 1, len, file), len);
	ck_assert_int_eq(fclose(file), 0);
}

static const char *
golden(const char *name)
{
	return read_test_file(&arena, arena_printf(&arena, "data/golden/%s", name));
}

static void
write_good(void)
{
	const char *text = golden("two-addresses.jsonl");

	write_file(text, strlen(text));
}

START_TEST(evidence_gives_the_report_again)
{
	struct options options = { .evidence_in = path, .files[OUTPUT_TEXT] = "-" };
	struct captured captured;

	write_good();
	captured = replay(options, "");
	ck_assert_str_eq(captured.err, "");
	ck_assert_int_eq(captured.status, STATUS_OK);
	ck_assert_str_eq(captured.out, golden("two-addresses.txt"));
	options.files[OUTPUT_TEXT] = NULL;
	options.files[OUTPUT_JSON] = "-";
	captured = replay(options, "");
	ck_assert_str_eq(captured.out, golden("two-addresses.json"));
	options.files[OUTPUT_JSON] = NULL;
	options.files[OUTPUT_EVIDENCE] = "-";
	captured = replay(options, "");
	ck_assert_str_eq(captured.out, golden("two-addresses.jsonl"));
}
END_TEST

START_TEST(a_diagnosis_of_a_name_without_an_address_is_one_again)
{
	static const char evidence[] =
	    "{\"type\":\"begin\",\"format\":\"mailsonde-evidence\",\"version\":4,"
	    "\"program\":\"mailsonde\",\"began_at_ms\":0}\n"
	    "{\"type\":\"host\",\"name\":\"mail.example.test\",\"is_address\":false,"
	    "\"unknown_name\":true,\"resolve_words\":\"it has no address\","
	    "\"resolve_us\":0,\"began_at_ms\":0,\"elapsed_us\":0,\"complete\":true,"
	    "\"diagnosis\":true,\"connections\":0,\"ports\":[]}\n"
	    "{\"type\":\"end\",\"elapsed_us\":0,\"complete\":true}\n";
	const struct options options = { .evidence_in = "-", .files[OUTPUT_TEXT] = "-" };
	const struct captured captured = replay(options, evidence);

	ck_assert_str_eq(captured.err, "");
	ck_assert_int_eq(captured.status, STATUS_UNTESTED);
	ck_assert_str_eq(
	    captured.out, "mail.example.test could not be looked up: it has no address\n");
}
END_TEST

START_TEST(evidence_may_come_from_standard_input)
{
	const struct options options = { .evidence_in = "-", .files[OUTPUT_TEXT] = "-" };
	struct captured captured = replay(options, golden("two-addresses.jsonl"));

	ck_assert_int_eq(captured.status, STATUS_OK);
	ck_assert_str_eq(captured.out, golden("two-addresses.txt"));
	captured = replay(options, "nonsense\n");
	ck_assert_int_eq(captured.status, STATUS_USAGE);
	ck_assert_str_eq(
	    captured.err, "mailsonde: standard input: line 1: this is no JSON object\n");
}
END_TEST

/* Writes evidence into the pipe that the verb reads. */
static int
run_with_pipe(void *context)
{
	pid_t child = fork();

	if (child < 0)
		abort();
	if (child == 0) {
		FILE *pipe = fopen(path, "w");

		fputs(golden("two-addresses.jsonl"), pipe);
		fclose(pipe);
		_exit(0);
	}
	return replay_verb(context);
}

START_TEST(evidence_may_come_from_a_named_pipe)
{
	struct options options = { .evidence_in = path, .files[OUTPUT_TEXT] = "-" };
	struct captured captured;

	ck_assert_int_eq(unlink(path), 0);
	ck_assert_int_eq(mkfifo(path, 0600), 0);
	arena_init(&options.arena);
	captured = capture(&arena, run_with_pipe, &options, "");
	arena_clear(&options.arena);
	ck_assert_str_eq(captured.err, "");
	ck_assert_str_eq(captured.out, golden("two-addresses.txt"));
}
END_TEST

/* clang-format off */
static const struct {
	const char *name;
	const char *text; /* NULL: that of a good file ... */
	size_t cut;       /* ... without so many bytes at its end ... */
	const char *old;  /* ... and with this replaced, if it is not NULL */
	const char *new;
	const char *words; /* behind "mailsonde: FILE: " */
} damages[] = {
	{ "empty", "", 0, NULL, NULL, "line 1: this is no evidence file of mailsonde\n" },
	{ "garbage", "\x7f" "ELF\x01\n\xff", 0, NULL, NULL, "line 1: this is no JSON object\n" },
	{ "a JSON report", "{\"format\": \"mailsonde-report\"}\n", 0, NULL, NULL,
	    "line 1: this is no evidence file of mailsonde\n" },
	{ "without its last line's end", NULL, 1, NULL, NULL,
	    "line 9: it is cut off, or too long\n" },
	{ "cut off in a line", NULL, 1000, NULL, NULL, "line 7: it is cut off, or too long\n" },
	{ "cut off behind a line", NULL, 51, NULL, NULL,
	    "line 9: the end is missing: the file was cut off\n" },
	{ "of a later version", NULL, 0, "\"version\":4", "\"version\":9",
	    "line 1: it was written by a later version of mailsonde\n" },
	{ "damaged in the middle", NULL, 0, "\"event\":\"received\"", "\"event\":\"retrieved\"",
	    "line 3: the field 'event' is missing or wrong\n" },
	{ "damaged at the end", NULL, 0, "\"type\":\"end\"", "\"type\":\"End\"",
	    "line 9: a line of an unknown type\n" },
};
/* clang-format on */

static void
write_damaged(int row)
{
	const char *text = damages[row].text;
	size_t len;

	if (text == NULL)
		text = golden("two-addresses.jsonl");
	len = strlen(text) - damages[row].cut;
	if (damages[row].old != NULL) {
		const char *at = strstr(text, damages[row].old);

		ck_assert_msg(at != NULL, "%s", damages[row].name);
		text = arena_printf(&arena, "%.*s%s%s", (int)(at - text), text,
		    damages[row].new, at + strlen(damages[row].old));
		len = strlen(text);
	}
	write_file(text, len);
}

START_TEST(a_damaged_file_gives_one_line_and_no_report)
{
	const struct options options = { .evidence_in = path,
		.files[OUTPUT_TEXT] = "-",
		.files[OUTPUT_JSON] = "/tmp/mailsonde-must-not-be-made.json" };
	struct captured captured;

	write_damaged(_i);
	captured = replay(options, "");
	ck_assert_msg(captured.status == STATUS_USAGE, "%s: status %d", damages[_i].name,
	    captured.status);
	ck_assert_msg(*captured.out == '\0', "%s: '%s'", damages[_i].name, captured.out);
	ck_assert_str_eq(
	    captured.err, arena_printf(&arena, "mailsonde: %s: %s", path, damages[_i].words));
	ck_assert_int_ne(access(options.files[OUTPUT_JSON], F_OK), 0);
}
END_TEST

static const struct {
	const char *path;
	const char *words;
} unreadable[] = {
	{ "/nonexistent/file",
	    "mailsonde: /nonexistent/file cannot be read: No such file or directory\n" },
	{ "/nonexistent/a\nb\x1b",
	    "mailsonde: /nonexistent/a\\nb\\x1b cannot be read: No such file or directory\n" },
	{ "", "mailsonde:  cannot be read: No such file or directory\n" },
	{ "/tmp", "mailsonde: /tmp cannot be read: Is a directory\n" },
};

START_TEST(what_is_no_file_gives_one_line)
{
	const struct options options = { .evidence_in = unreadable[_i].path,
		.files[OUTPUT_TEXT] = "-" };
	struct captured captured = replay(options, "");

	ck_assert_int_eq(captured.status, STATUS_USAGE);
	ck_assert_str_eq(captured.out, "");
	ck_assert_str_eq(captured.err, unreadable[_i].words);
}
END_TEST

START_TEST(a_report_that_cannot_be_written_gives_one_line)
{
	const struct options options = { .evidence_in = path,
		.files[OUTPUT_TEXT] = "/nonexistent/file" };
	struct captured captured;

	write_good();
	captured = replay(options, "");
	ck_assert_int_eq(captured.status, STATUS_USAGE);
	ck_assert_str_eq(captured.err,
	    "mailsonde: /nonexistent/file cannot be written: No such file or directory\n");
}
END_TEST

START_TEST(a_replayed_run_ends_as_it_did_then)
{
	const char *text = golden("two-addresses.jsonl");
	const char *last = strstr(text, "{\"type\":\"end\"");
	const struct options options = { .evidence_in = path };
	const char *stopped;

	ck_assert_ptr_nonnull(last);
	stopped =
	    arena_printf(&arena, "%.*s{\"type\":\"end\",\"elapsed_us\":1,\"complete\":false}\n",
		(int)(last - text), text);
	write_file(stopped, strlen(stopped));
	ck_assert_int_eq(replay(options, "").status, STATUS_INTERRUPTED);
}
END_TEST

Suite *
suite(void)
{
	Suite *s = suite_create("replay");
	TCase *tcase = tcase_create("core");

	tcase_add_checked_fixture(tcase, set_up, tear_down);
	tcase_add_test(tcase, evidence_gives_the_report_again);
	tcase_add_test(tcase, a_diagnosis_of_a_name_without_an_address_is_one_again);
	tcase_add_test(tcase, evidence_may_come_from_standard_input);
	tcase_add_test(tcase, evidence_may_come_from_a_named_pipe);
	tcase_add_loop_test(
	    tcase, a_damaged_file_gives_one_line_and_no_report, 0, COUNT_OF(damages));
	tcase_add_loop_test(tcase, what_is_no_file_gives_one_line, 0, COUNT_OF(unreadable));
	tcase_add_test(tcase, a_report_that_cannot_be_written_gives_one_line);
	tcase_add_test(tcase, a_replayed_run_ends_as_it_did_then);
	suite_add_tcase(s, tcase);
	return s;
}
