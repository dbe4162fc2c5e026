/* SPDX-License-Identifier: MIT */
/* Servers with a limit, asked until it is known. */
#include "probe/size_search.h"

#include "support/suite.h"

static const struct {
	unsigned most;   /* the hello that failed */
	unsigned limit;  /* of the server */
	unsigned probes; /* it takes at most */
} rows[] = {
	{ 1705, 517, 5 },
	{ 1705, 516, 5 },
	{ 1705, 511, 5 },
	{ 1705, 255, 5 },
	{ 1705, 1024, 5 },
	{ 1705, 1460, 5 },
	{ 1705, 1200, 12 },
	{ 437, 330, 12 },
	{ 437, 260, 4 },
	{ 437, 0, 12 },
};

static void
search(unsigned most, unsigned limit, struct hello_limit *known)
{
	*known = (struct hello_limit){ 0 };
	for (unsigned size = size_search_next(known, most); size != 0;
	     size = size_search_next(known, most)) {
		ck_assert_uint_gt(size, known->answered);
		ck_assert(known->dropped == 0 || size < known->dropped);
		ck_assert_uint_le(size, most);
		size_search_learn(known, size, size <= limit);
	}
}

START_TEST(the_limit_is_found)
{
	struct hello_limit known;

	search(rows[_i].most, rows[_i].limit, &known);
	ck_assert_uint_eq(known.answered, rows[_i].limit);
	ck_assert_uint_eq(known.dropped, rows[_i].limit + 1);
	ck_assert_msg(known.probes <= rows[_i].probes, "%u: %u", rows[_i].limit, known.probes);
}
END_TEST

START_TEST(where_padding_does_no_harm_it_is_not_the_size)
{
	struct hello_limit known;

	search(1705, 5000, &known);
	ck_assert_uint_eq(known.answered, 1705);
	ck_assert_uint_eq(known.dropped, 0);
	ck_assert_uint_le(known.probes, 5);
}
END_TEST

START_TEST(answers_that_do_not_fit_together_end_the_search)
{
	struct hello_limit known = { 0 };

	size_search_learn(&known, 511, false);
	size_search_learn(&known, 1024, true);
	ck_assert_uint_eq(size_search_next(&known, 1705), 0);
}
END_TEST

START_TEST(the_size_of_a_hello_is_what_was_sent_behind_the_lines)
{
	struct arena arena;
	struct transcript transcript;

	arena_init(&arena);
	transcript_init(&transcript, &arena);
	transcript_add(&transcript, EVENT_SENT, 1, span_of("EHLO x"));
	transcript_add(&transcript, EVENT_SENT, 2, span_of("STARTTLS"));
	transcript.bytes_out = 8 + 10;
	ck_assert_uint_eq(size_of_hello(&transcript), 0);
	transcript_add(&transcript, EVENT_HELLO, 3, span_of(""));
	transcript.bytes_out += 437;
	transcript_add(&transcript, EVENT_EOF, 4, span_of(""));
	ck_assert_uint_eq(size_of_hello(&transcript), 437);
	transcript_add(&transcript, EVENT_ALERT_OUT, 5, span_of(""));
	ck_assert_uint_eq(size_of_hello(&transcript), 0);
	transcript_init(&transcript, &arena);
	transcript_add(&transcript, EVENT_HELLO, 3, span_of("12345"));
	ck_assert_uint_eq(size_of_hello(&transcript), 5);
	arena_clear(&arena);
}
END_TEST

Suite *
suite(void)
{
	Suite *s = suite_create("size_search");
	TCase *tcase = tcase_create("core");

	tcase_add_loop_test(tcase, the_limit_is_found, 0, COUNT_OF(rows));
	tcase_add_test(tcase, where_padding_does_no_harm_it_is_not_the_size);
	tcase_add_test(tcase, answers_that_do_not_fit_together_end_the_search);
	tcase_add_test(tcase, the_size_of_a_hello_is_what_was_sent_behind_the_lines);
	suite_add_tcase(s, tcase);
	return s;
}
