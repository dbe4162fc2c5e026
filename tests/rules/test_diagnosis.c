/* SPDX-License-Identifier: MIT */
/* The table of cause by verdict: each staged cause is named first, and a healthy server gets
 * none. Causes that look alike to a client stand next to each other. */
#include "rules/diagnosis.h"

#include "rules/sayings.h"
#include "support/patient.h"
#include "support/suite.h"

#include <string.h>

static const struct {
	const char *scheme;
	const char *scene;
	const char *cause; /* the first; NULL: none is likely */
	enum suspicion suspicion;
} rows[] = {
	/* Healthy. */
	{ "smtp", "smtp-healthy", NULL, 0 },
	{ "submission", "smtp-healthy", NULL, 0 },
	{ "smtp", "smtp-tls-1.2", NULL, 0 },
	{ "smtp", "smtp-tls-1.3", NULL, 0 },
	{ "smtp", "smtp-resumption", NULL, 0 },
	{ "smtp", "smtp-greeting-multiline", NULL, 0 },
	{ "smtp", "smtp-greeting-stars", NULL, 0 },
	{ "submissions", "submissions-healthy", NULL, 0 },
	{ "imap", "imap-healthy", NULL, 0 },
	{ "imaps", "imaps-healthy", NULL, 0 },
	{ "pop3", "pop3-healthy", NULL, 0 },
	{ "pop3s", "pop3s-healthy", NULL, 0 },
	{ "sieve", "sieve-healthy", NULL, 0 },
	{ "lmtp", "lmtp-healthy", NULL, 0 },
	/* "Wrong version number". */
	{ "submissions", "submissions-plaintext", "implicit-client-on-starttls-port",
	    SUSPICION_CERTAIN },
	{ "smtp", "smtp-plaintext-on-hello", "plaintext-after-220", SUSPICION_CERTAIN },
	{ "smtp", "smtp-starttls-454", "server-key-unusable-454", SUSPICION_CERTAIN },
	{ "smtp", "smtp-starttls-454-limit", "rate-limit-or-ban", SUSPICION_CERTAIN },
	{ "smtp", "smtp-starttls-554", "server-key-unusable-454", SUSPICION_LIKELY },
	{ "smtp", "smtp-starttls-masked", "starttls-stripped-by-firewall", SUSPICION_CERTAIN },
	{ "smtp", "smtp-starred", "starttls-stripped-by-firewall", SUSPICION_CERTAIN },
	{ "smtp", "smtp-helo-fallback", "starttls-stripped-by-firewall", SUSPICION_LIKELY },
	{ "smtp", "smtp-ehlo-wants-address", "ehlo-name-rejected", SUSPICION_CERTAIN },
	{ "smtp", "smtp-ehlo-refuses-all", "ehlo-name-rejected", SUSPICION_LIKELY },
	{ "smtp", "smtp-ehlo-refused", "ehlo-name-rejected", SUSPICION_LIKELY },
	{ "smtp", "smtp-no-starttls", "starttls-switched-off", SUSPICION_LIKELY },
	{ "smtp", "smtp-alerts-before-hello", "server-key-unusable-454", SUSPICION_LIKELY },
	{ "smtp", "smtp-http-on-hello", "plaintext-after-220", SUSPICION_CERTAIN },
	{ "pop3", "pop3-stls-err", "server-key-unusable-454", SUSPICION_CERTAIN },
	{ "imap", "imap-starttls-no", "server-key-unusable-454", SUSPICION_CERTAIN },
	/* "Connection closed". */
	{ "smtp", "smtp-closed-after-220", "close-after-220", SUSPICION_CERTAIN },
	{ "smtp", "smtp-reset-after-220", "close-after-220", SUSPICION_CERTAIN },
	{ "smtp", "smtp-closed-on-hello", "close-after-220", SUSPICION_LIKELY },
	{ "smtp", "smtp-tls13-dropped", "tls13-intolerance", SUSPICION_CERTAIN },
	{ "smtp", "smtp-sni-dropped", "sni-rejected", SUSPICION_CERTAIN },
	/* The small hello of the library is too large for it, one of TLS 1.1 is not. */
	{ "smtp", "smtp-hello-over-255-dropped", "large-clienthello-intolerance",
	    SUSPICION_CERTAIN },
	{ "smtp", "smtp-hello-over-330-dropped", "large-clienthello-intolerance",
	    SUSPICION_CERTAIN },
	{ "smtp", "smtp-large-hello-dropped", "large-clienthello-intolerance",
	    SUSPICION_LIKELY },
	{ "smtp", "smtp-hello-in-pieces-dropped", "large-clienthello-intolerance",
	    SUSPICION_LIKELY },
	{ "smtp", "smtp-post-quantum-dropped", "large-clienthello-intolerance",
	    SUSPICION_LIKELY },
	{ "smtp", "smtp-whole-hello-dropped", "tls-inspection-firewall", SUSPICION_LIKELY },
	{ "smtp", "smtp-own-name-refused", "sni-rejected", SUSPICION_CERTAIN },
	{ "smtp", "smtp-resumption-dropped", "session-resumption-broken", SUSPICION_LIKELY },
	{ "smtp", "smtp-closed-inside-tls", "close-after-handshake", SUSPICION_CERTAIN },
	{ "smtp", "smtp-client-certificate-1.2", "client-cert-required", SUSPICION_CERTAIN },
	{ "smtp", "smtp-client-certificate-1.3", "client-cert-required", SUSPICION_CERTAIN },
	{ "smtp", "smtp-greeting-421", "rate-limit-or-ban", SUSPICION_CERTAIN },
	{ "smtp", "smtp-ehlo-421", "rate-limit-or-ban", SUSPICION_LIKELY },
	{ "smtp", "smtp-starttls-421", "rate-limit-or-ban", SUSPICION_LIKELY },
	{ "imap", "imap-bye", "rate-limit-or-ban", SUSPICION_CERTAIN },
	{ "smtp", "smtp-greeting-554", "rate-limit-or-ban", SUSPICION_LIKELY },
	/* "Timed out". */
	{ "smtp", "smtp-is-implicit", "starttls-client-on-implicit-port", SUSPICION_CERTAIN },
	{ "smtp", "smtp-greeting-silent", "greeting-delay-or-tarpit", SUSPICION_LIKELY },
	{ "smtp", "smtp-greeting-very-slow", "greeting-delay-or-tarpit", SUSPICION_LIKELY },
	{ "smtp", "smtp-silent-on-hello", "handshake-stall", SUSPICION_LIKELY },
	{ "smtp", "smtp-small-segments-only", "pmtu-black-hole", SUSPICION_CERTAIN },
	{ "smtp", "smtp-large-hello-lost", "pmtu-black-hole", SUSPICION_LIKELY },
	{ "smtp", "smtp-hello-over-330-unanswered", "large-clienthello-intolerance",
	    SUSPICION_CERTAIN },
	/* Alerts. */
	{ "smtp", "smtp-alert-handshake-failure", "server-key-unusable-454", SUSPICION_LIKELY },
	{ "smtp", "smtp-alert-insufficient-security", "no-shared-cipher", SUSPICION_LIKELY },
	{ "smtp", "smtp-alert-internal-error", "server-key-unusable-454", SUSPICION_LIKELY },
	{ "smtp", "smtp-alert-protocol-version", "tls-version-server-too-old",
	    SUSPICION_LIKELY },
	{ "smtp", "smtp-alert-unrecognized-name", "sni-rejected", SUSPICION_LIKELY },
	{ "smtp", "smtp-sni-alert", "sni-rejected", SUSPICION_CERTAIN },
	{ "smtp", "smtp-tls13-alert", "tls13-intolerance", SUSPICION_CERTAIN },
	{ "smtp", "smtp-alpn-alert", "alpn-rejected", SUSPICION_LIKELY },
	/* Versions. */
	{ "smtp", "smtp-tls-1.0", "tls-version-server-too-old", SUSPICION_CERTAIN },
	{ "smtp", "smtp-sha1-only", "legacy-sigalg", SUSPICION_LIKELY },
	{ "smtp", "smtp-tls-1.1", "tls-version-server-too-old", SUSPICION_CERTAIN },
	/* Certificates. */
	{ "submission", "smtp-cert-expired", "cert-expired-not-reloaded", SUSPICION_CERTAIN },
	{ "submission", "smtp-cert-not-yet-valid", "clock-skew", SUSPICION_LIKELY },
	{ "submission", "smtp-cert-wrong-name", "cert-hostname-mismatch", SUSPICION_CERTAIN },
	{ "submission", "smtp-cert-cn-only", "cert-cn-only", SUSPICION_LIKELY },
	{ "submission", "smtp-cert-self-signed", "cert-untrusted-self-signed",
	    SUSPICION_CERTAIN },
	{ "submission", "smtp-cert-unknown-issuer", "cert-untrusted-self-signed",
	    SUSPICION_CERTAIN },
	{ "submission", "smtp-cert-no-intermediate", "cert-missing-intermediate",
	    SUSPICION_CERTAIN },
	{ "submission", "smtp-cert-weak-key", "weak-key-or-signature", SUSPICION_LIKELY },
	{ "submission", "smtp-cert-weak-signature", "weak-key-or-signature", SUSPICION_LIKELY },
	{ "smtp", "smtp-sni-needed", "sni-needed-for-right-cert", SUSPICION_LIKELY },
	/* Words at the wrong place. */
	{ "smtp", "smtp-early-bytes", "pipelined-bytes-after-220", SUSPICION_CERTAIN },
	{ "smtp", "smtp-greeting-inside-tls", "banner-repeated-inside-tls", SUSPICION_CERTAIN },
	{ "smtp", "smtp-tls-demanded-inside-tls", "session-state-not-reset",
	    SUSPICION_CERTAIN },
	{ "smtp", "smtp-proxy-header-refused", "proxy-protocol-mismatch", SUSPICION_LIKELY },
	{ "submission", "smtp-no-login-inside-tls", "auth-not-offered-after-tls",
	    SUSPICION_LIKELY },
	{ "smtp", "smtp-is-http", "dns-wrong-host", SUSPICION_CERTAIN },
	{ "smtp", "smtp-http-late", "dns-wrong-host", SUSPICION_CERTAIN },
	{ "submissions", "submissions-ehlo-refused", "ehlo-name-rejected", SUSPICION_LIKELY },
	{ "submissions", "submissions-is-http", "dns-wrong-host", SUSPICION_CERTAIN },
	{ "smtp", "smtp-is-imap", "dns-wrong-host", SUSPICION_LIKELY },
	{ "smtp", "smtp-is-ssh", "dns-wrong-host", SUSPICION_LIKELY },
};

static bool
shares(const struct cause *cause, const struct saying *saying)
{
	for (size_t i = 0; cause->shares != NULL && cause->shares[i] != NULL; i++)
		if (cause->shares[i] == saying)
			return true;
	return false;
}

START_TEST(each_staged_cause_is_named_first_and_the_healthy_get_none)
{
	struct patient patient;
	const struct named_cause *first;

	patient_init(&patient, rows[_i].scheme, rows[_i].scene);
	first = &patient.answer.causes[0];
	ck_assert_msg(patient.answer.is_tried, "%s", rows[_i].scene);
	ck_assert_msg(patient.player.facts.connections <= 12, "%s", rows[_i].scene);
	if (rows[_i].cause == NULL) {
		ck_assert_msg(patient.answer.works, "%s: %s, %s", rows[_i].scene,
		    patient.answer.sentence, first->cause->id);
	} else {
		ck_assert_msg(strcmp(first->cause->id, rows[_i].cause) == 0,
		    "%s: wanted %s, got %s %s; %s", rows[_i].scene, rows[_i].cause,
		    suspicion_name(first->opinion.suspicion), first->cause->id,
		    patient.answer.sentence);
		ck_assert_msg(first->opinion.suspicion == rows[_i].suspicion, "%s: %s %s",
		    rows[_i].scene, suspicion_name(first->opinion.suspicion), first->cause->id);
		ck_assert_msg(first->opinion.evidence != NULL, "%s", rows[_i].scene);
		ck_assert_msg(!patient.answer.works, "%s", rows[_i].scene);
	}
	patient_clear(&patient);
}
END_TEST

/* Every second connection comes to the second scene: whatever was changed in it has no part in
 * that. */
START_TEST(a_pool_is_named_and_no_change_that_met_the_bad_one)
{
	static const struct {
		const char *scheme;
		const char *scene;
		const char *other;
	} pools[] = {
		{ "smtp", "smtp-healthy", "smtp-closed-on-hello" },
		{ "smtp", "smtp-closed-on-hello", "smtp-healthy" },
		{ "smtp", "smtp-healthy", "smtp-reset-after-220" },
		{ "smtp", "smtp-healthy", "smtp-silent-on-hello" },
		{ "smtp", "smtp-healthy", "smtp-alert-internal-error" },
		{ "imaps", "imaps-healthy", "submissions-plaintext" },
	};

	for (size_t i = 0; i < COUNT_OF(pools); i++) {
		struct patient patient;
		const struct named_cause *causes = patient.answer.causes;

		patient_init_pool(&patient, pools[i].scheme, pools[i].scene, pools[i].other);
		ck_assert_msg(strcmp(causes[0].cause->id, "backend-pool-inconsistent") == 0,
		    "%s, %s: %s; %s", pools[i].scene, pools[i].other, causes[0].cause->id,
		    patient.answer.sentence);
		ck_assert_int_eq(causes[0].opinion.suspicion, SUSPICION_LIKELY);
		ck_assert_msg(causes[1].opinion.suspicion < SUSPICION_LIKELY, "%s, %s: %s",
		    pools[i].scene, pools[i].other, causes[1].cause->id);
		ck_assert_int_eq(patient_opinion(&patient, "rate-limit-or-ban")->suspicion,
		    SUSPICION_POSSIBLE);
		patient_clear(&patient);
	}
}
END_TEST

START_TEST(what_troubles_only_some_clients_is_possible_and_the_path_works)
{
	static const struct {
		const char *scene;
		const char *cause;
	} some[] = {
		{ "smtp-ehlo-refuses-localhost", "ehlo-name-rejected" },
		{ "smtp-tls-1.3-demanded", "tls-version-client-too-old" },
		{ "smtp-healthy", "ec-only-cert" }, /* the identities of scenes have EC keys */
		{ "smtp-greeting-slow", "greeting-delay-or-tarpit" },
		{ "smtp-cert-wrong-order", "chain-wrong-order" },
		/* Senders do not look at it: on port 25 it fails few. */
		{ "smtp-cert-self-signed", "cert-untrusted-self-signed" },
		{ "smtp-cert-expired", "cert-expired-not-reloaded" },
		{ "smtp-starttls-hidden", "starttls-stripped-by-firewall" },
		{ "smtp-dotted-name-refused", "sni-rejected" },
	};

	for (size_t i = 0; i < COUNT_OF(some); i++) {
		struct patient patient;

		patient_init(&patient, "smtp", some[i].scene);
		ck_assert_msg(patient.answer.works, "%s: %s", some[i].scene,
		    patient.answer.causes[0].cause->id);
		ck_assert_msg(
		    patient_opinion(&patient, some[i].cause)->suspicion == SUSPICION_POSSIBLE,
		    "%s", some[i].scene);
		patient_clear(&patient);
	}
}
END_TEST

/* To a client they are all the same: each stands in the table, and none is taken for another.
 */
START_TEST(what_clients_tell_alike_is_all_staged)
{
	static const struct {
		const struct saying *saying;
		size_t causes;
	} alike[] = {
		{ &saying_not_tls, 5 }, /* "wrong version number" */
		{ &saying_closed, 6 },  /* "connection closed" */
	};

	for (size_t a = 0; a < COUNT_OF(alike); a++) {
		size_t causes = 0;

		for (size_t i = 0; i < causes_count(); i++) {
			const struct cause *cause = cause_at(i);
			size_t staged = 0;

			if (!shares(cause, alike[a].saying))
				continue;
			causes++;
			for (size_t r = 0; r < COUNT_OF(rows); r++)
				staged += rows[r].cause != NULL &&
				          strcmp(rows[r].cause, cause->id) == 0;
			ck_assert_msg(staged > 0, "%s is not staged", cause->id);
		}
		ck_assert_uint_eq(causes, alike[a].causes);
	}
}
END_TEST

/* What is named first must not have a neighbour that is as sure and wrong. */
START_TEST(what_was_once_taken_for_it_is_not_suspected)
{
	static const struct {
		const char *scheme;
		const char *scene;
		const char *innocent;
	} wrong[] = {
		{ "smtp", "smtp-alerts-before-hello", "plaintext-after-220" },
		{ "smtp", "smtp-alerts-before-hello", "pipelined-bytes-after-220" },
		{ "smtp", "smtp-records-before-hello", "plaintext-after-220" },
		{ "smtp", "smtp-records-before-hello", "pipelined-bytes-after-220" },
		{ "smtp", "smtp-http-late", "greeting-delay-or-tarpit" },
		{ "smtp", "smtp-large-hello-lost", "large-clienthello-intolerance" },
		{ "smtp", "smtp-large-hello-dropped", "backend-pool-inconsistent" },
		{ "smtp", "smtp-tls-1.0", "large-clienthello-intolerance" },
		{ "smtp", "smtp-tls-1.0", "backend-pool-inconsistent" },
		{ "smtp", "smtp-starttls-454-limit", "server-key-unusable-454" },
		{ "smtp", "smtp-greeting-stars", "starttls-stripped-by-firewall" },
		{ "submissions", "submissions-ehlo-refused", "session-state-not-reset" },
	};

	for (size_t i = 0; i < COUNT_OF(wrong); i++) {
		struct patient patient;

		patient_init(&patient, wrong[i].scheme, wrong[i].scene);
		ck_assert_msg(patient_opinion(&patient, wrong[i].innocent)->suspicion <
				  SUSPICION_POSSIBLE,
		    "%s: %s; %s", wrong[i].scene, wrong[i].innocent, patient.answer.sentence);
		patient_clear(&patient);
	}
}
END_TEST

START_TEST(each_cause_is_decided_once)
{
	ck_assert_uint_eq(cause_rows_count, causes_count());
	for (size_t i = 0; i < cause_rows_count; i++) {
		ck_assert_msg(cause_by_id(span_of(cause_rows[i].id)) != NULL, "%s is no cause",
		    cause_rows[i].id);
		ck_assert(cause_rows[i].decide != NULL);
		for (size_t k = 0; k < i; k++)
			ck_assert_str_ne(cause_rows[i].id, cause_rows[k].id);
	}
}
END_TEST

START_TEST(a_port_that_was_never_asked_has_no_cause)
{
	struct player player;
	struct host_record host = { .name = PLAYER_HOST, .ports_len = 1 };
	struct port_facts facts = { 0 };
	struct diagnosis diagnosis = { .facts = &facts, .smallest = EXPERIMENTS };
	struct answer_to_why answer;

	player_init(&player, "smtp");
	facts.record = &player.port;
	host.ports = &player.port;
	diagnosis_judge(
	    &(struct case_file){ &host, &diagnosis, &diagnosis, &player.arena }, &answer);
	ck_assert(!answer.is_tried && !answer.works);
	ck_assert_uint_eq(answer.len, 0);
	ck_assert_uint_eq(diagnosis_named(&answer), 0);
	ck_assert_str_eq(answer.sentence, "the port was not asked");
	player_clear(&player);
}
END_TEST

Suite *
suite(void)
{
	Suite *s = suite_create("diagnosis");
	TCase *tcase = tcase_create("core");

	tcase_set_timeout(tcase, 60);
	tcase_add_loop_test(tcase, each_staged_cause_is_named_first_and_the_healthy_get_none, 0,
	    COUNT_OF(rows));
	tcase_add_test(tcase, a_pool_is_named_and_no_change_that_met_the_bad_one);
	tcase_add_test(tcase, what_troubles_only_some_clients_is_possible_and_the_path_works);
	tcase_add_test(tcase, what_clients_tell_alike_is_all_staged);
	tcase_add_test(tcase, what_was_once_taken_for_it_is_not_suspected);
	tcase_add_test(tcase, each_cause_is_decided_once);
	tcase_add_test(tcase, a_port_that_was_never_asked_has_no_cause);
	suite_add_tcase(s, tcase);
	return s;
}
