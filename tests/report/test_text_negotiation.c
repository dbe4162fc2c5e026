/* SPDX-License-Identifier: MIT */
/* How it looks as a whole: modern.txt and lax.txt in tests/data/golden. */
#include "report/text_negotiation.h"
#include "support/suite.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct host_record host;
static struct port_record record;
static struct port_facts facts;

static void
set_up(void)
{
	record = (struct port_record){ .endpoint = { .port = 25 },
		.limits = { .depth = DEPTH_STANDARD } };
	facts = (struct port_facts){ .record = &record, .negotiation = { .is_known = true } };
	host = (struct host_record){ .ports = &record, .ports_len = 1 };
	arena_init(&host.arena);
}

static void
tear_down(void)
{
	arena_clear(&host.arena);
}

static const char *
told(void)
{
	struct result result = { .host = &host, .facts = &facts };
	char *written = NULL;
	size_t len;
	struct text text = { .out = open_memstream(&written, &len),
		.has_colour = true,
		.result = &result,
		.arena = &host.arena };
	const char *copy;

	text_negotiation(&text, 0, 1);
	ck_assert_int_eq(fclose(text.out), 0);
	copy = arena_string(&host.arena, span_of(written));
	free(written);
	return copy;
}

static void
check_has(const char *words)
{
	ck_assert_msg(strstr(told(), words) != NULL, "no '%s' in\n%s", words, told());
}

START_TEST(nothing_is_told_at_quick_depth)
{
	record.limits.depth = DEPTH_QUICK;
	facts.negotiation.is_known = false;
	ck_assert_str_eq(told(), "");
}
END_TEST

START_TEST(what_is_not_known_never_reads_as_no)
{
	check_has("versions        not known: it was not asked\n");
	check_has("weak suites     not known: it was not asked\n");
	check_has("DHE             not known: it was not asked\n");
	check_has("post-quantum    not known: it was not asked\n");
	check_has("without SNI     not known: it was not asked\n");
	check_has("other key type  not known: it was not asked\n");
	check_has(
	    "STARTTLS\033[0m\n  25:\n      not known: STARTTLS command injection (it was not "
	    "asked)\n");
	ck_assert_ptr_null(strstr(told(), "no:"));
	ck_assert_ptr_null(strstr(told(), "Known bugs"));
}
END_TEST

START_TEST(each_version_has_its_line)
{
	struct negotiation *negotiation = &facts.negotiation;

	for (size_t i = 0; i < TLS_VERSIONS; i++)
		negotiation->versions[i].value = ANSWER_YES;
	negotiation->versions[TLS_VERSION_10].certainty = CERTAINTY_LIKELY;
	negotiation->suites[TLS_VERSION_12].len = 1;
	negotiation->suites[TLS_VERSION_13].len = 2;
	negotiation->suites[TLS_VERSION_13].is_whole.value = ANSWER_YES;
	negotiation->suites[TLS_VERSION_13].preference = PREFERENCE_CLIENT;
	check_has("      TLS 1.3         \033[32myes, 2 suites, the client's order\033[0m\n"
		  "      TLS 1.2         \033[32myes, at least 1 suite\033[0m\n"
		  "      TLS 1.1         \033[33myes\033[0m\n"
		  "      TLS 1.0         \033[33mlikely yes\033[0m\n"
		  "      SSL 3.0         \033[1;31myes\033[0m\n"
		  "      SSL 2.0         \033[1;31myes\033[0m\n"
		  "      weak suites ");
}
END_TEST

START_TEST(weak_suites_are_spelled_out_with_an_example)
{
	struct negotiation *negotiation = &facts.negotiation;

	for (size_t i = 0; i < SUITE_CLASSES; i++)
		negotiation->classes[i].value = ANSWER_NO;
	negotiation->classes[SUITE_CLASS_RC4].value = ANSWER_YES;
	negotiation->class_examples[SUITE_CLASS_RC4] = 0x0005;
	check_has("\033[33myes: RC4 as in TLS_RSA_WITH_RC4_128_SHA\033[0m\n"
		  "                      no: NULL, anonymous, export, DES, 3DES, MD5, static "
		  "DH,\n"
		  "                      static RSA, CBC\n");
	record.limits.depth = DEPTH_FULL;
	check_has("yes: RC4\033[0m\n");
}
END_TEST

static const struct {
	struct dh_facts dh;
	const char *words;
} primes[] = {
	{ { 0 }, "DHE             yes; its parameters were not seen\n" },
	{ { .bits = 2048, .name = "RFC 7919 ffdhe2048", .is_prime = true },
	    "DHE             2048 bits, RFC 7919 ffdhe2048\n" },
	{ { .bits = 1024, .is_prime = true, .is_safe_prime = true },
	    "DHE             1024 bits, a safe prime of its own\n" },
	{ { .bits = 1024, .is_prime = true },
	    "DHE             1024 bits, a prime of its own, and no safe one\n" },
	{ { .bits = 1024 },
	    "DHE             \033[1;31m1024 bits, but the modulus is NO PRIME" },
};

START_TEST(parameters_are_told_where_they_were_seen)
{
	facts.negotiation.classes[SUITE_CLASS_DHE].value = ANSWER_YES;
	facts.negotiation.dh = primes[_i].dh;
	check_has(primes[_i].words);
}
END_TEST

static const struct {
	uint16_t group;
	struct answer preferred;
	const char *words;
} post_quantum[] = {
	{ 0x11ec, { .value = ANSWER_YES }, "X25519MLKEM768, preferred\033[0m\n" },
	{ 0x11ec, { .value = ANSWER_NO }, "X25519MLKEM768, not preferred\033[0m\n" },
	{ 0x11ec, { .value = ANSWER_UNKNOWN },
	    "X25519MLKEM768; whether it is preferred is not known:" },
	{ 0xfefe, { .value = ANSWER_NOT_APPLICABLE }, "group 0xfefe\033[0m\n" },
	{ 0, { .value = ANSWER_NOT_APPLICABLE }, "yes\033[0m\n" },
};

START_TEST(a_post_quantum_group_is_told_by_name)
{
	facts.negotiation.post_quantum.value = ANSWER_YES;
	facts.negotiation.post_quantum_preferred = post_quantum[_i].preferred;
	facts.negotiation.post_quantum_group = post_quantum[_i].group;
	check_has(post_quantum[_i].words);
}
END_TEST

START_TEST(other_certificates_are_told_or_their_refusal)
{
	struct negotiation *negotiation = &facts.negotiation;

	negotiation->without_name =
	    (struct other_certificate){ .is_other.value = ANSWER_YES, .alert = 112 };
	check_has("without SNI     none, but the alert unrecognized_name\n");
	negotiation->without_name.is_other.value = ANSWER_NO;
	check_has("without SNI     the same certificate\n");
	negotiation->other_key = (struct other_certificate){ .is_other.value = ANSWER_YES,
		.sha256 = "00",
		.subject = "CN=x",
		.key_type = "RSA",
		.key_bits = 2048,
		.alert = UINT32_MAX };
	check_has("other key type  also RSA 2048, CN=x\n");
	negotiation->other_key.is_other.value = ANSWER_NO;
	check_has("other key type  none\n");
}
END_TEST

START_TEST(a_bug_stands_out)
{
	record.limits.depth = DEPTH_FULL;
	facts.negotiation.behaviours[BEHAVIOUR_ROBOT].value = ANSWER_YES;
	facts.negotiation.behaviours[BEHAVIOUR_HEARTBLEED].value = ANSWER_NO;
	check_has("Known bugs\033[0m\n  25:\n      \033[1;31myes: ROBOT\033[0m\n"
		  "      no: Heartbleed\n"
		  "      not known: early ChangeCipherSpec, Ticketbleed,");
}
END_TEST

Suite *
suite(void)
{
	Suite *s = suite_create("text negotiation");
	TCase *tcase = tcase_create("core");

	tcase_add_checked_fixture(tcase, set_up, tear_down);
	tcase_add_test(tcase, nothing_is_told_at_quick_depth);
	tcase_add_test(tcase, what_is_not_known_never_reads_as_no);
	tcase_add_test(tcase, each_version_has_its_line);
	tcase_add_test(tcase, weak_suites_are_spelled_out_with_an_example);
	tcase_add_loop_test(
	    tcase, parameters_are_told_where_they_were_seen, 0, COUNT_OF(primes));
	tcase_add_loop_test(
	    tcase, a_post_quantum_group_is_told_by_name, 0, COUNT_OF(post_quantum));
	tcase_add_test(tcase, other_certificates_are_told_or_their_refusal);
	tcase_add_test(tcase, a_bug_stands_out);
	suite_add_tcase(s, tcase);
	return s;
}
