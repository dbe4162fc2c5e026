/* SPDX-License-Identifier: MIT */
/* Evidence may come from anybody: whatever bytes are in the file, nothing breaks, in the reader
 * (report/replay.c) and behind it, and nothing that is cut off is taken. */
#include "base/text.h"
#include "support/report.h"
#include "support/samples.h"
#include "support/suite.h"

#include <string.h>

static struct arena arena;
static struct host_record sample;
static const char *good; /* evidence of one host with two connections */
static const char *problem;
static struct run run;
static unsigned hosts;

static void
count_host(void *context, struct host_record *host)
{
	(void)context;
	(void)host;
	hosts++;
}

static bool
replay(struct span evidence)
{
	hosts = 0;
	problem = "untouched";
	return report_replay(evidence, count_host, NULL, &run, &arena, &problem);
}

static void
set_up(void)
{
	struct host_record *list = &sample;

	arena_init(&arena);
	sample_make(sample_by_name("small"), &sample);
	good = report_evidence(&list, 1, &report_run);
}

static void
tear_down(void)
{
	arena_clear(&sample.arena);
	arena_clear(&arena);
}

START_TEST(a_nul_anywhere_is_not_taken)
{
	size_t len = strlen(good);
	char *text = arena_string(&arena, span_of(good));

	for (size_t i = 0; i < len; i += 7) {
		text[i] = '\0';
		ck_assert_msg(
		    !replay((struct span){ (const uint8_t *)text, len }), "at byte %zu", i);
		text[i] = good[i];
	}
	ck_assert(!replay((struct span){ (const uint8_t *)text, len + 1 }));
}
END_TEST

START_TEST(a_file_that_is_cut_off_anywhere_is_not_taken)
{
	struct span evidence = span_of(good);
	size_t whole = evidence.len;

	for (evidence.len = 0; evidence.len < whole; evidence.len++) {
		ck_assert_msg(!replay(evidence), "%zu of %zu bytes", evidence.len, whole);
		ck_assert_ptr_nonnull(strstr(problem, "line "));
		ck_assert_ptr_null(strchr(problem, '\n'));
	}
	ck_assert(replay(evidence));
}
END_TEST

/* Everything that a host can lead to, so that a sanitizer can see it. */
static void
report_host(void *context, struct host_record *host)
{
	(void)context;
	hosts++;
	ck_assert(text_is_utf8(span_of(report_text(host, true))));
	ck_assert(text_is_utf8(span_of(report_json(&host, 1, &report_run))));
	(void)report_evidence(&host, 1, &report_run);
}

static unsigned seed;

static unsigned
any(unsigned below)
{
	seed = seed * 1103515245u + 12345u;
	return (seed >> 8) % below;
}

/* Changes some bytes into others that may well stand there. */
static void
mutate(char *text, size_t len)
{
	static const char likely[] = "\"{}[]:,0123456789-.eE\\ntrufalsx\n \x1b\xff\xe2";

	for (unsigned left = 1 + any(3); left > 0; left--)
		text[any((unsigned)len)] =
		    any(4) == 0 ? (char)any(256) : likely[any(sizeof(likely) - 1)];
}

START_TEST(changed_bytes_break_nothing)
{
	size_t len = strlen(good);
	char *text = arena_alloc(&arena, len + 1);

	seed = (unsigned)_i + 1;
	for (unsigned turn = 0; turn < 250; turn++) {
		memcpy(text, good, len);
		mutate(text, len);
		problem = NULL;
		if (!report_replay((struct span){ (const uint8_t *)text, len }, report_host,
			NULL, &run, &arena, &problem))
			ck_assert_ptr_nonnull(problem);
	}
}
END_TEST

/* Puts one word of evidence in the place of another: what is well formed, but never happens. */
static void
exchange(char *text, const char *const *words, size_t count)
{
	const char *from = words[any((unsigned)count)];
	const char *to = words[any((unsigned)count)];
	char *at = text;

	for (unsigned skip = any(6); skip > 0 && at != NULL; skip--) {
		at = strstr(at, from);
		at = at == NULL ? NULL : at + 1;
	}
	at = at == NULL ? NULL : strstr(at, from);
	if (at == NULL)
		return;
	memmove(at + strlen(to), at + strlen(from), strlen(at + strlen(from)) + 1);
	memcpy(at, to, strlen(to));
}

START_TEST(impossible_events_break_nothing)
{
	/* clang-format off */
	static const char *const words[] = { "\"greeting\"", "\"capability\"", "\"starttls\"",
		"\"tls\"", "\"capability-again\"", "\"login\"", "\"quit\"", "\"end\"", "\"connect\"",
		"\"ok\"", "\"part\"", "\"capable\"", "\"refused\"", "\"goodbye\"", "\"garbled\"",
		"\"connected\"", "\"received\"", "\"sent\"", "\"session\"", "\"hello\"", "\"eof\"",
		"\"alert-in\"", "\"not-tls\"", "\"early\"", "\"timeout\"", "\"hung-up\"", "\"late\"",
		"\"refused\"", "\"unfinished\"", "\"implicit\"", "\"starttls\"", "\"imaps\"", "\"smtp\"",
		"\"lmtp\"", "\"sieve\"", "\"basics\"", "\"login-in-clear\"", "\"other-mode\"",
		"\"suites\"", "\"resumption\"", "\"injection\"", "\"flight\"", "\"ticket\"",
		"\"quick\"", "\"standard\"", "\"full\"" };
	/* clang-format on */
	struct host_record host;
	struct host_record *list = &host;
	const char *evidence;
	char *text;
	unsigned taken = 0;

	sample_make(sample_by_name(_i % 2 == 0 ? "two-addresses" : "interrupted"), &host);
	evidence = report_evidence(&list, 1, &report_run);
	text = arena_alloc(&arena, strlen(evidence) + 1000);
	seed = (unsigned)_i + 1;
	for (unsigned turn = 0; turn < 100; turn++) {
		strcpy(text, evidence);
		for (unsigned left = 1 + any(4); left > 0; left--)
			exchange(text, words, COUNT_OF(words));
		hosts = 0;
		if (report_replay(span_of(text), report_host, NULL, &run, &arena, &problem))
			taken++;
	}
	/* Most are well formed: else this proves nothing. */
	ck_assert_uint_gt(taken, 10);
	arena_clear(&host.arena);
}
END_TEST

Suite *
suite(void)
{
	Suite *s = suite_create("damage");
	TCase *tcase = tcase_create("core");

	tcase_set_timeout(tcase, 120);
	tcase_add_checked_fixture(tcase, set_up, tear_down);
	tcase_add_test(tcase, a_nul_anywhere_is_not_taken);
	tcase_add_test(tcase, a_file_that_is_cut_off_anywhere_is_not_taken);
	tcase_add_loop_test(tcase, changed_bytes_break_nothing, 0, 20);
	tcase_add_loop_test(tcase, impossible_events_break_nothing, 0, 20);
	suite_add_tcase(s, tcase);
	return s;
}
