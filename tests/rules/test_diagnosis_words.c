/* SPDX-License-Identifier: MIT */
#include "rules/diagnosis_parts.h"

#include "rules/clients.h"
#include "support/patient.h"
#include "support/suite.h"

#include <string.h>

static const struct {
	const char *scheme;
	const char *scene;
	const char *sentence;
} rows[] = {
	{ "smtp", "smtp-tls13-dropped",
	    "the server hangs up when it is offered TLS 1.3; with TLS 1.2 and older only it "
	    "works" },
	{ "smtp", "smtp-sni-alert",
	    "the server answers with the alert unrecognized_name (112) when it is told the "
	    "host's name (SNI); without SNI it works" },
	{ "smtp", "smtp-hello-over-330-unanswered",
	    "the server keeps silent when the ClientHello is larger than some 327 to 331 "
	    "bytes; with a small one it works" },
	{ "smtp", "smtp-hello-over-255-dropped",
	    "the server hangs up when the ClientHello is larger than 255 bytes; a small one it "
	    "answers" },
	{ "smtp", "smtp-closed-after-220",
	    "the server agrees to TLS and hangs up before it begins, and once more the same" },
	{ "smtp", "smtp-reset-on-ehlo",
	    "the server resets the connection when it is greeted; the one change that was "
	    "tried does not help" },
	{ "smtp", "smtp-is-implicit",
	    "this port wants TLS from the first byte: a client that waits for a greeting "
	    "waits for ever" },
	{ "submissions", "submissions-plaintext",
	    "this port begins in plain text: a client that begins with TLS meets a greeting" },
	{ "smtp", "smtp-large-hello-dropped",
	    "the path works as we go it, but the server hangs up when the ClientHello is "
	    "larger than 517 bytes" },
	{ "smtp", "smtp-post-quantum-dropped",
	    "the path works as we go it, but with a large hello (post-quantum share) the "
	    "server hangs up" },
	{ "submission", "smtp-cert-expired",
	    "TLS comes to stand, but the certificate has expired, though it may be renewed on "
	    "disk" },
	{ "smtp", "smtp-greeting-421", "the server says goodbye where its greeting belongs" },
};

START_TEST(what_was_found_out_is_a_sentence)
{
	struct patient patient;

	patient_init(&patient, rows[_i].scheme, rows[_i].scene);
	ck_assert_str_eq(patient.answer.sentence, rows[_i].sentence);
	patient_clear(&patient);
}
END_TEST

START_TEST(what_is_certain_is_told_before_a_change_that_breaks_it)
{
	struct patient patient;

	patient_init(&patient, "submission", "smtp-cert-expired");
	patient.diagnosis.trials[EXPERIMENT_NO_NAME].state = TRIAL_FAILED;
	diagnosis_judge(&(struct case_file){ &patient.host, &patient.diagnosis,
			    &patient.diagnosis, &patient.player.arena },
	    &patient.answer);
	ck_assert_str_eq(patient.answer.sentence,
	    "TLS comes to stand, but the certificate has expired, though it may be renewed on "
	    "disk");
	patient_clear(&patient);
}
END_TEST

START_TEST(clients_that_are_named_are_in_the_sentence)
{
	static const char path[] = "the path works; some clients may fail: the key or a "
				   "signature of the certificates is too weak";
	struct client_choice choices[3] = { 0 };
	struct client clients[3];
	struct patient patient;
	struct arena arena;

	arena_init(&arena);
	for (size_t i = 0; i < 3; i++) {
		clients[i] = *client_of(client_by_name(span_of("python-3")), &arena);
		clients[i].name = arena_printf(&arena, "client-%zu", i);
		clients[i].title = "Ours";
		choices[i].client = &clients[i];
		choices[i].is_named = i > 0;
	}
	clients[2].checks.rsa_bits_min = 0;
	patient_init_as(&patient, "smtp", "smtp-cert-weak-key", choices, 2);
	ck_assert_str_eq(patient.answer.sentence,
	    arena_printf(&arena,
		"%s; Ours: fails, the certificate's key has 1024 bits, it wants 2048", path));
	patient_clear(&patient);
	choices[0].is_named = true;
	patient_init_as(&patient, "smtp", "smtp-cert-weak-key", choices, 3);
	ck_assert_str_eq(patient.answer.sentence,
	    arena_printf(&arena,
		"%s; of the 3 clients that were asked about, 1 would come through", path));
	patient_clear(&patient);
	arena_clear(&arena);
}
END_TEST

START_TEST(each_outcome_has_a_phrase)
{
	struct arena arena;

	arena_init(&arena);
	for (int i = 0; i < OUTCOME_COUNT; i++) {
		struct failure failure = { .outcome = (enum outcome)i, .number = 250 };

		ck_assert_ptr_nonnull(failure_phrase(&arena, &failure));
	}
	arena_clear(&arena);
}
END_TEST

Suite *
suite(void)
{
	Suite *s = suite_create("diagnosis_words");
	TCase *tcase = tcase_create("core");

	tcase_add_loop_test(tcase, what_was_found_out_is_a_sentence, 0, COUNT_OF(rows));
	tcase_add_test(tcase, what_is_certain_is_told_before_a_change_that_breaks_it);
	tcase_add_test(tcase, clients_that_are_named_are_in_the_sentence);
	tcase_add_test(tcase, each_outcome_has_a_phrase);
	suite_add_tcase(s, tcase);
	return s;
}
