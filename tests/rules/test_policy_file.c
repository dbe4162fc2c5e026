/* SPDX-License-Identifier: MIT */
#include "base/text.h"
#include "rules/policy_file.h"
#include "support/data.h"
#include "support/suite.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define HEAD "[policy]\nversion = 1\nname = ours\n"
#define WRONG "data/policies/wrong"

static struct arena arena;
static struct policy policy;

static void
set_up(void)
{
	arena_init(&arena);
	memset(&policy, 0, sizeof(policy));
}

static void
tear_down(void)
{
	arena_clear(&arena);
}

static void
read_well(const char *text)
{
	const char *problem = policy_read(span_of(text), &arena, &policy);

	ck_assert_msg(problem == NULL, "%s", problem);
}

static void
check_untouched(const char *name)
{
	static const struct policy untouched;

	ck_assert_msg(memcmp(&policy, &untouched, sizeof(policy)) == 0, "%s", name);
}

START_TEST(a_head_is_enough)
{
	read_well(HEAD);
	ck_assert_str_eq(policy.name, "ours");
	ck_assert_str_eq(policy.title, "");
	ck_assert_str_eq(policy.source, "");
	ck_assert(!policy.is_mx_authenticated);
	ck_assert_ptr_null(policy.severities);
	ck_assert(!axis_is_said(&policy.versions));
}
END_TEST

START_TEST(every_section_is_read)
{
	const struct rule *rule = rule_by_id(span_of("tls-10"));

	read_well("# Ours\n" HEAD "title = What we want\nsource = the wiki\n"
		  "mx-authenticated = yes\n"
		  "[severities]\ntls-10 = off info high critical\ntls-11 = low\n"
		  "[versions]\ntls-1.2 = good required\nothers = insufficient\n"
		  "[suites]\nTLS_AES_128_GCM_SHA256 = sufficient ; for now\n"
		  "[groups]\nx25519 = phase-out\n"
		  "[schemes]\ned25519 = good\n"
		  "[certificate-curves]\nsecp384r1 = good\n"
		  "[limits]\ncertificate-days-left = 14\nrsa-bits = 3072\n"
		  "[ports]\n993 = implicit\n143 = closed\n"
		  "[accepted]\ntls-11@25 = an old printer\ntls-10 = all of them");
	ck_assert_str_eq(policy.title, "What we want");
	ck_assert_str_eq(policy.source, "the wiki");
	ck_assert(policy.is_mx_authenticated);
	ck_assert_int_eq(policy_severity(&policy, rule, GRADE_USUAL, ROLE_MX), SEVERITY_OFF);
	ck_assert_int_eq(
	    policy_severity(&policy, rule, GRADE_USUAL, ROLE_MX_POLICY), SEVERITY_INFO);
	ck_assert_int_eq(
	    policy_severity(&policy, rule, GRADE_USUAL, ROLE_ACCESS), SEVERITY_CRITICAL);
	ck_assert_int_eq(axis_regard(&policy.versions, 0x0303), REGARD_GOOD);
	ck_assert_int_eq(axis_regard(&policy.versions, 0x0301), REGARD_INSUFFICIENT);
	ck_assert(policy.versions.entries[0].is_required);
	ck_assert_int_eq(axis_regard(&policy.suites, 0x1301), REGARD_SUFFICIENT);
	ck_assert_int_eq(axis_regard(&policy.suites, 0x1302), REGARD_UNSAID);
	ck_assert_int_eq(axis_regard(&policy.groups, 0x001d), REGARD_PHASE_OUT);
	ck_assert_int_eq(axis_regard(&policy.schemes, 0x0807), REGARD_GOOD);
	ck_assert_int_eq(axis_regard(&policy.certificate_curves, 0x0018), REGARD_GOOD);
	ck_assert_uint_eq(policy.limits[LIMIT_CERTIFICATE_DAYS_LEFT], 14);
	ck_assert_uint_eq(policy.limits[LIMIT_RSA_BITS], 3072);
	ck_assert_uint_eq(policy.limits[LIMIT_DH_BITS], 0);
	ck_assert_int_eq(policy_port(&policy, 993)->demand, PORT_DEMAND_IMPLICIT);
	ck_assert_int_eq(policy_port(&policy, 143)->demand, PORT_DEMAND_CLOSED);
	ck_assert_str_eq(policy_accepts(&policy, rule, 587)->reason, "all of them");
	rule = rule_by_id(span_of("tls-11"));
	ck_assert_str_eq(policy_accepts(&policy, rule, 25)->reason, "an old printer");
	ck_assert_ptr_null(policy_accepts(&policy, rule, 587));
}
END_TEST

START_TEST(what_is_said_goes_before_the_base)
{
	read_well(HEAD "base = bcp195\n"
		       "[versions]\ntls-1.0 = phase-out\ntls-1.2 = good\n"
		       "[limits]\ndh-bits = 4096\n");
	ck_assert_str_eq(policy.name, "ours");
	ck_assert_str_eq(policy.title, "");
	ck_assert_int_eq(axis_regard(&policy.versions, 0x0301), REGARD_PHASE_OUT);
	ck_assert_int_eq(axis_regard(&policy.versions, 0x0302), REGARD_INSUFFICIENT);
	for (size_t i = 0; i < policy.versions.len; i++)
		ck_assert(!policy.versions.entries[i].is_required);
	ck_assert_int_eq(axis_regard(&policy.suites, 0x009c), REGARD_INSUFFICIENT);
	ck_assert_uint_eq(policy.limits[LIMIT_RSA_BITS], 2048);
	ck_assert_uint_eq(policy.limits[LIMIT_DH_BITS], 4096);
}
END_TEST

static const struct {
	const char *name;
	const char *text;
} odd_but_right[] = {
	{ "lines of Windows", "[policy]\r\nversion = 1\r\nname = ours\r\n" },
	{ "no blanks", "[policy]\nversion=1\nname=ours" },
	{ "tabs", "[policy]\t\nversion\t=\t1\nname\t= ours\t\n" },
	{ "a mark of UTF-8", "\xef\xbb\xbf[policy]\nversion = 1\nname = ours\n" },
	{ "comments", "# one\n; two\n\t# three\n[policy] # four\nversion = 1\nname = ours\n" },
	{ "empty sections", HEAD "[versions]\n[suites] ; nothing\n[versions]\n" },
	{ "a title of another script",
	    HEAD "title = \xd0\x9f\xd0\xbe\xd1\x87\xd1\x82\xd0\xb0\n" },
	{ "an equals sign in a title", HEAD "title = TLS = good\n" },
	{ "a bracket in a reason", HEAD "[accepted]\ntls-10 = [see the wiki]\n" },
};

START_TEST(what_is_odd_and_right_is_read)
{
	const char *problem = policy_read(span_of(odd_but_right[_i].text), &arena, &policy);

	ck_assert_msg(problem == NULL, "%s: %s", odd_but_right[_i].name, problem);
	ck_assert_str_eq(policy.name, "ours");
}
END_TEST

static const char **wrong_names;

START_TEST(what_is_wrong_is_told_in_one_line)
{
	const char *name = wrong_names[_i];
	struct span text = read_test_bytes(&arena, arena_printf(&arena, WRONG "/%s.ini", name));
	struct span want = read_test_bytes(&arena, arena_printf(&arena, WRONG "/%s.txt", name));
	const char *problem = policy_read(text, &arena, &policy);

	ck_assert_msg(problem != NULL, "%s was read", name);
	ck_assert_msg(text_is_plain(span_of(problem)), "%s", name);
	ck_assert_msg(want.len > 0 && span_equal(span_of(problem),
					  (struct span){ want.data, want.len - 1 }),
	    "%s: %s", name, problem);
	check_untouched(name);
}
END_TEST

/* Whatever of a good file is missing at its end, it is read or a line is told. */
START_TEST(files_that_are_cut_off_do_no_harm)
{
	static const char text[] = HEAD "base = ncsc-nl\n[versions]\ntls-1.2 = good required\n"
					"[accepted]\ntls-10@25 = known\n";

	for (size_t len = 0; len < sizeof(text); len++) {
		uint8_t *copy = malloc(len > 0 ? len : 1);
		const char *problem;

		memcpy(copy, text, len);
		problem = policy_read((struct span){ copy, len }, &arena, &policy);
		ck_assert_msg((problem == NULL) == (policy.name != NULL), "%zu", len);
		memset(&policy, 0, sizeof(policy));
		free(copy);
	}
}
END_TEST

START_TEST(size_is_bounded)
{
	char *text = arena_alloc(&arena, POLICY_FILE_MAX + 2);
	const char *problem;

	memset(text, '\n', POLICY_FILE_MAX + 1);
	memcpy(text, HEAD, strlen(HEAD));
	text[POLICY_FILE_MAX] = '\0';
	read_well(text);
	text[POLICY_FILE_MAX] = '\n';
	memset(&policy, 0, sizeof(policy));
	problem = policy_read(span_of(text), &arena, &policy);
	ck_assert_str_eq(problem, "the file is too large; expected 256 KiB at most");
	check_untouched("a large file");
}
END_TEST

START_TEST(the_number_of_keys_is_bounded)
{
	char *text = arena_alloc(&arena, POLICY_FILE_MAX);
	char *end = text + sprintf(text, "%s[ports]\n", HEAD);
	const char *problem;

	for (unsigned port = 1; port <= 1998; port++)
		end += sprintf(end, "%u = open\n", port);
	read_well(text);
	ck_assert_uint_eq(policy.ports_len, 1998);
	ck_assert_int_eq(policy_port(&policy, 1998)->demand, PORT_DEMAND_OPEN);
	sprintf(end, "1999 = open\n");
	problem = policy_read(span_of(text), &arena, &policy);
	ck_assert_str_eq(
	    problem, "line 2003: [ports] the file says too much; expected 2000 keys at most");
}
END_TEST

START_TEST(the_longest_line_is_read)
{
	char text[400] = HEAD "title = ";
	size_t len = strlen(text);

	memset(text + len, 'x', 197 - strlen("title = "));
	read_well(text);
	ck_assert_uint_eq(strlen(policy.title), 197 - strlen("title = "));
}
END_TEST

Suite *
suite(void)
{
	Suite *s = suite_create("policy_file");
	TCase *tcase = tcase_create("core");
	static struct arena names;
	size_t wrong_len;

	arena_init(&names);
	wrong_len = list_test_files(&names, WRONG, ".ini", &wrong_names);
	tcase_add_checked_fixture(tcase, set_up, tear_down);
	tcase_add_test(tcase, a_head_is_enough);
	tcase_add_test(tcase, every_section_is_read);
	tcase_add_test(tcase, what_is_said_goes_before_the_base);
	tcase_add_loop_test(tcase, what_is_odd_and_right_is_read, 0, COUNT_OF(odd_but_right));
	tcase_add_loop_test(tcase, what_is_wrong_is_told_in_one_line, 0, (int)wrong_len);
	tcase_add_test(tcase, files_that_are_cut_off_do_no_harm);
	tcase_add_test(tcase, size_is_bounded);
	tcase_add_test(tcase, the_number_of_keys_is_bounded);
	tcase_add_test(tcase, the_longest_line_is_read);
	suite_add_tcase(s, tcase);
	return s;
}
