/* SPDX-License-Identifier: MIT */
#include "cli/judging.h"

#include "support/data.h"
#include "support/suite.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static struct arena arena;
static struct judging judging;
static char path[] = "/tmp/judging.XXXXXX";

static void
set_up(void)
{
	arena_init(&arena);
	judging = (struct judging){ 0 };
	memcpy(path, "/tmp/judging.XXXXXX", sizeof(path));
}

static void
tear_down(void)
{
	unlink(path);
	arena_clear(&arena);
}

static void
write_bytes(const char *text, size_t len)
{
	int fd = mkstemp(path);

	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(write(fd, text, len), (ssize_t)len);
	close(fd);
}

START_TEST(without_options_the_default_policy_judges_from_high_on)
{
	const struct options options = { 0 };

	ck_assert_ptr_null(judging_read(&options, &judging, &arena));
	ck_assert_str_eq(judging.policy->name, "default");
	ck_assert_int_eq(judging.fail_on, SEVERITY_HIGH);
	ck_assert_ptr_null(judging.baseline);
}
END_TEST

START_TEST(a_built_in_policy_is_known_by_its_name)
{
	const struct options options = { .policy = "bcp195", .fail_on = SEVERITY_LOW };

	ck_assert_ptr_null(judging_read(&options, &judging, &arena));
	ck_assert_str_eq(judging.policy->name, "bcp195");
	ck_assert_int_eq(judging.fail_on, SEVERITY_LOW);
}
END_TEST

START_TEST(a_file_is_read_and_what_is_to_be_ignored_is_added)
{
	static const char text[] = "[policy]\nversion = 1\nname = ours\nbase = bcp195\n"
				   "[accepted]\ntls-11 = old phones\n";
	const struct options options = {
		.policy = path, .ignored = { "tls-10@25", "cipher-cbc" }, .ignored_len = 2
	};

	write_bytes(text, strlen(text));
	ck_assert_ptr_null(judging_read(&options, &judging, &arena));
	ck_assert_str_eq(judging.policy->name, "ours");
	ck_assert_uint_eq(judging.policy->accepted_len, 3);
	ck_assert_str_eq(judging.policy->accepted[0].reason, "old phones");
	ck_assert_uint_eq(judging.policy->accepted[1].port, 25);
	ck_assert_ptr_null(judging.policy->accepted[1].reason);
}
END_TEST

START_TEST(a_baseline_is_read)
{
	const struct options options = {
		.baseline = test_path(&arena, "data/golden/logins.json"),
	};

	ck_assert_ptr_null(judging_read(&options, &judging, &arena));
	ck_assert_ptr_nonnull(judging.baseline);
	ck_assert_uint_gt(judging.baseline->len, 0);
}
END_TEST

static const struct {
	const char *name;
	struct options options;
	const char *problem; /* its beginning, or a part */
} mistakes[] = {
	{ "no such policy", { .policy = "bcp159" },
	    "--policy bcp159: neither a built-in policy (bcp195, " },
	{ "a folder", { .policy = "/tmp" }, "--policy /tmp: neither a built-in policy" },
	{ "an empty file", { .policy = "/dev/null" },
	    "--policy /dev/null: there is nothing in it" },
	{ "an endless file", { .policy = "/dev/zero" },
	    "--policy /dev/zero: the file is too large" },
	{ "no such finding", { .ignored = { "tls10" }, .ignored_len = 1 }, "--ignore: " },
	{ "no such port", { .ignored = { "tls-10@0" }, .ignored_len = 1 }, "--ignore: " },
	{ "no baseline", { .baseline = "/nonexistent" },
	    "--baseline /nonexistent: No such file or directory" },
	{ "an empty baseline", { .baseline = "/dev/null" },
	    "--baseline /dev/null: it is empty" },
	{ "an endless baseline", { .baseline = "/dev/zero" },
	    "--baseline /dev/zero: it is larger" },
};

START_TEST(a_mistake_gives_one_line_and_nothing_to_judge_by)
{
	const char *problem = judging_read(&mistakes[_i].options, &judging, &arena);

	ck_assert_msg(problem != NULL, "%s", mistakes[_i].name);
	ck_assert_msg(strstr(problem, mistakes[_i].problem) == problem, "%s: '%s'",
	    mistakes[_i].name, problem);
	ck_assert_ptr_null(strchr(problem, '\n'));
	ck_assert_ptr_null(judging.policy);
}
END_TEST

Suite *
suite(void)
{
	Suite *s = suite_create("judging");
	TCase *tcase = tcase_create("core");

	tcase_add_checked_fixture(tcase, set_up, tear_down);
	tcase_add_test(tcase, without_options_the_default_policy_judges_from_high_on);
	tcase_add_test(tcase, a_built_in_policy_is_known_by_its_name);
	tcase_add_test(tcase, a_file_is_read_and_what_is_to_be_ignored_is_added);
	tcase_add_test(tcase, a_baseline_is_read);
	tcase_add_loop_test(
	    tcase, a_mistake_gives_one_line_and_nothing_to_judge_by, 0, COUNT_OF(mistakes));
	suite_add_tcase(s, tcase);
	return s;
}
