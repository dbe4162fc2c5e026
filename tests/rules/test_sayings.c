/* SPDX-License-Identifier: MIT */
#include "rules/sayings.h"

#include "support/printed.h"
#include "support/suite.h"

#include <string.h>

enum { CAUSES_MAX = 8 };

/* Each saying with all causes that share it, the likeliest first. */
/* clang-format off */
static const struct {
	const char *name;
	const struct saying *saying;
	const char *want[CAUSES_MAX];
} sayings[] = {
	{ "not TLS", &saying_not_tls,
	  { "implicit-client-on-starttls-port", "server-key-unusable-454", "starttls-stripped-by-firewall",
	    "ehlo-name-rejected", "plaintext-after-220" } },
	{ "closed", &saying_closed,
	  { "close-after-220", "tls-version-server-too-old", "large-clienthello-intolerance", "tls13-intolerance",
	    "tls-inspection-firewall", "sni-rejected" } },
	{ "silent", &saying_silent,
	  { "handshake-stall", "pmtu-black-hole", "large-clienthello-intolerance" } },
	{ "no greeting", &saying_no_greeting,
	  { "starttls-client-on-implicit-port", "greeting-delay-or-tarpit" } },
	{ "no STARTTLS", &saying_no_starttls, { "starttls-stripped-by-firewall" } },
	{ "alert 40", &saying_alert_40, { "no-shared-cipher", "ec-only-cert", "client-cert-required" } },
	{ "alert 70", &saying_alert_70, { "tls-version-client-too-old", "tls-version-server-too-old" } },
	{ "alert 80", &saying_alert_80, { "tls13-intolerance", "sni-rejected" } },
	{ "closed after", &saying_closed_after, { "client-cert-required", "close-after-handshake" } },
	{ "distrust", &saying_distrust, { "cert-untrusted-self-signed", "cert-missing-intermediate" } },
	{ "rejected", &saying_rejected,
	  { "cert-untrusted-self-signed", "cert-missing-intermediate", "cert-hostname-mismatch",
	    "cert-expired-not-reloaded" } },
	{ "validity", &saying_validity, { "cert-expired-not-reloaded" } },
	{ "unreachable", &saying_unreachable, { "port-blocked" } },
	{ "opaque", &saying_opaque, { "client-swallows-tls-error" } },
};
/* clang-format on */

static size_t
wanted_len(const char *const *want)
{
	size_t len = 0;

	while (len < CAUSES_MAX && want[len] != NULL)
		len++;
	return len;
}

static bool
is_usual(const struct candidate *candidate)
{
	return candidate->clarity == CLARITY_SHARED || candidate->clarity == CLARITY_VAGUE;
}

/* Whatever the words, the causes behind a saying are the same and in the same order. */
START_TEST(each_print_leads_to_the_causes_that_share_it)
{
	size_t len = wanted_len(sayings[_i].want);

	for (const struct print *print = sayings[_i].saying->prints; print->text != NULL;
	     print++) {
		struct error_reading reading;
		struct arena arena;
		size_t at = 0;

		arena_init(&arena);
		errors_read(span_of(print_example(&arena, print)), &arena, &reading);
		for (size_t i = 0; i < reading.candidates_len; i++) {
			if (!is_usual(&reading.candidates[i]))
				continue;
			ck_assert_msg(at < len && strcmp(reading.candidates[i].cause->id,
						      sayings[_i].want[at]) == 0,
			    "%s: '%s' leads to %s at place %zu", sayings[_i].name, print->text,
			    reading.candidates[i].cause->id, at);
			at++;
		}
		ck_assert_msg(at == len, "%s: '%s' leads to %zu of %zu", sayings[_i].name,
		    print->text, at, len);
		arena_clear(&arena);
	}
}
END_TEST

START_TEST(only_words_around_an_error_are_vague)
{
	for (size_t i = 0; i < COUNT_OF(sayings); i++)
		ck_assert_int_eq(
		    sayings[i].saying->is_vague, sayings[i].saying == &saying_opaque ||
						     sayings[i].saying == &saying_rejected);
}
END_TEST

Suite *
suite(void)
{
	Suite *suite = suite_create("sayings");
	TCase *tcase = tcase_create("sayings");

	tcase_set_timeout(tcase, 60);
	tcase_add_loop_test(
	    tcase, each_print_leads_to_the_causes_that_share_it, 0, COUNT_OF(sayings));
	tcase_add_test(tcase, only_words_around_an_error_are_vague);
	suite_add_tcase(suite, tcase);
	return suite;
}
