/* SPDX-License-Identifier: MIT */
/* The verb, on a port where nothing listens: what servers make of it stands in
 * tests/rules/test_diagnosis.c. */
#include "cli/verbs.h"
#include "report/evidence.h"
#include "rules/clients.h"
#include "support/capture.h"
#include "support/free_port.h"
#include "support/patient.h"
#include "support/player.h"
#include "support/suite.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static struct arena arena;
static char target[64];
static char path[64]; /* of a file with evidence */

static void
set_up(void)
{
	arena_init(&arena);
	snprintf(target, sizeof(target), "smtp://127.0.0.1:%u", free_port());
	strcpy(path, "/tmp/mailsonde-diagnosis-XXXXXX");
	close(mkstemp(path));
}

static void
tear_down(void)
{
	unlink(path);
	arena_clear(&arena);
}

/* As main() does it. */
static int
run(void *context)
{
	char *const *words = context;
	char *argv[12] = { NULL };
	struct options options;
	enum status status;
	const char *problem;
	int argc = 0;

	for (; words[argc] != NULL; argc++)
		argv[argc] = words[argc];
	problem = options_read(&options, argc, argv);
	status = problem != NULL               ? usage_error(problem)
	         : options.verb == VERB_REPLAY ? replay_verb(&options)
	                                       : diagnose_verb(&options);
	options_clear(&options);
	return (int)status;
}

static struct captured
call(const char *a, const char *b, const char *c, const char *d)
{
	const char *given[] = { "mailsonde", a, b, c, d };
	char *words[COUNT_OF(given) + 1] = { NULL };

	for (size_t i = 0; i < COUNT_OF(given) && given[i] != NULL; i++)
		words[i] = arena_string(&arena, span_of(given[i]));
	return capture(&arena, run, words, "");
}

static const struct {
	const char *a;
	const char *b;
	const char *words;
} mistakes[] = {
	{ NULL, NULL, "mailsonde: diagnose wants one target: HOST, HOST:PORT or a URL\n" },
	{ "a.example", "b.example",
	    "mailsonde: diagnose wants one target: HOST, HOST:PORT or a URL\n" },
	{ "--ports=25", "a.example",
	    "mailsonde: diagnose has no use for --ports; see --help\n" },
	{ "--depth=full", "a.example",
	    "mailsonde: diagnose has no use for --depth; see --help\n" },
	{ "--sarif=x", "a.example",
	    "mailsonde: diagnose has no use for --sarif; see --help\n" },
	{ "--as=./none.ini", "a.example",
	    "mailsonde: --as ./none.ini: No such file or directory\n" },
	{ "--pace=-1", "a.example",
	    "mailsonde: --pace wants seconds from 0 to 3600, not '-1'\n" },
};

START_TEST(what_cannot_work_is_told_in_one_line)
{
	struct captured captured = call("diagnose", mistakes[_i].a, mistakes[_i].b, NULL);

	ck_assert_int_eq(captured.status, STATUS_USAGE);
	ck_assert_str_eq(captured.err, mistakes[_i].words);
	ck_assert_str_eq(captured.out, "");
}
END_TEST

START_TEST(bad_targets_are_refused)
{
	static const char *const targets[] = { "", "@file", "-x y", "http://a.example",
		"a.example:0", "a.example:99999" };

	for (size_t i = 0; i < COUNT_OF(targets); i++) {
		struct captured captured = call("diagnose", "--", targets[i], NULL);

		ck_assert_msg(captured.status == STATUS_USAGE, "%s", targets[i]);
		ck_assert_msg(strchr(captured.err, '\n') == strrchr(captured.err, '\n'), "%s",
		    targets[i]);
	}
}
END_TEST

START_TEST(a_port_where_nothing_listens_is_a_known_cause)
{
	struct captured captured = call("diagnose", "--text=-", target, NULL);

	ck_assert_str_eq(captured.err, "");
	ck_assert_int_eq(captured.status, STATUS_FINDINGS);
	ck_assert_ptr_nonnull(strstr(captured.out, "TCP connection refused"));
	ck_assert_ptr_nonnull(strstr(captured.out, "[port-blocked]"));
}
END_TEST

START_TEST(evidence_gives_the_diagnosis_again)
{
	struct captured first =
	    call("diagnose", "--text=-", arena_printf(&arena, "--evidence=%s", path), target);
	struct captured again = call("replay", path, NULL, NULL);

	ck_assert_str_eq(again.err, "");
	ck_assert_str_eq(again.out, first.out);
	ck_assert_int_eq(again.status, first.status);
}
END_TEST

START_TEST(evidence_of_a_diagnosis_makes_no_report_of_an_audit)
{
	struct captured captured;

	(void)call("diagnose", "-q", arena_printf(&arena, "--evidence=%s", path), target);
	captured = call("replay", "--junit=-", path, NULL);
	ck_assert_int_eq(captured.status, STATUS_USAGE);
	ck_assert_str_eq(captured.err,
	    "mailsonde: this evidence is of a diagnosis: it makes text and JSON\n");
}
END_TEST

START_TEST(the_words_of_a_client_are_held_against_what_is_seen)
{
	struct captured captured =
	    call("explain", "--error", "connect: Connection refused", target);

	ck_assert_str_eq(captured.err, "");
	ck_assert_int_eq(captured.status, STATUS_FINDINGS);
	ck_assert_ptr_nonnull(strstr(captured.out, "What the client printed"));
	ck_assert_ptr_nonnull(strstr(captured.out, "The words fit what was seen here: port-"));
}
END_TEST

START_TEST(words_that_are_none_are_refused_before_anything_is_sent)
{
	struct captured captured = call("diagnose", "--error", "", target);

	ck_assert_int_eq(captured.status, STATUS_USAGE);
	ck_assert_str_eq(captured.out, "");
	ck_assert_str_eq(captured.err, "mailsonde: the text of --error is empty\n");
}
END_TEST

START_TEST(words_of_a_client_go_with_old_evidence_too)
{
	struct captured captured;

	(void)call("diagnose", "-q", arena_printf(&arena, "--evidence=%s", path), target);
	captured = call("replay", "--error=connection refused", path, NULL);
	ck_assert_str_eq(captured.err, "");
	ck_assert_ptr_nonnull(strstr(captured.out, "What the client printed"));
}
END_TEST

/* Evidence of a path that works, with two clients of which one fails. */
static void
keep_clients(bool is_named)
{
	const struct run of_test = { .version = "mailsonde test", .is_complete = true };
	struct client_choice choices[2] = { 0 };
	struct patient patient;
	FILE *out = fopen(path, "w");

	choices[0] = (struct client_choice){
		.client = client_of(client_by_name(span_of("python-3")), &arena),
		.is_named = is_named,
		.is_built_in = true,
	};
	choices[1] = (struct client_choice){
		.client = client_of(client_by_name(span_of("gnutls-3.7")), &arena),
		.is_named = true,
		.is_built_in = true,
	};
	patient_init_as(&patient, "smtp", "smtp-cert-weak-key", choices, 2);
	evidence_begin(out, &of_test);
	evidence_host(out, &patient.host);
	evidence_end(out, &of_test);
	fclose(out);
	patient_clear(&patient);
}

START_TEST(only_a_client_that_is_named_changes_the_status)
{
	struct captured captured;

	keep_clients(false);
	captured = call("replay", path, NULL, NULL);
	ck_assert_int_eq(captured.status, STATUS_OK);
	ck_assert_ptr_nonnull(strstr(captured.out, "\nClients\n  python-3"));
	keep_clients(true);
	captured = call("replay", path, NULL, NULL);
	ck_assert_int_eq(captured.status, STATUS_FINDINGS);
}
END_TEST

START_TEST(where_nothing_listens_no_client_comes_through)
{
	struct captured captured = call("diagnose", "--clients=python-3", target, NULL);

	ck_assert_int_eq(captured.status, STATUS_FINDINGS);
	ck_assert_ptr_nonnull(
	    strstr(captured.out, "  python-3                  fails      no client comes as"));
}
END_TEST

START_TEST(a_host_without_an_address_of_the_family_could_not_be_tried)
{
	struct captured captured = call("diagnose", "-6", target, NULL);

	ck_assert_int_eq(captured.status, STATUS_UNTESTED);
	ck_assert_ptr_nonnull(strstr(captured.out, "it is not of the wanted family"));
}
END_TEST

Suite *
suite(void)
{
	Suite *s = suite_create("diagnose");
	TCase *tcase = tcase_create("core");

	tcase_add_checked_fixture(tcase, set_up, tear_down);
	tcase_add_loop_test(tcase, what_cannot_work_is_told_in_one_line, 0, COUNT_OF(mistakes));
	tcase_add_test(tcase, bad_targets_are_refused);
	tcase_add_test(tcase, a_port_where_nothing_listens_is_a_known_cause);
	tcase_add_test(tcase, evidence_gives_the_diagnosis_again);
	tcase_add_test(tcase, evidence_of_a_diagnosis_makes_no_report_of_an_audit);
	tcase_add_test(tcase, the_words_of_a_client_are_held_against_what_is_seen);
	tcase_add_test(tcase, words_that_are_none_are_refused_before_anything_is_sent);
	tcase_add_test(tcase, words_of_a_client_go_with_old_evidence_too);
	tcase_add_test(tcase, only_a_client_that_is_named_changes_the_status);
	tcase_add_test(tcase, where_nothing_listens_no_client_comes_through);
	tcase_add_test(tcase, a_host_without_an_address_of_the_family_could_not_be_tried);
	suite_add_tcase(s, tcase);
	return s;
}
