/* SPDX-License-Identifier: MIT */
#include "report/diagnosis.h"

#include "probe/diagnose.h"
#include "probe/digest.h"
#include "report/diagnosis_json.h"
#include "report/evidence.h"
#include "report/replay.h"
#include "rules/client_file.h"
#include "support/data.h"
#include "support/patient.h"
#include "support/report.h"
#include "support/suite.h"

#include <stdlib.h>
#include <string.h>

static struct patient patient;
static struct arena clients_arena;
static struct client_choice choices[2];
static char *text;
static size_t len;

static void
tell(const char *scheme, const char *scene, bool has_colour)
{
	FILE *out = open_memstream(&text, &len);

	ck_assert_ptr_nonnull(out);
	patient_init(&patient, scheme, scene);
	diagnosis_text(out, has_colour,
	    &(struct diagnosis_result){ .host = &patient.host, .answers = &patient.answer });
	fclose(out);
}

static void
tear_down(void)
{
	free(text);
	text = NULL;
	patient_clear(&patient);
	arena_clear(&clients_arena);
}

static const struct golden {
	const char *scheme;
	const char *scene;
	const char *error; /* what a client printed; or NULL */
	bool has_clients;  /* those of tests/data/clients are asked for */
} goldens[] = {
	{ "smtp", "smtp-healthy", NULL, false },
	{ "smtp", "smtp-tls13-dropped",
	    "ssl.SSLEOFError: EOF occurred in violation of protocol", false },
	{ "smtp", "smtp-hostile-words", NULL, false },
	{ "smtp", "smtp-sni-alert", NULL, false },
	{ "imap", "imap-healthy", "error:0A00010B:SSL routines::wrong version number", false },
	{ "pop3s", "pop3s-healthy", NULL, false },
	{ "smtp", "smtp-cert-weak-key", NULL, true },
};

/* Files that stay as they are, whatever becomes of the program's own. */
static size_t
read_clients(void)
{
	static const char *const names[] = { "strict", "lenient" };
	const char *problem = NULL;

	arena_init(&clients_arena);
	for (size_t i = 0; i < COUNT_OF(names); i++) {
		struct client *client = arena_alloc(&clients_arena, sizeof(*client));

		problem = client_read(
		    read_test_bytes(&clients_arena,
			arena_printf(&clients_arena, "data/clients/%s.ini", names[i])),
		    &clients_arena, client);
		ck_assert_msg(problem == NULL, "%s: %s", names[i], problem);
		choices[i] = (struct client_choice){ .client = client, .is_named = i == 0 };
	}
	return COUNT_OF(names);
}

static void
check_golden(const struct golden *golden, bool is_json)
{
	struct arena *arena = &patient.host.arena;
	struct error_reading reading;
	struct diagnosis_result result = { .host = &patient.host, .answers = &patient.answer };
	FILE *out;

	patient_init_as(&patient, golden->scheme, golden->scene, choices,
	    golden->has_clients ? read_clients() : 0);
	if (golden->error != NULL) {
		errors_read(span_of(golden->error), arena, &reading);
		result.error = &reading;
	}
	out = open_memstream(&text, &len);
	if (is_json)
		diagnosis_json(out, &report_run, &result);
	else
		diagnosis_text(out, false, &result);
	fclose(out);
	golden_check(
	    arena_printf(arena, "diagnosis/%s.%s", golden->scene, is_json ? "json" : "txt"),
	    text);
}

START_TEST(the_text_is_as_it_was)
{
	check_golden(&goldens[_i], false);
}
END_TEST

START_TEST(the_json_is_as_it_was)
{
	check_golden(&goldens[_i], true);
}
END_TEST

/* Each of the texts, one after the other. */
static void
has_in_order(const char *const *words)
{
	const char *from = text;

	for (; *words != NULL; words++) {
		from = strstr(from, *words);
		ck_assert_msg(from != NULL, "no '%s' in:\n%.2000s", *words, text);
	}
}

/* What a host's record tells, as the program does it. */
static void
tell_again(void *context, struct host_record *host)
{
	FILE *out = context;
	struct arena *arena = &host->arena;
	struct port_facts facts;
	struct diagnosis diagnosis;
	struct answer_to_why answer;

	digest_port(&host->ports[0], arena, &facts);
	diagnose_read(&facts, arena, &diagnosis);
	diagnosis_judge(
	    &(struct case_file){
		.host = host, .diagnosis = &diagnosis, .all = &diagnosis, .arena = arena },
	    &answer);
	diagnosis_text(
	    out, false, &(struct diagnosis_result){ .host = host, .answers = &answer });
}

START_TEST(evidence_has_the_clients_and_tells_the_same)
{
	char *evidence = NULL;
	char *again = NULL;
	size_t evidence_len;
	size_t again_len;
	const char *problem = "";
	struct run run = { .version = "mailsonde test", .is_complete = true };
	FILE *out = open_memstream(&evidence, &evidence_len);
	FILE *in;

	patient_init_as(&patient, "smtp", "smtp-cert-weak-key", choices, read_clients());
	evidence_begin(out, &run);
	evidence_host(out, &patient.host);
	evidence_end(out, &run);
	fclose(out);
	out = open_memstream(&text, &len);
	diagnosis_text(out, false,
	    &(struct diagnosis_result){ .host = &patient.host, .answers = &patient.answer });
	fclose(out);
	in = fmemopen(evidence, evidence_len, "r");
	out = open_memstream(&again, &again_len);
	ck_assert_msg(replay_read(in, tell_again, out, &run, &patient.host.arena, &problem),
	    "%s", problem);
	fclose(in);
	fclose(out);
	ck_assert_ptr_nonnull(strstr(text, "\nClients\n"));
	ck_assert_str_eq(text, again);
	free(evidence);
	free(again);
}
END_TEST

START_TEST(path_trials_answer_and_causes_come_in_this_order)
{
	tell("smtp", "smtp-tls13-dropped", false);
	has_in_order((const char *const[]){ "mail.example.test port 25, smtp (starttls)",
	    "The path", "dns", "network   connected", "server    220 mail.example.test ESMTP",
	    "we        EHLO probe.example.test", "we        STARTTLS", "we        a TLS hello",
	    "server    hung up", "What was tried", "the same once more", "fails at handshake",
	    "with TLS 1.2 and older only", "works, TLS 1.2", "Answer", "the server hangs up",
	    "Causes", "certain", "server, network:", "[tls13-intolerance]", "seen", "Ruled out",
	    "port-blocked", "Not known", "causes are behind the failure", "The JSON report",
	    NULL });
}
END_TEST

START_TEST(where_no_cause_is_sure_the_client_is_looked_at_with_commands)
{
	tell("smtp", "smtp-alert-handshake-failure", false);
	has_in_order((const char *const[]){ "Causes", "likely", "[server-key-unusable-454]",
	    "Cannot be seen from here", "[client-swallows-tls-error]", "openssl s_client",
	    "on the client's machine", "Not known", NULL });
}
END_TEST

START_TEST(a_path_that_works_has_no_causes_but_what_may_trouble_others)
{
	tell("smtp", "smtp-healthy", false);
	has_in_order((const char *const[]){ "Answer", "the path works",
	    "What may trouble other clients", "possible", "[ec-only-cert]", NULL });
	ck_assert_ptr_null(strstr(text, "Causes"));
}
END_TEST

START_TEST(words_of_a_server_move_no_cursor)
{
	tell("smtp", "smtp-hostile-words", false);
	for (size_t i = 0; i < len; i++)
		ck_assert_msg(text[i] == '\n' || (unsigned char)text[i] >= ' ', "%zu", i);
}
END_TEST

START_TEST(addresses_that_were_not_asked_are_told)
{
	FILE *out;

	tell("smtp", "smtp-healthy", false);
	free(text);
	out = open_memstream(&text, &len);
	patient.host.addresses_left_out = 5;
	diagnosis_text(out, false,
	    &(struct diagnosis_result){ .host = &patient.host, .answers = &patient.answer });
	fclose(out);
	ck_assert_ptr_nonnull(strstr(text, "192.0.2.25 and 5"));
}
END_TEST

START_TEST(colour_marks_what_is_certain)
{
	tell("smtp", "smtp-closed-after-220", true);
	ck_assert_ptr_nonnull(strstr(text, "\033[1;31m  certain   \033[0m"));
}
END_TEST

START_TEST(a_host_without_an_address_is_one_line)
{
	FILE *out;

	tell("smtp", "smtp-healthy", false);
	free(text);
	out = open_memstream(&text, &len);
	patient.host.ports_len = 0;
	patient.host.resolve_words = "unknown node or service";
	diagnosis_text(out, false, &(struct diagnosis_result){ .host = &patient.host });
	fclose(out);
	ck_assert_str_eq(
	    text, "mail.example.test could not be looked up: unknown node or service\n");
}
END_TEST

Suite *
suite(void)
{
	Suite *s = suite_create("diagnosis");
	TCase *tcase = tcase_create("core");

	tcase_add_checked_fixture(tcase, NULL, tear_down);
	tcase_add_test(tcase, evidence_has_the_clients_and_tells_the_same);
	tcase_add_test(tcase, path_trials_answer_and_causes_come_in_this_order);
	tcase_add_test(tcase, where_no_cause_is_sure_the_client_is_looked_at_with_commands);
	tcase_add_test(tcase, a_path_that_works_has_no_causes_but_what_may_trouble_others);
	tcase_add_test(tcase, words_of_a_server_move_no_cursor);
	tcase_add_test(tcase, addresses_that_were_not_asked_are_told);
	tcase_add_test(tcase, colour_marks_what_is_certain);
	tcase_add_test(tcase, a_host_without_an_address_is_one_line);
	tcase_add_loop_test(tcase, the_text_is_as_it_was, 0, (int)COUNT_OF(goldens));
	tcase_add_loop_test(tcase, the_json_is_as_it_was, 0, (int)COUNT_OF(goldens));
	suite_add_tcase(s, tcase);
	return s;
}
