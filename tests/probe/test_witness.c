/* SPDX-License-Identifier: MIT */
#include "probe/witness.h"

#include "probe/interview.h"
#include "registry/number.h"
#include "support/suite.h"

#include <string.h>

enum { VARIANT = 7 };

static struct interview interview;

static void
set_up(void)
{
	interview_begin(&interview, &clerk_modern, DEPTH_STANDARD);
}

static void
tear_down(void)
{
	interview_end(&interview);
}

static struct span
hello_bytes(const struct hello_wish *wish)
{
	struct attempt attempt;
	struct hello hello;
	struct span bytes;

	attempt_init(&attempt);
	wish_make(wish, draw_fixed, &hello);
	attempt_raw(&attempt, MODE_IMPLICIT, &hello);
	bytes = arena_copy(&interview.arena, buffer_span(&attempt.hello));
	attempt_clear(&attempt);
	return bytes;
}

static struct span
answer_to(struct span hello)
{
	struct buffer flight;
	struct span bytes;

	buffer_init(&flight, (size_t)64 * 1024);
	ck_assert_int_eq(clerk_answer(&clerk_modern, hello, &flight), CLERK_ANSWERED);
	bytes = arena_copy(&interview.arena, buffer_span(&flight));
	buffer_clear(&flight);
	return bytes;
}

/* What came of a hello. */
enum came {
	CAME_NO_HELLO,
	CAME_RUNNING, /* nothing, and it is not over */
	CAME_DONE,    /* the whole flight */
	CAME_DONE_RUNNING,
	CAME_RETRY,
	CAME_HALF_HELLO, /* a piece of the server's hello */
	CAME_HALF,       /* its hello, and no more */
	CAME_ALERT,
	CAME_ALERT_BEHIND_HELLO,
	CAME_CLOSE,
	CAME_RESET,
	CAME_SILENCE,
	CAME_GARBAGE,
	CAME_TEXT,
	CAMES,
};

static const struct {
	const char *name;
	enum reception want;
} receptions[CAMES] = {
	[CAME_NO_HELLO] = { "it never came to the hello", RECEPTION_NONE },
	[CAME_RUNNING] = { "it is not over", RECEPTION_RUNNING },
	[CAME_DONE] = { "the whole flight", RECEPTION_ACCEPTED },
	[CAME_DONE_RUNNING] = { "the whole flight, not over", RECEPTION_ACCEPTED },
	[CAME_RETRY] = { "a HelloRetryRequest", RECEPTION_ACCEPTED },
	[CAME_HALF_HELLO] = { "a piece of the server's hello", RECEPTION_DROPPED },
	[CAME_HALF] = { "a flight that breaks off behind the hello", RECEPTION_ACCEPTED },
	[CAME_ALERT] = { "an alert", RECEPTION_REFUSED },
	[CAME_ALERT_BEHIND_HELLO] = { "an alert behind the hello", RECEPTION_ACCEPTED },
	[CAME_CLOSE] = { "a close", RECEPTION_DROPPED },
	[CAME_RESET] = { "a reset", RECEPTION_DROPPED },
	[CAME_SILENCE] = { "silence", RECEPTION_DROPPED },
	[CAME_GARBAGE] = { "garbage", RECEPTION_GARBLED },
	[CAME_TEXT] = { "text", RECEPTION_GARBLED },
};

static struct span
flight_of(enum came came, struct span hello)
{
	static const uint8_t refusal[] = { 21, 3, 3, 0, 2, 2, 40 };
	static const uint8_t garbage[] = { 22, 3, 3, 0, 4, 99, 0, 0, 0 };
	struct span whole = answer_to(hello);
	size_t first = 5 + (size_t)(whole.data[3] << 8 | whole.data[4]);
	struct span bytes = { 0 };
	uint8_t both[512];

	switch (came) {
	case CAME_DONE:
	case CAME_DONE_RUNNING:
	case CAME_RETRY:
		return whole;
	case CAME_HALF_HELLO:
		return (struct span){ whole.data, 20 };
	case CAME_HALF:
		return (struct span){ whole.data, first };
	case CAME_ALERT:
		return (struct span){ refusal, sizeof(refusal) };
	case CAME_ALERT_BEHIND_HELLO:
		memcpy(both, whole.data, first);
		memcpy(both + first, refusal, sizeof(refusal));
		bytes = (struct span){ both, first + sizeof(refusal) };
		return arena_copy(&interview.arena, bytes);
	case CAME_GARBAGE:
		return (struct span){ garbage, sizeof(garbage) };
	default:
		return bytes;
	}
}

static struct transcript *
record(enum question question, uint32_t variant, enum came came)
{
	const struct hello_wish wish = {
		.version = came == CAME_RETRY ? VERSION_TLS13 : VERSION_TLS12,
		.is_silent_on_keys = true,
	};
	enum event_kind end = came == CAME_CLOSE     ? EVENT_EOF
	                      : came == CAME_RESET   ? EVENT_RESET
	                      : came == CAME_SILENCE ? EVENT_TIMEOUT
	                                             : EVENT_HUNG_UP;
	struct span hello = hello_bytes(&wish);
	struct span flight = flight_of(came, hello);
	struct transcript *t;

	if (came == CAME_NO_HELLO)
		hello.len = 0;
	t = interview_record(&interview, question, variant, hello, flight);
	if (came == CAME_TEXT)
		transcript_add(t, EVENT_NOT_TLS, 0, span_of("220 x"));
	if (came == CAME_RUNNING || came == CAME_DONE_RUNNING)
		return t;
	transcript_add(t, end, 0, span_of(""));
	t->is_over = true;
	return t;
}

START_TEST(a_connection_bears_witness_of_what_came)
{
	struct transcript *t = record(QUESTION_CLASSES, VARIANT, (enum came)_i);
	const struct witness *witness = witness_of(t);

	ck_assert_msg(witness->reception == receptions[_i].want, "%s: %d", receptions[_i].name,
	    (int)witness->reception);
	/* It is read once, unless more may come. */
	ck_assert_msg((witness_of(t) == witness) == t->is_over, "%s", receptions[_i].name);
	if (_i != CAME_NO_HELLO)
		ck_assert_uint_gt(witness->hello.suites.len, 0);
}
END_TEST

START_TEST(what_was_running_is_read_again_when_it_is_over)
{
	struct transcript *t = record(QUESTION_CLASSES, VARIANT, CAME_RUNNING);

	ck_assert_int_eq(witness_of(t)->reception, RECEPTION_RUNNING);
	transcript_add(t, EVENT_EOF, 0, span_of(""));
	t->is_over = true;
	ck_assert_int_eq(witness_of(t)->reception, RECEPTION_DROPPED);
}
END_TEST

struct verdict_case {
	const char *name;
	enum came elsewhere[2]; /* of another variant; CAME_RUNNING: nothing */
	size_t len;
	enum came came[2];
	enum question question;
	enum fate want;
};

#define NOTHING                                                                                \
	{                                                                                      \
		CAME_RUNNING, CAME_RUNNING                                                     \
	}

/* clang-format off */
static const struct verdict_case verdicts[] = {
	{ "nothing was asked", NOTHING, 0, NOTHING, QUESTION_CLASSES, FATE_OPEN },
	{ "it runs", NOTHING, 1, { CAME_RUNNING }, QUESTION_CLASSES, FATE_RUNNING },
	{ "taken", NOTHING, 1, { CAME_DONE }, QUESTION_CLASSES, FATE_ACCEPTED },
	{ "refused", NOTHING, 1, { CAME_ALERT }, QUESTION_CLASSES, FATE_REFUSED },
	{ "closed once", NOTHING, 1, { CAME_CLOSE }, QUESTION_CLASSES, FATE_OPEN },
	{ "closed twice", NOTHING, 2, { CAME_CLOSE, CAME_CLOSE }, QUESTION_CLASSES,
	  FATE_DROPPED },
	{ "silent, then reset", NOTHING, 2, { CAME_SILENCE, CAME_RESET }, QUESTION_CLASSES,
	  FATE_DROPPED },
	{ "closed, then taken", NOTHING, 2, { CAME_CLOSE, CAME_DONE }, QUESTION_CLASSES,
	  FATE_ACCEPTED },
	{ "closed, then refused", NOTHING, 2, { CAME_CLOSE, CAME_ALERT }, QUESTION_CLASSES,
	  FATE_REFUSED },
	{ "closed, then running", NOTHING, 2, { CAME_CLOSE, CAME_RUNNING }, QUESTION_CLASSES,
	  FATE_RUNNING },
	{ "garbled once", NOTHING, 1, { CAME_GARBAGE }, QUESTION_CLASSES, FATE_OPEN },
	{ "garbled twice", NOTHING, 2, { CAME_GARBAGE, CAME_TEXT }, QUESTION_CLASSES,
	  FATE_LOST },
	{ "not brought once", NOTHING, 1, { CAME_NO_HELLO }, QUESTION_CLASSES, FATE_OPEN },
	{ "not brought twice", NOTHING, 2, { CAME_NO_HELLO, CAME_NO_HELLO }, QUESTION_CLASSES,
	  FATE_LOST },
	{ "something else is refused", { CAME_ALERT, CAME_ALERT }, 0, NOTHING, QUESTION_CLASSES,
	  FATE_OPEN },
	{ "closed once, as something else was", { CAME_CLOSE, CAME_CLOSE }, 1, { CAME_CLOSE },
	  QUESTION_CLASSES, FATE_DROPPED },
	{ "closed once, as something else was once", { CAME_CLOSE, CAME_DONE }, 1,
	  { CAME_CLOSE }, QUESTION_CLASSES, FATE_OPEN },
	{ "garbled once, where something else was closed", { CAME_CLOSE, CAME_CLOSE }, 1,
	  { CAME_GARBAGE }, QUESTION_CLASSES, FATE_OPEN },
	{ "a control hello is always repeated", { CAME_CLOSE, CAME_CLOSE }, 1, { CAME_CLOSE },
	  QUESTION_CONTROL, FATE_OPEN },
};
/* clang-format on */

START_TEST(one_repetition_decides_where_no_answer_came)
{
	const struct verdict_case *row = &verdicts[_i];
	const struct witness *decisive;
	enum fate fate;

	for (size_t i = 0; i < 2 && row->elsewhere[i] != CAME_RUNNING; i++)
		record(QUESTION_CLASSES, VARIANT + 1, row->elsewhere[i]);
	for (size_t i = 0; i < row->len; i++)
		record(row->question, VARIANT, row->came[i]);
	fate = witness_fate(&interview.port, row->question, VARIANT, &decisive);
	ck_assert_msg(fate == row->want, "%s: %d", row->name, (int)fate);
	ck_assert_msg((decisive == NULL) == (row->len == 0), "%s", row->name);
	if (row->len > 0)
		ck_assert_msg(decisive->reception == receptions[row->came[row->len - 1]].want,
		    "%s", row->name);
}
END_TEST

START_TEST(what_was_offered_and_taken_up_is_read)
{
	static const uint16_t numbers[] = { 0xc02f, 0x002f };
	const struct witness *witness;
	uint16_t seen[3];
	struct span hello = hello_bytes(&(struct hello_wish){
	    .version = VERSION_TLS12, .suites = numbers, .suites_len = 2 });
	witness = witness_of(
	    interview_record(&interview, QUESTION_CLASSES, VARIANT, hello, answer_to(hello)));
	ck_assert_uint_eq(witness_suites(witness, seen, 3), 2);
	ck_assert_mem_eq(seen, numbers, sizeof(numbers));
	ck_assert_uint_eq(witness_suites(witness, seen, 1), 1);
	ck_assert_uint_eq(witness_numbers(witness, EXTENSION_SUPPORTED_GROUPS, seen, 3), 3);
	ck_assert_uint_eq(seen[0], 0x001d);
	ck_assert_uint_eq(witness_numbers(witness, EXTENSION_ALPN, seen, 3), 0);
	ck_assert(witness_offered(witness, EXTENSION_STATUS_REQUEST));
	ck_assert(!witness_took_up(witness, EXTENSION_STATUS_REQUEST));
	ck_assert(witness_took_up(witness, EXTENSION_RENEGOTIATION_INFO));
	ck_assert(!witness_offered(witness, EXTENSION_HEARTBEAT));
}
END_TEST

START_TEST(the_highest_version_offered_is_known)
{
	static const uint16_t caps[] = { VERSION_SSL3, VERSION_TLS10, VERSION_TLS11,
		VERSION_TLS12, VERSION_TLS13 };
	static const uint16_t with_grease[] = { 0xfafa, VERSION_TLS12, VERSION_TLS11 };
	struct attempt attempt;
	struct hello hello;
	uint8_t random[32] = { 0 };

	for (size_t i = 0; i < COUNT_OF(caps); i++) {
		struct span bytes = hello_bytes(&(struct hello_wish){ .version = caps[i] });
		const struct witness *witness = witness_of(interview_record(
		    &interview, QUESTION_CLASSES, VARIANT, bytes, span_of("")));

		ck_assert_uint_eq(witness_cap(witness), caps[i]);
	}
	attempt_init(&attempt);
	hello_init(&hello, VERSION_TLS12, random);
	hello_add_versions(&hello, with_grease, COUNT_OF(with_grease));
	attempt_raw(&attempt, MODE_IMPLICIT, &hello);
	ck_assert_uint_eq(witness_cap(witness_of(interview_record(&interview, QUESTION_CLASSES,
			      VARIANT, buffer_span(&attempt.hello), span_of("")))),
	    VERSION_TLS12);
	buffer_consume(&attempt.hello, SIZE_MAX);
	hello_write_ssl2(random, (const uint32_t[]){ 0x010080 }, 1, &attempt.hello);
	ck_assert_uint_eq(witness_cap(witness_of(interview_record(&interview, QUESTION_SSL2,
			      VARIANT, buffer_span(&attempt.hello), span_of("")))),
	    VERSION_SSL2);
	attempt_clear(&attempt);
}
END_TEST

Suite *
suite(void)
{
	Suite *all = suite_create("probe/witness");
	TCase *tcase = tcase_create("witness");

	tcase_add_checked_fixture(tcase, set_up, tear_down);
	tcase_add_loop_test(tcase, a_connection_bears_witness_of_what_came, 0, CAMES);
	tcase_add_test(tcase, what_was_running_is_read_again_when_it_is_over);
	tcase_add_loop_test(
	    tcase, one_repetition_decides_where_no_answer_came, 0, COUNT_OF(verdicts));
	tcase_add_test(tcase, what_was_offered_and_taken_up_is_read);
	tcase_add_test(tcase, the_highest_version_offered_is_known);
	suite_add_tcase(all, tcase);
	return all;
}
