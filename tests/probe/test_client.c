/* SPDX-License-Identifier: MIT */
/* Which connections are made for clients, and what is seen on them. */
#include "probe/client.h"

#include "registry/number.h"
#include "rules/clients.h"
#include "support/patient.h"
#include "support/suite.h"

#include <string.h>

static struct arena arena;
static struct patient patient;
static struct client_choice choices[3];

static const struct client *
built_in(const char *name)
{
	return client_of(client_by_name(span_of(name)), &arena);
}

static void
set_up(void)
{
	arena_init(&arena);
	choices[0] =
	    (struct client_choice){ .client = built_in("gnutls-3.7"), .is_built_in = true };
	choices[1] = (struct client_choice){
		.client = built_in("python-3"), .is_named = true, .is_built_in = true
	};
}

static void
tear_down(void)
{
	patient_clear(&patient);
	arena_clear(&arena);
}

static unsigned
asked(void)
{
	return port_count(&patient.player.port, QUESTION_CLIENT);
}

START_TEST(each_client_is_asked_once_behind_all_else)
{
	const struct client_trial *trial;

	patient_init_as(&patient, "smtp", "smtp-healthy", choices, 2);
	ck_assert_uint_eq(asked(), 2);
	ck_assert_uint_eq(patient.diagnosis.clients_len, 2);
	trial = &patient.diagnosis.clients[1];
	ck_assert_ptr_eq(trial->client, choices[1].client);
	ck_assert(trial->is_named && !patient.diagnosis.clients[0].is_named);
	ck_assert_int_eq(trial->reception, CLIENT_ANSWERED);
	ck_assert_uint_eq(trial->version, VERSION_TLS13);
	ck_assert_uint_eq(trial->chains_len, 1);
	ck_assert(trial->is_chain_of_session && trial->has_secure_renegotiation);
	ck_assert_int_eq(trial->chains[0].trust, TRUST_ANCHORED);
	ck_assert_int_eq(trial->wants_certificate.value, ANSWER_NO);
	ck_assert(trial->is_inside_fine);
}
END_TEST

/* In TLS 1.2 the certificates come in clear, and are judged when they come. */
START_TEST(the_chain_of_an_older_answer_is_its_own)
{
	struct client old = *choices[0].client;
	static const uint16_t versions[] = { VERSION_TLS12 };
	struct client_extension *extensions =
	    arena_alloc(&arena, sizeof(*extensions) * (old.hello.extensions_len + 1));
	const struct client_trial *trial;

	memcpy(
	    extensions, old.hello.extensions, sizeof(*extensions) * old.hello.extensions_len);
	for (size_t i = 0; i < old.hello.extensions_len; i++)
		if (extensions[i].type == 43)
			extensions[i].numbers = (struct client_numbers){ 1, versions };
	old.hello.extensions = extensions;
	choices[2].client = &old;
	patient_init_as(&patient, "smtp", "smtp-cert-expired", &choices[2], 1);
	trial = &patient.diagnosis.clients[0];
	ck_assert_int_eq(trial->reception, CLIENT_ANSWERED);
	ck_assert_uint_eq(trial->version, VERSION_TLS12);
	ck_assert_uint_eq(trial->chains_len, 1);
	ck_assert(!trial->is_chain_of_session);
	ck_assert(trial->chains[0].chain.problems[CHAIN_EXPIRED]);
	ck_assert_int_eq(trial->chains[0].trust, TRUST_ANCHORED);
	ck_assert_int_eq(trial->wants_certificate.value, ANSWER_NO);
}
END_TEST

START_TEST(a_hello_without_an_answer_is_said_once_more)
{
	patient_init_as(&patient, "smtp", "smtp-closed-on-hello", choices, 2);
	/* The first is repeated; then it is known as the server's way: ours fares no better. */
	ck_assert_uint_eq(asked(), 3);
	for (size_t i = 0; i < 2; i++) {
		ck_assert_int_eq(patient.diagnosis.clients[i].reception, CLIENT_DROPPED);
		ck_assert_int_eq(patient.diagnosis.clients[i].how, OUTCOME_CLOSED);
	}
}
END_TEST

/* A hello of our own behind them shows whether the server answers anybody. */
START_TEST(a_hello_without_an_answer_counts_where_ours_has_one)
{
	struct client nameless = *choices[0].client;
	struct client_extension *extensions =
	    arena_alloc(&arena, sizeof(*extensions) * nameless.hello.extensions_len);

	memcpy(extensions, nameless.hello.extensions,
	    sizeof(*extensions) * nameless.hello.extensions_len);
	for (size_t i = 0; i < nameless.hello.extensions_len; i++)
		if (extensions[i].type == 0)
			extensions[i].type = 0x1234;
	nameless.hello.extensions = extensions;
	choices[2].client = &nameless;
	patient_init_as(&patient, "smtp", "smtp-nameless-dropped", &choices[2], 1);
	ck_assert(!patient.diagnosis.has_failed);
	ck_assert_uint_eq(asked(), 3);
	ck_assert_int_eq(patient.diagnosis.clients[0].reception, CLIENT_DROPPED);
	patient.player.port.transcripts[QUESTION_CLIENT]->next->next = NULL;
	patient_judge(&patient);
	ck_assert_int_eq(patient.diagnosis.clients[0].reception, CLIENT_LOST);
	ck_assert_ptr_nonnull(patient.diagnosis.clients[0].why);
}
END_TEST

/* The path fails behind TLS 1.3; that it works in TLS 1.2 says nothing of a client of 1.3. */
START_TEST(what_follows_is_shown_by_sessions_like_the_clients)
{
	patient_init_as(&patient, "smtp", "smtp-healthy", choices, 1);
	ck_assert(patient.diagnosis.clients[0].is_inside_fine);
	for (struct transcript *t = patient.player.port.transcripts[QUESTION_BASICS]; t != NULL;
	     t = t->next)
		t->session.version = "TLS 1.2";
	for (struct transcript *t = patient.player.port.transcripts[QUESTION_EXPERIMENT];
	     t != NULL; t = t->next)
		t->session.version = "TLS 1.2";
	patient.diagnosis.has_failed = true;
	client_read_trials(&patient.diagnosis, &arena);
	ck_assert(!patient.diagnosis.clients[0].is_inside_fine);
}
END_TEST

/* The certificate for a name that nobody has is none that a client would be shown. */
START_TEST(sessions_of_other_names_show_no_certificate)
{
	struct transcript *other;

	patient_init_as(&patient, "smtp", "smtp-healthy", choices, 1);
	other = patient.player.port.transcripts[QUESTION_EXPERIMENT];
	while (other != NULL && other->variant != EXPERIMENT_OTHER_NAME)
		other = other->next;
	ck_assert_ptr_nonnull(other);
	ck_assert_uint_ge(other->session.chain_len, 1);
	patient.player.port.transcripts[QUESTION_BASICS]->session.chain_len = 0;
	patient.player.port.transcripts[QUESTION_EXPERIMENT] = other;
	other->next = NULL;
	client_read_trials(&patient.diagnosis, &arena);
	ck_assert_uint_eq(patient.diagnosis.clients[0].chains_len, 0);
}
END_TEST

START_TEST(an_alert_is_an_answer)
{
	patient_init_as(&patient, "smtp", "smtp-alert-handshake-failure", choices, 2);
	ck_assert_uint_eq(asked(), 2);
	ck_assert_int_eq(patient.diagnosis.clients[0].reception, CLIENT_REFUSED);
	ck_assert_uint_eq(patient.diagnosis.clients[0].alert, 40);
}
END_TEST

/* Where no hello of ours came to be sent, none of theirs would. */
static const char *const hopeless[] = { "smtp-starttls-454", "smtp-greeting-421",
	"smtp-is-http" };

START_TEST(nobody_is_asked_where_tls_is_never_reached)
{
	patient_init_as(&patient, "smtp", hopeless[_i], choices, 2);
	ck_assert_uint_eq(asked(), 0);
	ck_assert_int_eq(patient.diagnosis.clients[0].reception, CLIENT_NOT_ASKED);
	ck_assert_ptr_nonnull(patient.diagnosis.clients[0].why);
}
END_TEST

START_TEST(who_does_not_speak_the_protocol_is_not_asked)
{
	struct client other = *choices[0].client;

	memset(other.protocols, 0, sizeof(other.protocols));
	other.protocols[PROTOCOL_IMAP] = true;
	choices[2].client = &other;
	patient_init_as(&patient, "smtp", "smtp-healthy", &choices[2], 1);
	ck_assert_uint_eq(asked(), 0);
}
END_TEST

START_TEST(a_server_that_insists_on_a_certificate_is_known)
{
	patient_init_as(&patient, "smtp", "smtp-client-certificate-1.2", choices, 1);
	ck_assert_int_eq(patient.diagnosis.clients[0].insists.value, ANSWER_YES);
	patient_clear(&patient);
	patient_init_as(&patient, "smtp", "smtp-client-certificate-1.3", choices, 1);
	ck_assert_int_eq(patient.diagnosis.clients[0].insists.value, ANSWER_YES);
}
END_TEST

START_TEST(the_bound_of_the_experiments_is_another)
{
	patient_init_as(&patient, "smtp", "smtp-closed-on-hello", choices, 2);
	ck_assert_uint_le(port_count(&patient.player.port, QUESTION_EXPERIMENT) + 1,
	    patient.player.port.limits.connections_max);
	ck_assert_uint_le(asked(), 2 + CLIENT_REPETITIONS_MAX);
}
END_TEST

Suite *
suite(void)
{
	Suite *s = suite_create("client");
	TCase *tcase = tcase_create("core");

	tcase_add_checked_fixture(tcase, set_up, tear_down);
	tcase_add_test(tcase, each_client_is_asked_once_behind_all_else);
	tcase_add_test(tcase, the_chain_of_an_older_answer_is_its_own);
	tcase_add_test(tcase, a_hello_without_an_answer_is_said_once_more);
	tcase_add_test(tcase, a_hello_without_an_answer_counts_where_ours_has_one);
	tcase_add_test(tcase, what_follows_is_shown_by_sessions_like_the_clients);
	tcase_add_test(tcase, sessions_of_other_names_show_no_certificate);
	tcase_add_test(tcase, an_alert_is_an_answer);
	tcase_add_loop_test(
	    tcase, nobody_is_asked_where_tls_is_never_reached, 0, (int)COUNT_OF(hopeless));
	tcase_add_test(tcase, who_does_not_speak_the_protocol_is_not_asked);
	tcase_add_test(tcase, a_server_that_insists_on_a_certificate_is_known);
	tcase_add_test(tcase, the_bound_of_the_experiments_is_another);
	suite_add_tcase(s, tcase);
	return s;
}
