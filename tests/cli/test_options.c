/* SPDX-License-Identifier: MIT */
#include "cli/options.h"
#include "support/help.h"
#include "support/suite.h"

#include <stdlib.h>
#include <string.h>

enum { WORDS_MAX = 12 };

static struct options options;

static void
tear_down(void)
{
	options_clear(&options);
}

/* Reads a command line; the words end with NULL. */
static const char *
read_words(const char *const *words)
{
	static char copies[WORDS_MAX + 2][256];
	char *argv[WORDS_MAX + 2] = { strcpy(copies[0], "mailsonde") };
	int argc = 1;

	for (; argc <= WORDS_MAX && words[argc - 1] != NULL; argc++) {
		ck_assert_uint_lt(strlen(words[argc - 1]), sizeof(copies[0]));
		argv[argc] = strcpy(copies[argc], words[argc - 1]);
	}
	argv[argc] = NULL;
	return options_read(&options, argc, argv);
}

#define READ(...) read_words((const char *const[]){ __VA_ARGS__, NULL })

START_TEST(a_host_alone_is_scanned_with_the_defaults)
{
	ck_assert_ptr_null(READ("mail.example.org"));
	ck_assert_int_eq(options.verb, VERB_SCAN);
	ck_assert_uint_eq(options.targets.len, 1);
	ck_assert_str_eq(options.targets.targets[0].host, "mail.example.org");
	ck_assert_uint_eq(options.targets.targets[0].ports_len, 7);
	ck_assert_int_eq(options.family, SCAN_ANY_FAMILY);
	ck_assert_ptr_null(options.bind);
	ck_assert_ptr_null(options.server_name);
	ck_assert_ptr_null(options.ca_file);
	ck_assert_str_eq(options.files[OUTPUT_TEXT], "-");
	ck_assert_ptr_null(options.files[OUTPUT_JSON]);
	ck_assert_ptr_null(options.files[OUTPUT_EVIDENCE]);
	ck_assert(!options.is_quiet);
	ck_assert_ptr_nonnull(options.name);
	ck_assert_uint_eq(options.patience.connect_us, 10 * 1000 * 1000);
	ck_assert_uint_eq(options.patience.idle_us, 10 * 1000 * 1000);
	ck_assert_uint_eq(options.patience.greeting_us, 45 * 1000 * 1000);
	ck_assert_uint_gt(options.patience.total_us, 45 * 1000 * 1000);
}
END_TEST

START_TEST(every_option_reaches_its_place)
{
	ck_assert_ptr_null(READ("scan", "--ports=25,imaps", "-4", "--bind", "192.0.2.1",
	    "--ehlo-name=Probe.Example.", "--server-name", "MX.example.org", "a.example"));
	ck_assert_int_eq(options.family, SCAN_IPV4);
	ck_assert_str_eq(options.bind, "192.0.2.1");
	ck_assert_str_eq(options.name, "probe.example");
	ck_assert_str_eq(options.server_name, "mx.example.org");
	ck_assert_uint_eq(options.targets.targets[0].ports_len, 2);
	tear_down();
	ck_assert_ptr_null(READ("-6", "--ca-file", "ca.pem", "--timeout=2.5", "--depth=quick",
	    "--json=a", "--evidence=b", "a.example"));
	ck_assert_int_eq(options.family, SCAN_IPV6);
	ck_assert_str_eq(options.ca_file, "ca.pem");
	ck_assert_uint_eq(options.patience.idle_us, 2500 * 1000);
	ck_assert_uint_eq(options.patience.greeting_us, 2500 * 1000);
	ck_assert_uint_eq(options.patience.connect_us, 2500 * 1000);
	ck_assert_str_eq(options.files[OUTPUT_JSON], "a");
	ck_assert_str_eq(options.files[OUTPUT_EVIDENCE], "b");
	ck_assert_str_eq(options.files[OUTPUT_TEXT], "-");
	ck_assert_int_eq(options.limits.depth, DEPTH_QUICK);
	tear_down();
	ck_assert_ptr_null(READ(
	    "--depth=full", "--intrusive", "--max-connections=70", "--pace=0.25", "a.example"));
	ck_assert_int_eq(options.limits.depth, DEPTH_FULL);
	ck_assert(options.limits.is_intrusive);
	ck_assert_uint_eq(options.limits.connections_max, 70);
	ck_assert_uint_eq(options.limits.pace_ms, 250);
	tear_down();
	ck_assert_ptr_null(READ("a.example"));
	ck_assert_int_eq(options.limits.depth, DEPTH_STANDARD);
	ck_assert(!options.limits.is_intrusive);
	ck_assert_uint_eq(options.limits.pace_ms, 0);
	ck_assert_uint_gt(options.limits.connections_max, 10);
}
END_TEST

static const struct {
	const char *words[WORDS_MAX];
	enum verb verb;
} verbs[] = {
	{ { "scan", "a.example" }, VERB_SCAN },
	{ { "a.example", "scan" }, VERB_SCAN },
	{ { "replay", "file" }, VERB_REPLAY },
	{ { "replay", "-" }, VERB_REPLAY },
	{ { "demo" }, VERB_DEMO },
	{ { "demo", "starttls" }, VERB_DEMO },
	{ { "help" }, VERB_HELP },
	{ { "explain", "tls-10", "tls-11" }, VERB_EXPLAIN },
	{ { "explain", "--list" }, VERB_EXPLAIN },
	{ { "explain", "--error", "a b" }, VERB_EXPLAIN },
	{ { "explain", "--error=-" }, VERB_EXPLAIN },
	{ { "explain", "--error=a", "b.example" }, VERB_DIAGNOSE },
	{ { "diagnose", "--error=a", "b.example" }, VERB_DIAGNOSE },
	{ { "policy", "bcp195" }, VERB_POLICY },
	{ { "policy", "--list" }, VERB_POLICY },
	{ { "policy", "--help" }, VERB_HELP },
	{ { "-h" }, VERB_HELP },
	{ { "--help" }, VERB_HELP },
	{ { "--hel" }, VERB_HELP },
	{ { "replay", "--help" }, VERB_HELP },
	{ { "--version" }, VERB_VERSION },
	{ { "--list-questions" }, VERB_LIST_QUESTIONS },
	{ { "a.example", "--version" }, VERB_VERSION },
};

START_TEST(verbs_are_known)
{
	const char *problem = read_words(verbs[_i].words);

	ck_assert_msg(problem == NULL, "%s: %s", verbs[_i].words[0], problem);
	ck_assert_msg(options.verb == verbs[_i].verb, "%s", verbs[_i].words[0]);
}
END_TEST

/* clang-format off */
static const struct {
	const char *words[WORDS_MAX];
	const char *problem;
} mistakes[] = {
	{ { NULL }, "there is no target; see --help" },
	{ { "scan" }, "there is no target; see --help" },
	{ { "-q" }, "there is no target; see --help" },
	{ { "replay" }, "replay wants one evidence file" },
	{ { "replay", "a", "b" }, "replay wants one evidence file" },
	{ { "demo", "a" }, "demo takes no target; 'demo starttls' stages a STARTTLS that fails" },
	{ { "demo", "starttls", "b" },
	    "demo takes no target; 'demo starttls' stages a STARTTLS that fails" },
	{ { "demo", "--bind", "127.0.0.9" }, "demo has no use for --bind; see --help" },
	{ { "replay", "--ports=25", "a" }, "replay has no use for --ports; see --help" },
	{ { "replay", "-4", "a" }, "replay has no use for -4; see --help" },
	{ { "replay", "--ehlo-name=a.example", "a" },
	    "replay has no use for --ehlo-name; see --help" },
	{ { "a", "--list" }, "scan has no use for --list; see --help" },
	{ { "explain", "--json=x", "tls-10" }, "explain has no use for --json; see --help" },
	{ { "policy", "--manual", "x" }, "policy has no use for --manual; see --help" },
	{ { "explain" }, "explain wants the id of a finding, such as tls-10, --error or --list" },
	{ { "explain", "--error", "a", "b.example", "c.example" }, "explain --error wants one HOST at most, to look for the causes at" },
	{ { "replay", "--error=-", "-" }, "the evidence and the text of --error cannot both be on standard input" },
	{ { "explain", "--error=a", "--list" }, "explain wants ids, --list or --error, not several of them" },
	{ { "explain", "--error" }, "--error wants a value" },
	{ { "--error", "a", "b" }, "scan has no use for --error; see --help" },
	{ { "explain", "--list", "a" }, "explain wants ids or --list, not both" },
	{ { "explain", "--manual", "a" }, "explain wants ids or --manual, not both" },
	{ { "explain", "--manual", "--list" }, "explain wants --list or --manual, not both" },
	{ { "policy" }, "policy wants one name, such as bcp195, or --list" },
	{ { "policy", "a", "b" }, "policy wants one name, such as bcp195, or --list" },
	{ { "policy", "--list", "b" }, "policy wants a name or --list, not both" },
	{ { "--fail-on=bad", "a" },
	    "--fail-on knows info, low, medium, high, critical and never, not 'bad'" },
	{ { "--fail-on=off", "a" },
	    "--fail-on knows info, low, medium, high, critical and never, not 'off'" },
	{ { "--nonsense", "a" }, "there is no option --nonsense (or it is ambiguous); see --help" },
	{ { "a", "--nonsense=1" }, "there is no option --nonsense (or it is ambiguous); see --help" },
	{ { "--e", "x", "a" }, "there is no option --e (or it is ambiguous); see --help" },
	{ { "-x", "a" }, "there is no option -x; see --help" },
	{ { "-xq", "a" }, "there is no option -x; see --help" },
	{ { "-qx", "a" }, "there is no option -x; see --help" },
	{ { "a", "-46x" }, "there is no option -x; see --help" },
	{ { "-\x1b[2J", "a" }, "there is no option -\\x1b; see --help" },
	{ { "-\xff", "a" }, "there is no option -\\xff; see --help" },
	{ { "-json", "a" }, "there is no option -j; see --help" },
	{ { "--\x1b[2J", "a" }, "there is no option --\\x1b[2J (or it is ambiguous); see --help" },
	{ { "--version=3", "a" }, "--version takes no value" },
	{ { "a", "--version=3" }, "--version takes no value" },
	{ { "--quiet=yes", "a" }, "--quiet takes no value" },
	{ { "--help=all" }, "--help takes no value" },
	{ { "a", "--ports" }, "--ports wants a value" },
	{ { "--bind" }, "--bind wants a value" },
	{ { "--evidence" }, "--evidence wants a value" },
	{ { "--ports=", "a" }, "the list of ports is empty" },
	{ { "--ports=25,0", "a" }, "'0' is no port number (1 to 65535)" },
	{ { "-4", "-6", "a" }, "-4 and -6 leave nothing to ask" },
	{ { "-46", "a" }, "-4 and -6 leave nothing to ask" },
	{ { "--bind=nowhere", "a" }, "--bind wants an address, not 'nowhere'" },
	{ { "--bind=[::1]", "a" }, "--bind wants an address, not '[::1]'" },
	{ { "--bind=192.0.2.1:25", "a" }, "--bind wants an address, not '192.0.2.1:25'" },
	{ { "--bind=192.0.2.1", "-6", "a" }, "--bind has an address of the other family than -4 or -6" },
	{ { "-4", "--bind=::1", "a" }, "--bind has an address of the other family than -4 or -6" },
	{ { "--ehlo-name=a b", "a" }, "--ehlo-name wants a host name, not 'a b'" },
	{ { "--ehlo-name=", "a" }, "--ehlo-name wants a host name, not ''" },
	{ { "--ehlo-name=a\r\nMAIL", "a" }, "--ehlo-name wants a host name, not 'a\\r\\nMAIL'" },
	{ { "--ehlo-name=[1.2 3]", "a" }, "--ehlo-name wants a host name, not '[1.2 3]'" },
	{ { "--ehlo-name=[]", "a" }, "--ehlo-name wants a host name, not '[]'" },
	{ { "--server-name=*.example", "a" }, "--server-name wants a host name, not '*.example'" },
	{ { "--server-name=192.0.2.1", "a" }, "--server-name wants a host name, not '192.0.2.1'" },
	{ { "--depth=deep", "a" }, "--depth knows quick, standard and full, not 'deep'" },
	{ { "--intrusive", "a" }, "--intrusive belongs to --depth full" },
	{ { "--max-connections=0", "a" },
	    "--max-connections wants a number from 1 to 100000, not '0'" },
	{ { "--max-connections=x", "a" },
	    "--max-connections wants a number from 1 to 100000, not 'x'" },
	{ { "--pace=-1", "a" }, "--pace wants seconds from 0 to 3600, not '-1'" },
	{ { "--pace=3600.001", "a" }, "--pace wants seconds from 0 to 3600, not '3600.001'" },
	{ { "--list-questions=x", "a" }, "--list-questions takes no value" },
	{ { "--color=red", "a" }, "--color knows auto, always and never, not 'red'" },
	{ { "--timeout=", "a" }, "--timeout wants seconds from 0.1 to 600, not ''" },
	{ { "--timeout=.5", "a" }, "--timeout wants seconds from 0.1 to 600, not '.5'" },
	{ { "--timeout=5.", "a" }, "--timeout wants seconds from 0.1 to 600, not '5.'" },
	{ { "--timeout=-1", "a" }, "--timeout wants seconds from 0.1 to 600, not '-1'" },
	{ { "--timeout=1e3", "a" }, "--timeout wants seconds from 0.1 to 600, not '1e3'" },
	{ { "--timeout=1.0001", "a" }, "--timeout wants seconds from 0.1 to 600, not '1.0001'" },
	{ { "--timeout=1.-1", "a" }, "--timeout wants seconds from 0.1 to 600, not '1.-1'" },
	{ { "--timeout=1.5.5", "a" }, "--timeout wants seconds from 0.1 to 600, not '1.5.5'" },
	{ { "--timeout=5s", "a" }, "--timeout wants seconds from 0.1 to 600, not '5s'" },
	{ { "--timeout=601", "a" }, "--timeout wants seconds from 0.1 to 600, not '601'" },
	{ { "--timeout=600.001", "a" }, "--timeout wants seconds from 0.1 to 600, not '600.001'" },
	{ { "--timeout=18446744073709551617", "a" },
	    "--timeout wants seconds from 0.1 to 600, not '18446744073709551617'" },
	{ { "--timeout=0", "a" }, "--timeout wants seconds from 0.1 to 600, not '0'" },
	{ { "--timeout=0.099", "a" }, "--timeout wants seconds from 0.1 to 600, not '0.099'" },
	{ { "--text=-", "--json=-", "a" }, "two reports cannot go to the same place" },
	{ { "--text=x", "--json=x", "a" }, "two reports cannot go to the same place" },
	{ { "--json=-", "--evidence=-", "a" }, "two reports cannot go to the same place" },
	{ { "--json=x", "--evidence=x", "a" }, "two reports cannot go to the same place" },
	{ { "--text=/etc/passwd", "--json=/etc/../etc/passwd", "a" },
	    "two reports cannot go to the same place" },
	{ { "replay", "x", "--json=x" }, "a report would overwrite the evidence that it is made from" },
	{ { "replay", "/etc/passwd", "--text=/etc//passwd" },
	    "a report would overwrite the evidence that it is made from" },
	{ { "replay", "x", "--evidence=x" },
	    "a report would overwrite the evidence that it is made from" },
	{ { "--text=-", "--json=/dev/stdout", "a" }, "two reports cannot go to the same place" },
	{ { "--policy=x", "--json=x", "a" }, "a report would overwrite the policy that it is judged by" },
	{ { "--policy=/etc/passwd", "--text=/etc//passwd", "a" },
	    "a report would overwrite the policy that it is judged by" },
	{ { "--ca-file=x", "--evidence=x", "a" },
	    "a report would overwrite the file of --ca-file" },
	{ { "" }, "target '': there is no host" },
	{ { "a", "b c" }, "target 'b c': 'b c' is no host name or address" },
	{ { "http://a" }, "target 'http://a': there is no service 'http'; the services are smtp, "
	    "submissions, submission, pop3, pop3s, imap, imaps, sieve, lmtp" },
	{ { "a:2525" }, "target 'a:2525': which service is on port 2525? Say it with a scheme, as in "
	    "smtp://HOST:2525 or --ports imaps:2525" },
	{ { "--", "-4" }, "target '-4': '-4' is no host name or address" },
	{ { "@/nonexistent/list" }, "/nonexistent/list cannot be read: No such file or directory" },
	{ { "@/" }, "/ cannot be read: Is a directory" },
	{ { "@/dev/null" }, "the list of targets is empty" },
};
/* clang-format on */

START_TEST(a_mistake_gives_one_sentence)
{
	const char *problem = read_words(mistakes[_i].words);
	const char *first = mistakes[_i].words[0] == NULL ? "" : mistakes[_i].words[0];

	ck_assert_msg(problem != NULL, "'%s' was taken", first);
	ck_assert_str_eq(problem, mistakes[_i].problem);
	ck_assert_ptr_null(strchr(problem, '\n'));
}
END_TEST

static const struct {
	const char *text;
	uint64_t us;
} timeouts[] = {
	{ "0.1", 100 * 1000 },
	{ "0.10", 100 * 1000 },
	{ "0.100", 100 * 1000 },
	{ "0.123", 123 * 1000 },
	{ "1", 1000 * 1000 },
	{ "1.05", 1050 * 1000 },
	{ "007", 7 * 1000 * 1000 },
	{ "600", 600 * 1000 * 1000 },
	{ "600.000", 600 * 1000 * 1000 },
};

START_TEST(seconds_may_have_three_decimals)
{
	ck_assert_ptr_null(READ("--timeout", timeouts[_i].text, "a"));
	ck_assert_uint_eq(options.patience.idle_us, timeouts[_i].us);
	ck_assert_uint_ge(options.patience.total_us, 7 * timeouts[_i].us);
}
END_TEST

static const struct {
	const char *words[WORDS_MAX];
	const char *text;
	const char *json;
	const char *evidence;
} outputs[] = {
	{ { "a" }, "-", NULL, NULL },
	{ { "-q", "a" }, NULL, NULL, NULL },
	{ { "-q", "--text=-", "a" }, "-", NULL, NULL },
	{ { "--text=x", "a" }, "x", NULL, NULL },
	{ { "--json=-", "a" }, NULL, "-", NULL },
	{ { "--json=x", "a" }, "-", "x", NULL },
	{ { "--json", "-", "--text", "x", "a" }, "x", "-", NULL },
	{ { "--evidence", "x", "a" }, "-", NULL, "x" },
	{ { "--evidence", "-", "a" }, NULL, NULL, "-" },
	{ { "-q", "--json=x", "--evidence=y", "a" }, NULL, "x", "y" },
};

static bool
is_same(const char *a, const char *b)
{
	return a == NULL || b == NULL ? a == b : strcmp(a, b) == 0;
}

START_TEST(the_text_stands_back_where_another_report_takes_its_place)
{
	const char *problem = read_words(outputs[_i].words);

	ck_assert_msg(problem == NULL, "%s", problem);
	ck_assert_msg(
	    is_same(options.files[OUTPUT_TEXT], outputs[_i].text), "row %d: text", _i);
	ck_assert_msg(
	    is_same(options.files[OUTPUT_JSON], outputs[_i].json), "row %d: JSON", _i);
	ck_assert_msg(is_same(options.files[OUTPUT_EVIDENCE], outputs[_i].evidence),
	    "row %d: evidence", _i);
}
END_TEST

START_TEST(colour_is_for_terminals_unless_it_is_asked_for)
{
	ck_assert_ptr_null(READ("--color", "a"));
	ck_assert(options.has_colour);
	tear_down();
	ck_assert_ptr_null(READ("--color=always", "--text=file", "a"));
	ck_assert(options.has_colour);
	tear_down();
	ck_assert_ptr_null(READ("--color=never", "a"));
	ck_assert(!options.has_colour);
	tear_down();
	ck_assert_ptr_null(READ("--text=file", "a"));
	ck_assert(!options.has_colour);
	tear_down();
	ck_assert_int_eq(setenv("NO_COLOR", "1", 1), 0);
	ck_assert_ptr_null(READ("a"));
	ck_assert(!options.has_colour);
	tear_down();
	ck_assert_ptr_null(READ("--color=always", "a"));
	ck_assert(options.has_colour);
	ck_assert_int_eq(unsetenv("NO_COLOR"), 0);
}
END_TEST

START_TEST(how_to_judge_reaches_its_place)
{
	ck_assert_ptr_null(READ("--policy=bcp195", "--baseline", "old.json", "--fail-on=low",
	    "--ignore=tls-10@25", "--ignore", "tls-11", "a"));
	ck_assert_str_eq(options.policy, "bcp195");
	ck_assert_str_eq(options.baseline, "old.json");
	ck_assert_int_eq(options.fail_on, SEVERITY_LOW);
	ck_assert_uint_eq(options.ignored_len, 2);
	ck_assert_str_eq(options.ignored[0], "tls-10@25");
	ck_assert_str_eq(options.ignored[1], "tls-11");
	tear_down();
	ck_assert_ptr_null(READ("replay", "--fail-on=never", "a"));
	ck_assert_int_eq(options.fail_on, SEVERITY_COUNT);
	tear_down();
	ck_assert_ptr_null(READ("a"));
	ck_assert_ptr_null(options.policy);
	ck_assert_ptr_null(options.baseline);
	ck_assert_int_eq(options.fail_on, SEVERITY_OFF);
	ck_assert_uint_eq(options.ignored_len, 0);
}
END_TEST

START_TEST(too_many_to_ignore_are_refused)
{
	static char words[OPTIONS_IGNORED_MAX + 3][32];
	char *argv[OPTIONS_IGNORED_MAX + 4] = { strcpy(words[0], "mailsonde") };
	int argc = 1;

	for (; argc <= OPTIONS_IGNORED_MAX + 1; argc++)
		argv[argc] = strcpy(words[argc], "--ignore=tls-10");
	ck_assert_str_eq(options_read(&options, argc, argv),
	    "there are too many --ignore; a policy file takes any number ([accepted])");
}
END_TEST

START_TEST(an_ehlo_name_may_be_an_address_in_brackets)
{
	ck_assert_ptr_null(READ("--ehlo-name=[192.0.2.1]", "a"));
	ck_assert_str_eq(options.name, "[192.0.2.1]");
	tear_down();
	ck_assert_ptr_null(READ("--ehlo-name=[IPv6:2001:db8::1]", "a"));
	ck_assert_str_eq(options.name, "[IPv6:2001:db8::1]");
}
END_TEST

START_TEST(the_help_names_every_option)
{
	static const char *const names[] = { "--ports", "-4", "-6", "--bind", "--ehlo-name",
		"--server-name", "--ca-file", "--timeout", "--depth", "--text", "--json",
		"--evidence", "--color", "-q", "--quiet", "-h", "--help", "--version",
		"@FILE" };

	for (const char *line = help_text(); *line != '\0'; line += strcspn(line, "\n") + 1)
		ck_assert_uint_le(strcspn(line, "\n"), 88);
	for (size_t i = 0; i < COUNT_OF(names); i++)
		ck_assert_msg(strstr(help_text(), names[i]) != NULL, "%s", names[i]);
}
END_TEST

Suite *
suite(void)
{
	Suite *s = suite_create("options");
	TCase *tcase = tcase_create("core");

	tcase_add_checked_fixture(tcase, NULL, tear_down);
	tcase_add_test(tcase, a_host_alone_is_scanned_with_the_defaults);
	tcase_add_test(tcase, every_option_reaches_its_place);
	tcase_add_loop_test(tcase, verbs_are_known, 0, COUNT_OF(verbs));
	tcase_add_loop_test(tcase, a_mistake_gives_one_sentence, 0, COUNT_OF(mistakes));
	tcase_add_loop_test(tcase, seconds_may_have_three_decimals, 0, COUNT_OF(timeouts));
	tcase_add_loop_test(tcase, the_text_stands_back_where_another_report_takes_its_place, 0,
	    COUNT_OF(outputs));
	tcase_add_test(tcase, colour_is_for_terminals_unless_it_is_asked_for);
	tcase_add_test(tcase, how_to_judge_reaches_its_place);
	tcase_add_test(tcase, too_many_to_ignore_are_refused);
	tcase_add_test(tcase, an_ehlo_name_may_be_an_address_in_brackets);
	tcase_add_test(tcase, the_help_names_every_option);
	suite_add_tcase(s, tcase);
	return s;
}
