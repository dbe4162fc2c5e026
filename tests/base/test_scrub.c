/* SPDX-License-Identifier: MIT */
#include "base/scrub.h"

#include "base/base64.h"
#include "support/suite.h"

#include <string.h>

static struct scrub scrub;
static struct buffer out;

static void
set_up(void)
{
	scrub_init(&scrub);
	buffer_init(&out, 4096);
	scrub_add(&scrub, span_of("alice@example.org"), "[user]");
	scrub_add(&scrub, span_of("hunter2+"), "[secret]");
	scrub_add(&scrub, span_of("al"), "[short]");
}

static void
tear_down(void)
{
	scrub_clear(&scrub);
	buffer_clear(&out);
}

START_TEST(of_two_the_longer_one_is_found)
{
	scrub_add(&scrub, span_of("alice@example.org 0123"), "[response]");
	ck_assert(scrub_text(&scrub, span_of("500 alice@example.org 0123?"), &out));
	ck_assert(span_is(buffer_span(&out), "500 [response]?"));
	ck_assert(scrub_text(&scrub, span_of("500 alice@example.org 0124?"), &out));
	ck_assert(span_is(buffer_span(&out), "500 [user] 0124?"));
}
END_TEST

START_TEST(the_code_of_a_reply_is_nobodys_word)
{
	scrub_add(&scrub, span_of("535"), "[secret]");
	ck_assert(!scrub_text(&scrub, span_of("535 5.7.8 no"), &out));
	ck_assert(!scrub_text(&scrub, span_of("535-no"), &out));
	ck_assert(scrub_text(&scrub, span_of("535 what 535 is it"), &out));
	ck_assert(span_is(buffer_span(&out), "535 what [secret] is it"));
}
END_TEST

/* The beginning of one is enough, so that one that is cut is found as well. */
START_TEST(a_code_is_found_by_its_beginning)
{
	scrub_add_code(&scrub, span_of("c=biws,r=abc"), "[response]");
	ck_assert(
	    scrub_text(&scrub, span_of("500 'Yz1iaXdzLHI9YWJjZGVmLHA9MTIzND' what?"), &out));
	ck_assert(span_is(buffer_span(&out), "500 '[response]' what?"));
	ck_assert(!scrub_text(&scrub, span_of("c=biws,r=abc"), &out));
}
END_TEST

static const struct {
	const char *text;
	const char *want; /* NULL: there is nothing to take out */
} cases[] = {
	{ "", NULL },
	{ "250 2.1.0 Ok", NULL },
	{ "250 alice", NULL },
	{ "235 welcome alice@example.org", "235 welcome [user]" },
	{ "235 welcome ALICE@Example.ORG!", "235 welcome [user]!" },
	{ "alice@example.orgalice@example.org", "[user][user]" },
	{ "535 hunter2+ is wrong for alice@example.org", "535 [secret] is wrong for [user]" },
	{ "xhunter2+y", "x[secret]y" },
	{ "hunter2", NULL },
	{ "al", "[short]" },
	{ "mail for al, and all", "mail for [short], and all" },
	{ "250-al", "250-[short]" },
	{ "68756e746572322b", "[secret]" },
	{ "501 68756E746572322B?", "501 [secret]?" },
	/* Encoded as part of something longer, at each of the three places in a group. */
	{ "aHVudGVyMis=", "[secret]" },
	{ "501 AGFsaWNlQGV4YW1wbGUub3JnAGh1bnRlcjIr", "501 [user]" },
	{ "501-AGh1bnRlcjIr what?", "501-[secret] what?" },
	{ "501 AABodW50ZXIyKw== what?", "501 [secret] what?" },
	/* The other alphabet. */
	{ "p=AGh1bnRlcjIr-_-", "[secret]" },
};

START_TEST(words_are_taken_out_in_every_form)
{
	bool found = scrub_text(&scrub, span_of(cases[_i].text), &out);

	ck_assert_msg(found == (cases[_i].want != NULL), "%s", cases[_i].text);
	if (cases[_i].want == NULL)
		ck_assert_uint_eq(out.len, 0);
	else
		ck_assert_msg(span_equal(buffer_span(&out), span_of(cases[_i].want)),
		    "%s: %.*s", cases[_i].text, (int)out.len, (const char *)out.data);
}
END_TEST

/* However it is surrounded: not even a letter of its code is left, but those of others. */
START_TEST(no_code_of_a_secret_is_left_wherever_it_stands)
{
	struct buffer bytes;
	struct buffer text;

	buffer_init(&bytes, 200);
	buffer_init(&text, 400);
	for (int i = 0; i < _i; i++)
		ck_assert(buffer_append(&bytes, span_of("#")));
	ck_assert(buffer_append(&bytes, span_of("hunter2+")));
	for (int i = 0; i < _i % 5; i++)
		ck_assert(buffer_append(&bytes, span_of("~")));
	ck_assert(base64_encode(buffer_span(&bytes), &text));
	ck_assert(scrub_text(&scrub, buffer_span(&text), &out));
	ck_assert(span_is(buffer_span(&out), "[secret]"));
	buffer_clear(&bytes);
	buffer_clear(&text);
}
END_TEST

START_TEST(the_shortest_words_do_not_pass_the_bound)
{
	char text[101] = { 0 };

	scrub_clear(&scrub);
	scrub_add(&scrub, span_of("."), "[secret]");
	memset(text, '.', 100);
	buffer_clear(&out);
	buffer_init(&out, 100 * SCRUB_GROWTH);
	ck_assert(scrub_text(&scrub, span_of(text), &out));
	ck_assert_uint_eq(out.len, 800);
	scrub_add(&scrub, span_of(""), "[none]");
	ck_assert_uint_eq(scrub.len, 1);
}
END_TEST

Suite *
suite(void)
{
	Suite *s = suite_create("scrub");
	TCase *tcase = tcase_create("core");

	tcase_add_checked_fixture(tcase, set_up, tear_down);
	tcase_add_loop_test(tcase, words_are_taken_out_in_every_form, 0, (int)COUNT_OF(cases));
	tcase_add_loop_test(tcase, no_code_of_a_secret_is_left_wherever_it_stands, 0, 12);
	tcase_add_test(tcase, the_shortest_words_do_not_pass_the_bound);
	tcase_add_test(tcase, of_two_the_longer_one_is_found);
	tcase_add_test(tcase, the_code_of_a_reply_is_nobodys_word);
	tcase_add_test(tcase, a_code_is_found_by_its_beginning);
	suite_add_tcase(s, tcase);
	return s;
}
