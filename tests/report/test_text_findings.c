/* SPDX-License-Identifier: MIT */
#include "report/text_findings.h"

#include "support/ci.h"
#include "support/suite.h"

#include <stdlib.h>
#include <string.h>

static struct standings standings;
static char *told;

static void
tear_down(void)
{
	free(told);
	told = NULL;
	standings_clear(&standings);
}

static void
tell(void)
{
	size_t len = 0;
	struct text text = { .result = &standings.result,
		.arena = &standings.judge.host.arena };

	free(told);
	text.out = open_memstream(&told, &len);
	text_findings(&text);
	ck_assert_int_eq(fclose(text.out), 0);
}

static const char *
at(const char *words)
{
	const char *place = strstr(told, words);

	ck_assert_msg(place != NULL, "'%s' is not in\n%s", words, told);
	return place;
}

START_TEST(what_fails_is_told_in_full)
{
	standings_make(&standings);
	tell();
	(void)at("  critical  587: accepts SSL 2.0 [new]\n    seen   SSL 2.0 is accepted\n");
	(void)at("    why    One service that speaks SSL 2.0");
	(void)at("    fix    Allow TLS 1.2");
	(void)at(
	    "           Postfix:\n             postconf -e 'smtpd_tls_protocols = >=TLSv1.2'");
	(void)at("           [tls-sslv2; RFC 6176");
}
END_TEST

START_TEST(the_same_lines_are_told_once)
{
	standings_make(&standings);
	tell();
	ck_assert(at("             postconf -e 'smtpd_tls_protocols = >=TLSv1.2'") <
		  at("           Postfix: as for tls-sslv2 above\n"));
	ck_assert_ptr_null(strstr(
	    at("           Postfix: as for tls-sslv2 above\n"), "postconf -e 'smtpd_tls_p"));
}
END_TEST

START_TEST(a_part_is_told_with_its_whole)
{
	standings_make(&standings);
	tell();
	(void)at("    also   does not speak TLS 1.3 (tls-13-missing)\n");
	ck_assert_ptr_null(strstr(told, "587: does not speak TLS 1.3"));
}
END_TEST

START_TEST(each_standing_has_its_list)
{
	standings_make(&standings);
	tell();
	ck_assert(at("What is wrong\n") < at("As in the baseline\n"));
	ck_assert(at("As in the baseline\n") < at("Accepted\n"));
	ck_assert(at("Accepted\n") < at("No longer there\n"));
	ck_assert(at("As in the baseline\n") < at("587: accepts TLS 1.0 [tls-10]\n"));
	ck_assert(at("Accepted\n") < at("587: accepts SSL 3.0 [tls-sslv3]\n"));
	ck_assert(at("No longer there\n") < at("  high      587: advertises a login before"));
}
END_TEST

START_TEST(what_is_gone_but_not_known_to_be_is_counted)
{
	standings_make(&standings);
	tell();
	ck_assert_ptr_null(strstr(told, "not asked or not known"));
	standings.result.gone_unknown = 2;
	tell();
	(void)at("\n2 findings of the baseline: not asked or not known this time\n");
}
END_TEST

START_TEST(the_same_on_several_addresses_is_told_once)
{
	struct judge *judge = &standings.judge;

	standings_make(&standings);
	(void)judge_add(judge, "submission");
	judge->records[1].endpoint.address = "2001:db8::25";
	judge->ports[1].negotiation.versions[TLS_VERSION_11].value = ANSWER_YES;
	judge_now(judge);
	tell();
	(void)at("587 at 192.0.2.25, 587 at 2001:db8::25: accepts TLS 1.1\n");
	(void)at("  high      587 at 192.0.2.25: advertises a login before TLS\n");
	(void)at("  low       25 at \\x1b<address>: ");
}
END_TEST

START_TEST(a_failure_is_told_with_its_step_and_the_server_s_words)
{
	struct judge *judge = &standings.judge;
	struct failure *failure;

	standings_make(&standings);
	failure = judge_fail(judge, STAGE_STARTTLS, OUTCOME_REFUSED);
	failure->words = span_of("454 4.7.0 TLS not\x1b available\n454 try later");
	failure->at_us = 12345;
	judge->ports[0].starttls_works = (struct answer){ .value = ANSWER_NO };
	judge->ports[0].go_ahead.len = 0;
	judge_now(judge);
	tell();
	(void)at("    at     starttls, after 12 ms\n"
		 "    server 454 4.7.0 TLS not\\x1b available\n"
		 "           454 try later\n");
	(void)at("    cause  ");
}
END_TEST

START_TEST(nothing_is_told_of_a_healthy_host)
{
	struct judge *judge = &standings.judge;

	standings_make(&standings);
	standings.result.gone_len = 0;
	judge_clear(judge);
	judge_init(judge, "submissions");
	judge_now(judge);
	tell();
	ck_assert_ptr_null(strstr(told, "What is wrong"));
	ck_assert_ptr_null(strstr(told, "Accepted"));
}
END_TEST

Suite *
suite(void)
{
	Suite *s = suite_create("text_findings");
	TCase *tcase = tcase_create("core");

	tcase_add_checked_fixture(tcase, NULL, tear_down);
	tcase_add_test(tcase, what_fails_is_told_in_full);
	tcase_add_test(tcase, the_same_lines_are_told_once);
	tcase_add_test(tcase, a_part_is_told_with_its_whole);
	tcase_add_test(tcase, each_standing_has_its_list);
	tcase_add_test(tcase, what_is_gone_but_not_known_to_be_is_counted);
	tcase_add_test(tcase, the_same_on_several_addresses_is_told_once);
	tcase_add_test(tcase, a_failure_is_told_with_its_step_and_the_server_s_words);
	tcase_add_test(tcase, nothing_is_told_of_a_healthy_host);
	suite_add_tcase(s, tcase);
	return s;
}
