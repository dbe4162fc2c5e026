/* SPDX-License-Identifier: MIT */
#include "report/explain_error.h"

#include "base/text.h"
#include "support/player.h"
#include "support/suite.h"

#include <stdlib.h>
#include <string.h>

static struct arena arena;

static void
set_up(void)
{
	arena_init(&arena);
}

static void
tear_down(void)
{
	arena_clear(&arena);
}

static const char *
explained(const char *text)
{
	struct error_reading reading;
	char *words = NULL;
	size_t len = 0;
	FILE *out = open_memstream(&words, &len);
	const char *copy;

	ck_assert_ptr_nonnull(out);
	errors_read(span_of(text), &arena, &reading);
	explain_error(out, &reading);
	fclose(out);
	copy = arena_string(&arena, (struct span){ (const uint8_t *)words, len });
	free(words);
	return copy;
}

/* clang-format off */
static const struct {
	const char *golden; /* in tests/data/errors, NAME.txt and NAME.told */
} errors[] = {
	{ "wrong-version-number" },
	{ "java-closed" },
	{ "node-hostname" },
	{ "roundcube-220" },
	{ "s-client" },
	{ "postfix-timeout" },
	{ "nothing" },
};
/* clang-format on */

/* What changes here changes what users read: look at it, then copy it. */
START_TEST(a_text_is_explained_as_before)
{
	const char *path = arena_printf(&arena, "data/errors/%s", errors[_i].golden);
	const char *text = read_test_file(&arena, arena_printf(&arena, "%s.txt", path));
	const char *want = read_test_file(&arena, arena_printf(&arena, "%s.told", path));
	const char *got = explained(text);

	if (strcmp(got, want) != 0) {
		fprintf(stderr, "%s", got);
		ck_abort_msg("%s.told differs", path);
	}
}
END_TEST

static void
check_width(const char *lines)
{
	while (*lines != '\0') {
		size_t len = strcspn(lines, "\n");

		ck_assert_msg(
		    text_is_plain((struct span){ (const uint8_t *)lines, len }), "%s", lines);
		ck_assert_msg(len < 80 || strncmp(lines, "    run there", 13) == 0, "%.*s",
		    (int)len, lines);
		ck_assert_msg(len == 0 || lines[len - 1] != ' ', "%.*s", (int)len, lines);
		lines += len + (lines[len] == '\n');
	}
}

/* Every cause, with the first of its own words. */
START_TEST(each_cause_fits_a_terminal)
{
	for (size_t i = 0; i < causes_count(); i++)
		if (cause_at(i)->prints != NULL)
			check_width(explained(cause_at(i)->prints[0].text));
}
END_TEST

Suite *
suite(void)
{
	Suite *suite = suite_create("explain_error");
	TCase *tcase = tcase_create("explain_error");

	tcase_add_checked_fixture(tcase, set_up, tear_down);
	tcase_set_timeout(tcase, 60);
	tcase_add_loop_test(tcase, a_text_is_explained_as_before, 0, COUNT_OF(errors));
	tcase_add_test(tcase, each_cause_fits_a_terminal);
	suite_add_tcase(suite, tcase);
	return suite;
}
