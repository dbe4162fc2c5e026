/* SPDX-License-Identifier: MIT */
#include "probe/experiment.h"

#include "probe/diagnose.h"
#include "support/player.h"
#include "support/suite.h"

#include <string.h>

static struct player player;
static struct port_facts facts;
static struct diagnosis diagnosis;
static struct attempt attempt;

static void
draw(uint8_t *bytes, size_t len)
{
	memset(bytes, 7, len);
}

static void
begin(const char *scheme)
{
	player_init(&player, scheme);
	facts = (struct port_facts){ .record = &player.port,
		.mode = player.port.endpoint.scheme->mode };
	diagnosis = (struct diagnosis){ .facts = &facts, .smallest = EXPERIMENTS };
	attempt_init(&attempt);
}

static void
tear_down(void)
{
	attempt_clear(&attempt);
	player_clear(&player);
}

START_TEST(each_order_ends_names_nothing_twice_and_fits_the_bound)
{
	for (int i = 0; i < SITUATIONS; i++) {
		const enum experiment *order = experiment_order((enum situation)i);
		size_t len = 0;

		while (len < EXPERIMENT_ORDER_MAX && order[len] != EXPERIMENTS)
			len++;
		ck_assert_msg(len < EXPERIMENT_ORDER_MAX, "situation %d", i);
		/* The first connection is beside them. Of a path that works much can never be
		 * asked, for what the server is. */
		if (i != SITUATION_WORKS)
			ck_assert_msg(len < DIAGNOSE_CONNECTIONS_MAX, "situation %d", i);
		for (size_t a = 0; a < len; a++)
			for (size_t b = 0; b < a; b++)
				ck_assert_msg(order[a] != order[b], "situation %d", i);
		if (i != SITUATION_WORKS && len > 0)
			ck_assert_msg(order[0] == EXPERIMENT_AGAIN,
			    "situation %d: a fluke is to be told from a failure first", i);
	}
	begin("smtp");
}
END_TEST

START_TEST(a_change_that_is_none_is_not_asked)
{
	begin("imap");
	ck_assert_ptr_nonnull(
	    experiment_why_not(&diagnosis, SITUATION_EHLO_REFUSED, EXPERIMENT_LITERAL_NAME));
	ck_assert_ptr_nonnull(
	    experiment_why_not(&diagnosis, SITUATION_NO_STARTTLS, EXPERIMENT_HELO));
	ck_assert_ptr_null(
	    experiment_why_not(&diagnosis, SITUATION_HELLO_DROPPED, EXPERIMENT_NO_NAME));
	player.port.endpoint.server_name = NULL;
	ck_assert_ptr_nonnull(
	    experiment_why_not(&diagnosis, SITUATION_HELLO_DROPPED, EXPERIMENT_NO_NAME));
}
END_TEST

START_TEST(each_experiment_changes_one_thing)
{
	begin("smtp");
	experiment_make(&diagnosis, EXPERIMENT_AGAIN, 0, draw, &attempt);
	ck_assert_int_eq(attempt.question, QUESTION_EXPERIMENT);
	ck_assert_int_eq(attempt.offer.profile, TLS_PROFILE_ALL);
	ck_assert_str_eq(attempt.offer.server_name, PLAYER_HOST);
	ck_assert_ptr_null(attempt.ehlo_name);
	ck_assert_int_eq(attempt.errand, ERRAND_NONE);
	experiment_make(&diagnosis, EXPERIMENT_NO_NAME, 0, draw, &attempt);
	ck_assert_int_eq(attempt.offer.profile, TLS_PROFILE_ALL);
	ck_assert_ptr_null(attempt.offer.server_name);
	experiment_make(&diagnosis, EXPERIMENT_TLS12, 0, draw, &attempt);
	ck_assert_uint_eq(attempt.variant, EXPERIMENT_TLS12);
	ck_assert_int_eq(attempt.offer.profile, TLS_PROFILE_TLS12);
	ck_assert_str_eq(attempt.offer.server_name, PLAYER_HOST);
	experiment_make(&diagnosis, EXPERIMENT_ALPN, 0, draw, &attempt);
	ck_assert_str_eq(attempt.offer.alpn, "smtp");
	experiment_make(&diagnosis, EXPERIMENT_HELO, 0, draw, &attempt);
	ck_assert_int_eq(attempt.errand, ERRAND_HELO);
	experiment_make(&diagnosis, EXPERIMENT_LOCALHOST, 0, draw, &attempt);
	ck_assert_str_eq(attempt.ehlo_name, "localhost");
}
END_TEST

/* What a greeting calls its host is a name for SNI only if it can be one. */
START_TEST(the_name_of_a_greeting_is_asked_for_if_it_is_one)
{
	static const struct {
		const char *greeting;
		const char *name; /* NULL: there is none to ask for */
	} rows[] = {
		{ "220 mx.example.test ESMTP", "mx.example.test" },
		{ "220-mx.example.test ESMTP", "mx.example.test" },
		{ "220 mx.example.test", "mx.example.test" },
		{ "220 " PLAYER_HOST " ESMTP", NULL }, /* it is ours */
		{ "220 localhost ESMTP", NULL },
		{ "220 192.0.2.1 ESMTP", NULL },
		{ "220 [192.0.2.1] ESMTP", NULL },
		{ "220 .x ESMTP", NULL },
		{ "220 mx.example. ESMTP", NULL },
		{ "220 mx\x01.example.test", NULL },
		{ "220 ", NULL },
		{ "220", NULL },
		{ "", NULL },
		{ "554 mx.example.test", NULL },
		{ "* OK mx.example.test", NULL },
	};
	struct transcript path;

	begin("smtp");
	transcript_init(&path, &player.arena);
	diagnosis.path = &path;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct span line = span_of(rows[i].greeting);
		const char *why;

		facts.greeting = (struct lines){ 1, &line };
		why = experiment_why_not(
		    &diagnosis, SITUATION_HELLO_DROPPED, EXPERIMENT_GREETED_NAME);
		ck_assert_msg((why == NULL) == (rows[i].name != NULL), "%s", rows[i].greeting);
		if (why != NULL)
			continue;
		experiment_make(&diagnosis, EXPERIMENT_GREETED_NAME, 0, draw, &attempt);
		ck_assert_str_eq(attempt.offer.server_name, rows[i].name);
	}
	facts.greeting = (struct lines){ 0 };
	ck_assert_ptr_nonnull(
	    experiment_why_not(&diagnosis, SITUATION_HELLO_DROPPED, EXPERIMENT_GREETED_NAME));
	experiment_make(&diagnosis, EXPERIMENT_DOTTED_NAME, 0, draw, &attempt);
	ck_assert_str_eq(attempt.offer.server_name, PLAYER_HOST ".");
	experiment_make(&diagnosis, EXPERIMENT_OTHER_NAME, 0, draw, &attempt);
	ck_assert_str_eq(attempt.offer.server_name, "mailsonde.invalid");
	player.port.endpoint.server_name = NULL;
	ck_assert_ptr_nonnull(
	    experiment_why_not(&diagnosis, SITUATION_WORKS, EXPERIMENT_DOTTED_NAME));
}
END_TEST

START_TEST(what_changes_in_tcp_is_in_the_attempt)
{
	begin("smtp");
	experiment_make(&diagnosis, EXPERIMENT_TWO_SEGMENTS, 0, draw, &attempt);
	ck_assert_uint_gt(attempt.first_len, 0);
	ck_assert_uint_lt(attempt.first_len, attempt.hello.len);
	attempt_clear(&attempt);
	attempt_init(&attempt);
	diagnosis.has_failed = true;
	experiment_make(&diagnosis, EXPERIMENT_SMALL_SEGMENTS, 0, draw, &attempt);
	ck_assert_uint_eq(attempt.segment_max, 536);
	ck_assert(!attempt.is_raw);
	diagnosis.has_failed = false; /* then it is the large hello */
	experiment_make(&diagnosis, EXPERIMENT_SMALL_SEGMENTS, 0, draw, &attempt);
	ck_assert(attempt.is_raw);
	ck_assert_uint_gt(attempt.hello.len, 1600);
}
END_TEST

START_TEST(a_sized_hello_has_its_size)
{
	static const unsigned sizes[] = { 300, 511, 512, 517, 1460, 2048 };

	begin("smtp");
	for (size_t i = 0; i < COUNT_OF(sizes); i++) {
		experiment_make(&diagnosis, EXPERIMENT_SIZED_HELLO, sizes[i], draw, &attempt);
		ck_assert_uint_eq(attempt.hello.len, sizes[i]);
		ck_assert_int_eq(experiment_of(attempt.variant), EXPERIMENT_SIZED_HELLO);
		ck_assert_uint_eq(experiment_size(attempt.variant), sizes[i]);
	}
	/* As small as it can be made, for one that is smaller yet. */
	experiment_make(&diagnosis, EXPERIMENT_SIZED_HELLO, 1, draw, &attempt);
	ck_assert_uint_lt(attempt.hello.len, 260);
}
END_TEST

START_TEST(an_address_in_ehlo_is_our_own)
{
	struct transcript path;

	begin("smtp");
	experiment_make(&diagnosis, EXPERIMENT_LITERAL_NAME, 0, draw, &attempt);
	ck_assert_str_eq(attempt.ehlo_name, "[127.0.0.1]");
	transcript_init(&path, &player.arena);
	diagnosis.path = &path;
	path.local = "192.0.2.1";
	experiment_make(&diagnosis, EXPERIMENT_LITERAL_NAME, 0, draw, &attempt);
	ck_assert_str_eq(attempt.ehlo_name, "[192.0.2.1]");
	path.local = "2001:db8::1";
	experiment_make(&diagnosis, EXPERIMENT_LITERAL_NAME, 0, draw, &attempt);
	ck_assert_str_eq(attempt.ehlo_name, "[IPv6:2001:db8::1]");
}
END_TEST

static void
read_hello(enum experiment experiment, struct hello_view *hello)
{
	experiment_make(&diagnosis, experiment, 0, draw, &attempt);
	ck_assert(attempt.is_raw);
	ck_assert(hello_read(buffer_span(&attempt.hello), &player.arena, hello));
}

START_TEST(raw_hellos_are_as_large_and_as_split_as_they_say)
{
	struct hello_view hello;
	struct span body;

	begin("smtp");
	read_hello(EXPERIMENT_LARGE_HELLO, &hello);
	ck_assert_uint_gt(attempt.hello.len, 1600);
	ck_assert_uint_lt(attempt.hello.len, 2200);
	ck_assert(hello_extension(&hello, EXTENSION_KEY_SHARE, &body));
	ck_assert_uint_gt(body.len, 1216 + 32);
	ck_assert(hello_extension(&hello, EXTENSION_SUPPORTED_VERSIONS, &body));
	ck_assert_uint_eq(body.len, 5); /* TLS 1.3 and 1.2 */
	ck_assert(hello_extension(&hello, EXTENSION_SERVER_NAME, &body));
	read_hello(EXPERIMENT_DHE, &hello);
	ck_assert(!hello_extension(&hello, EXTENSION_SUPPORTED_VERSIONS, &body));
	ck_assert_uint_ge(hello.suites.len, 4);
	read_hello(EXPERIMENT_SPLIT_HELLO, &hello);
	ck_assert_uint_eq(attempt.hello.data[3] << 8 | attempt.hello.data[4], 120);
}
END_TEST

Suite *
suite(void)
{
	Suite *s = suite_create("experiment");
	TCase *tcase = tcase_create("core");

	tcase_add_checked_fixture(tcase, NULL, tear_down);
	tcase_add_test(tcase, each_order_ends_names_nothing_twice_and_fits_the_bound);
	tcase_add_test(tcase, a_change_that_is_none_is_not_asked);
	tcase_add_test(tcase, each_experiment_changes_one_thing);
	tcase_add_test(tcase, the_name_of_a_greeting_is_asked_for_if_it_is_one);
	tcase_add_test(tcase, what_changes_in_tcp_is_in_the_attempt);
	tcase_add_test(tcase, a_sized_hello_has_its_size);
	tcase_add_test(tcase, an_address_in_ehlo_is_our_own);
	tcase_add_test(tcase, raw_hellos_are_as_large_and_as_split_as_they_say);
	suite_add_tcase(s, tcase);
	return s;
}
