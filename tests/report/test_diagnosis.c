/* SPDX-License-Identifier: MIT */
#include "report/diagnosis.h"

#include "report/diagnosis_json.h"
#include "rules/clients.h"
#include "support/patient.h"
#include "support/report.h"
#include "support/suite.h"

#include <stdlib.h>
#include <string.h>

static struct patient patient;
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
}

static const struct golden {
	const char *scheme;
	const char *scene;
	const char *error; /* what a client printed; or NULL */
} goldens[] = {
	{ "smtp", "smtp-healthy", NULL },
	{ "smtp", "smtp-tls13-dropped",
	    "ssl.SSLEOFError: EOF occurred in violation of protocol" },
	{ "smtp", "smtp-hostile-words", NULL },
	{ "smtp", "smtp-sni-alert", NULL },
	{ "imap", "imap-healthy", "error:0A00010B:SSL routines::wrong version number" },
	{ "pop3s", "pop3s-healthy", NULL },
};

static void
check_golden(const struct golden *golden, bool is_json)
{
	struct arena *arena = &patient.host.arena;
	struct error_reading reading;
	struct diagnosis_result result = { .host = &patient.host, .answers = &patient.answer };
	FILE *out;

	patient_init(&patient, golden->scheme, golden->scene);
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

START_TEST(path_trials_answer_and_causes_come_in_this_order)
{
	tell("smtp", "smtp-tls13-dropped", false);
	has_in_order((const char *const[]){ "mail.example.test port 25, smtp (starttls)",
	    "The path", "dns", "network   connected", "server    220 mail.example.test ESMTP",
	    "we        EHLO probe.example.test", "we        STARTTLS", "we        a TLS hello",
	    "server    hung up", "What was tried", "the same once more", "fails at handshake",
	    "with TLS 1.2 and older only", "works, TLS 1.2", "Answer", "the server hangs up",
	    "Causes", "certain", "server, network:", "[tls13-intolerance]", "seen", "Ruled out",
	    "port-blocked", "Not looked at", "Cannot be seen from here",
	    "client-swallows-tls-error", NULL });
}
END_TEST

START_TEST(each_client_has_a_line_and_a_named_one_the_sentence)
{
	struct arena arena;
	struct client_choice choices[2];
	FILE *out = open_memstream(&text, &len);

	arena_init(&arena);
	choices[0] = (struct client_choice){
		.client = client_of(client_by_name(span_of("gnutls-3.7")), &arena)
	};
	choices[1] = (struct client_choice){
		.client = client_of(client_by_name(span_of("python-3")), &arena),
		.is_named = true,
	};
	patient_init_as(&patient, "smtp", "smtp-cert-expired", choices, 2);
	diagnosis_text(out, false,
	    &(struct diagnosis_result){ .host = &patient.host, .answers = &patient.answer });
	fclose(out);
	has_in_order((const char *const[]){ "What was tried",
	    "Clients\n  gnutls-3.7                fails      the certificate has expired\n"
	    "  python-3                  fails      the certificate has expired\n",
	    "Answer\n", "; Python 3.11", "fails, the", NULL });
	arena_clear(&arena);
}
END_TEST

START_TEST(where_no_cause_is_sure_the_client_is_looked_at_with_commands)
{
	tell("smtp", "smtp-alert-handshake-failure", false);
	has_in_order((const char *const[]){ "Causes", "likely", "[server-key-unusable-454]",
	    "Cannot be seen from here", "client-swallows-tls-error: ", "openssl s_client",
	    "for the client's machine", NULL });
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

START_TEST(each_event_is_somebody_s_doing)
{
	for (int i = 0; i < EVENT_COUNT; i++)
		ck_assert_ptr_nonnull(
		    diagnosis_event_actor(&(struct event){ .kind = (enum event_kind)i }));
}
END_TEST

Suite *
suite(void)
{
	Suite *s = suite_create("diagnosis");
	TCase *tcase = tcase_create("core");

	tcase_add_checked_fixture(tcase, NULL, tear_down);
	tcase_add_test(tcase, path_trials_answer_and_causes_come_in_this_order);
	tcase_add_test(tcase, each_client_has_a_line_and_a_named_one_the_sentence);
	tcase_add_test(tcase, where_no_cause_is_sure_the_client_is_looked_at_with_commands);
	tcase_add_test(tcase, a_path_that_works_has_no_causes_but_what_may_trouble_others);
	tcase_add_test(tcase, words_of_a_server_move_no_cursor);
	tcase_add_test(tcase, colour_marks_what_is_certain);
	tcase_add_test(tcase, a_host_without_an_address_is_one_line);
	tcase_add_loop_test(tcase, the_text_is_as_it_was, 0, (int)COUNT_OF(goldens));
	tcase_add_loop_test(tcase, the_json_is_as_it_was, 0, (int)COUNT_OF(goldens));
	suite_add_tcase(s, tcase);
	tcase = tcase_create("words");
	tcase_add_test(tcase, each_event_is_somebody_s_doing);
	suite_add_tcase(s, tcase);
	return s;
}
