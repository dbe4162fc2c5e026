/* SPDX-License-Identifier: MIT */
/* Known bugs from the question to the verdict: the planner's hello, a server's flight, what is
 * sent behind it, and the server's reactions, byte by byte. */
#include "base/text.h"
#include "probe/conversation.h"
#include "probe/question.h"
#include "support/handmade.h"
#include "support/hex.h"
#include "support/mint.h"
#include "support/suite.h"
#include "support/talk.h"

#include <string.h>

enum { MS = 1000, PROBES_MOST = 2, BLOCKS = 5, ROUNDS = 3, KEY_LEN = 128 };

static struct handmade handmade;
static struct arena arena;

static void
draw(uint8_t *bytes, size_t len)
{
	for (size_t i = 0; i < len; i++)
		bytes[i] = (uint8_t)(i * 11 + 3);
}

static const struct conversation_settings settings = {
	.name = "probe.example.test",
	.draw = draw,
	.patience = { .connect_us = 2000 * MS,
	    .greeting_us = 9000 * MS,
	    .idle_us = 9000 * MS,
	    .total_us = 99000 * MS },
};

static void
set_up(void)
{
	arena_init(&arena);
	handmade_init(&handmade, "imaps", "TLS 1.2");
}

static void
tear_down(void)
{
	handmade_clear(&handmade);
	arena_clear(&arena);
}

/* What a server does, in hexadecimal: "" is silence, "close" and "reset" are that, behind what
 * stands before it. */
struct server {
	struct span flight;
	const char *reactions[PROBES_MOST];
	size_t piece_len;
};

static enum plan
next(next_attempt *ask, enum question question, struct attempt *attempt)
{
	struct survey survey;

	survey_read(&handmade.port, draw, &survey);
	attempt_init(attempt);
	attempt->question = question;
	return ask(&survey, attempt);
}

static void
feed(struct conversation *conversation, struct span bytes, size_t piece_len, uint64_t now)
{
	while (bytes.len > 0) {
		struct span piece = bytes;

		piece.len = piece.len > piece_len ? piece_len : piece.len;
		conversation_feed(conversation, piece, now);
		bytes = span_skip(bytes, piece.len);
	}
}

static void
react(struct conversation *conversation, const char *reaction, size_t piece_len, uint64_t now)
{
	const char *close = strstr(reaction, "close");
	const char *reset = strstr(reaction, "reset");
	struct span hex = span_of(reaction);

	if (close != NULL || reset != NULL)
		hex.len = (size_t)((close != NULL ? close : reset) - reaction);
	feed(conversation, bytes_of_hex(&arena, arena_string(&arena, hex)), piece_len, now);
	if (close != NULL || reset != NULL)
		conversation_end(
		    conversation, close != NULL ? EVENT_EOF : EVENT_RESET, "", now);
}

/* Makes the connection of the attempt to such a server. */
static struct transcript *
converse(struct attempt *attempt, const struct server *server)
{
	struct transcript *transcript = arena_alloc(&handmade.arena, sizeof(*transcript));
	struct conversation conversation;
	uint64_t now = MS;

	transcript_init(transcript, &handmade.arena);
	transcript->question = attempt->question;
	transcript->variant = attempt->variant;
	port_add(&handmade.port, transcript);
	conversation_init(
	    &conversation, &settings, &handmade.port.endpoint, attempt, transcript);
	conversation_connected(&conversation, "192.0.2.1", "192.0.2.25", now);
	feed(&conversation, server->flight, server->piece_len, now += MS);
	for (size_t i = 0; i < PROBES_MOST && !conversation_is_over(&conversation); i++) {
		react(&conversation, server->reactions[i], server->piece_len, now += MS);
		now = conversation_deadline(&conversation);
		conversation_tick(&conversation, now);
	}
	ck_assert_msg(
	    conversation_is_over(&conversation), "%s", record_text(&arena, transcript));
	conversation_clear(&conversation);
	return transcript;
}

static struct span
event_bytes(const struct transcript *transcript, enum event_kind kind, size_t which)
{
	for (const struct event *event = transcript->first; event != NULL; event = event->next)
		if (event->kind == kind && which-- == 0)
			return event->bytes;
	return (struct span){ 0 };
}

static size_t
count(const struct transcript *transcript, enum event_kind kind)
{
	size_t len = 0;

	for (const struct event *event = transcript->first; event != NULL; event = event->next)
		len += event->kind == kind;
	return len;
}

static void
check(const char *name, enum behaviour behaviour, enum answer_value want,
    enum certainty certainty)
{
	const struct answer *answer;

	handmade_read(&handmade);
	answer = &handmade.facts.behaviours[behaviour];
	ck_assert_msg(answer->value == want && answer->certainty == certainty,
	    "%s: %s is %s, %s (%s)", name, behaviour_name(behaviour),
	    answer_name(answer->value), certainty_name(answer->certainty),
	    answer->why == NULL ? "" : answer->why);
	ck_assert_msg(want != ANSWER_UNKNOWN || answer->why != NULL, "%s: no reason", name);
}

struct bug_case {
	const char *name;
	const char *reactions[PROBES_MOST];
	size_t want_probes;
	enum answer_value want;
	enum certainty certainty;
};

/* --- Heartbleed ------------------------------------------------------------------------------
 */

#define ECHO "18 0303 1783 02 1770 55*6000 77*16"
#define UNEXPECTED "15 0303 0002 02 0a"

/* clang-format off */
static const struct bug_case heartbleeds[] = {
	{ "OpenSSL 1.0.1f", { ECHO, "" }, 1, ANSWER_YES, CERTAINTY_CERTAIN },
	{ "OpenSSL 1.0.1f that closes", { ECHO "close", "" }, 1, ANSWER_YES, CERTAINTY_CERTAIN },
	{ "OpenSSL 1.0.1g", { "", ECHO }, 2, ANSWER_NO, CERTAINTY_CERTAIN },
	{ "silent", { "", "" }, 2, ANSWER_NO, CERTAINTY_LIKELY },
	{ "closes", { "close", "" }, 1, ANSWER_NO, CERTAINTY_LIKELY },
	{ "resets", { "reset", "" }, 1, ANSWER_NO, CERTAINTY_LIKELY },
	{ "an alert", { UNEXPECTED "close", "" }, 1, ANSWER_NO, CERTAINTY_LIKELY },
	{ "an alert, and stays", { UNEXPECTED, "" }, 1, ANSWER_NO, CERTAINTY_LIKELY },
	{ "closes on the second", { "", "close" }, 2, ANSWER_NO, CERTAINTY_LIKELY },
	{ "a request of its own", { "18 0303 0013 01 0000 77*16", "" }, 1,
	  ANSWER_NO, CERTAINTY_LIKELY },
	{ "half a header", { "18 0303", "" }, 1, ANSWER_NO, CERTAINTY_LIKELY },
};
/* clang-format on */

static void
check_heartbeat(struct span probe, size_t padding)
{
	size_t len = 3 + 6000 + padding;
	const uint8_t head[] = { 0x18, 3, 3, (uint8_t)(len >> 8), (uint8_t)len, 1, 0x17, 0x70 };

	ck_assert_uint_eq(probe.len, 5 + len);
	ck_assert_mem_eq(probe.data, head, sizeof(head));
	/* RFC 6520 section 4: what is claimed is what is there, so that nothing can leak. */
	ck_assert_uint_eq(probe.len - sizeof(head) - padding, 6000);
}

START_TEST(heartbleed_is_asked_and_judged)
{
	static const size_t pieces[] = { SIZE_MAX, 7, 1 };
	const struct bug_case *row = &heartbleeds[_i];

	for (size_t i = 0; i < COUNT_OF(pieces); i++) {
		struct server server = {
			.flight = read_test_hello(&arena, "server-tls12-ecdsa"),
			.reactions = { row->reactions[0], row->reactions[1] },
			.piece_len = pieces[i],
		};
		const struct transcript *transcript;
		struct attempt attempt;

		tear_down();
		set_up();
		server.flight = read_test_hello(&arena, "server-tls12-ecdsa");
		(void)handmade_raw(&handmade, QUESTION_SUITES, 0, "server-tls12-ecdsa");
		ck_assert_int_eq(
		    next(heartbleed_next, QUESTION_HEARTBLEED, &attempt), PLAN_ASK);
		transcript = converse(&attempt, &server);
		attempt_clear(&attempt);
		ck_assert_msg(count(transcript, EVENT_PROBE) == row->want_probes, "%s: %s",
		    row->name, record_text(&arena, transcript));
		ck_assert_uint_eq(count(transcript, EVENT_REACTION), row->want_probes);
		check_heartbeat(event_bytes(transcript, EVENT_PROBE, 0), 0);
		if (row->want_probes > 1)
			check_heartbeat(event_bytes(transcript, EVENT_PROBE, 1), 16);
		check(row->name, BEHAVIOUR_HEARTBLEED, row->want, row->certainty);
		ck_assert_int_eq(
		    next(heartbleed_next, QUESTION_HEARTBLEED, &attempt), PLAN_DONE);
		attempt_clear(&attempt);
	}
}
END_TEST

START_TEST(a_flight_that_breaks_off_is_asked_for_once_more)
{
	struct span whole = read_test_hello(&arena, "server-tls12-ecdsa");
	const struct server server = { .flight = { whole.data, 20 },
		.reactions = { "close", "" },
		.piece_len = SIZE_MAX };
	struct attempt attempt;

	(void)handmade_raw(&handmade, QUESTION_SUITES, 0, "server-tls12-ecdsa");
	for (int i = 0; i < 2; i++) {
		const struct transcript *transcript;

		ck_assert_int_eq(
		    next(heartbleed_next, QUESTION_HEARTBLEED, &attempt), PLAN_ASK);
		transcript = converse(&attempt, &server);
		ck_assert_uint_eq(count(transcript, EVENT_PROBE), 0);
		attempt_clear(&attempt);
	}
	ck_assert_int_eq(next(heartbleed_next, QUESTION_HEARTBLEED, &attempt), PLAN_DONE);
	attempt_clear(&attempt);
	check("broken off", BEHAVIOUR_HEARTBLEED, ANSWER_UNKNOWN, CERTAINTY_CERTAIN);
}
END_TEST

/* --- early ChangeCipherSpec -----------------------------------------------------------------
 */

/* clang-format off */
static const struct bug_case early_changes[] = {
	{ "unexpected_message", { UNEXPECTED "close", "" }, 1, ANSWER_NO, CERTAINTY_CERTAIN },
	{ "unexpected_message, and stays", { UNEXPECTED, "" }, 1, ANSWER_NO, CERTAINTY_CERTAIN },
	{ "closes", { "close", "" }, 1, ANSWER_NO, CERTAINTY_CERTAIN },
	{ "resets", { "reset", "" }, 1, ANSWER_NO, CERTAINTY_CERTAIN },
	{ "OpenSSL 1.0.1g", { "", "15 0303 0002 02 15 close" }, 2, ANSWER_YES, CERTAINTY_LIKELY },
	{ "a wrong MAC", { "", "15 0303 0002 02 14" }, 2, ANSWER_YES, CERTAINTY_LIKELY },
	{ "refuses the second", { "", UNEXPECTED "close" }, 2, ANSWER_NO, CERTAINTY_CERTAIN },
	{ "closes on the second", { "", "close" }, 2, ANSWER_NO, CERTAINTY_CERTAIN },
	{ "silent", { "", "" }, 2, ANSWER_UNKNOWN, CERTAINTY_CERTAIN },
};
/* clang-format on */

START_TEST(an_early_change_is_asked_and_judged)
{
	const struct bug_case *row = &early_changes[_i];
	const struct server server = {
		.flight = read_test_hello(&arena, "server-tls12-ecdhe"),
		.reactions = { row->reactions[0], row->reactions[1] },
		.piece_len = 1,
	};
	const struct span change = bytes_of_hex(&arena, "14 0303 0001 01");
	const struct transcript *transcript;
	struct attempt attempt;

	ck_assert_int_eq(next(early_ccs_next, QUESTION_EARLY_CCS, &attempt), PLAN_ASK);
	transcript = converse(&attempt, &server);
	attempt_clear(&attempt);
	ck_assert_uint_eq(count(transcript, EVENT_PROBE), row->want_probes);
	for (size_t i = 0; i < row->want_probes; i++)
		ck_assert(span_equal(event_bytes(transcript, EVENT_PROBE, i), change));
	check(row->name, BEHAVIOUR_EARLY_CCS, row->want, row->certainty);
}
END_TEST

/* A server that takes up nothing of what a sequel needs is not followed. */
START_TEST(nothing_is_sent_behind_anything_but_a_whole_flight)
{
	static const char *const flights[] = { "alert-after-hello", "server-tls12-resumed",
		"server-tls13", "alert-fatal" };
	struct server server = { .reactions = { "close", "" }, .piece_len = SIZE_MAX };
	const struct transcript *transcript;
	struct attempt attempt;

	server.flight = read_test_hello(&arena, flights[_i]);
	ck_assert_int_eq(next(early_ccs_next, QUESTION_EARLY_CCS, &attempt), PLAN_ASK);
	transcript = converse(&attempt, &server);
	attempt_clear(&attempt);
	ck_assert_msg(count(transcript, EVENT_PROBE) == 0, "%s", flights[_i]);
}
END_TEST

/* --- ROBOT ----------------------------------------------------------------------------------
 */

#define MAC "15 0303 0002 02 14 close"
#define DECRYPT "15 0303 0002 02 33 close"

static const struct robot_case {
	const char *name;
	const char *right[ROUNDS]; /* the reaction to the right block, by round */
	const char *wrong;
	unsigned want_rounds;
	enum answer_value want;
} robots[] = {
	{ "all alike", { MAC }, MAC, 1, ANSWER_NO },
	{ "all closed", { "close" }, "close", 1, ANSWER_NO },
	{ "all reset", { "reset" }, "reset", 1, ANSWER_NO },
	{ "all silent", { "" }, "", 1, ANSWER_NO },
	{ "another alert", { MAC, MAC, MAC }, DECRYPT, 3, ANSWER_YES },
	{ "silence", { "", "", "" }, MAC, 3, ANSWER_YES },
	{ "a reset", { MAC, MAC, MAC }, "15 0303 0002 02 14 reset", 3, ANSWER_YES },
	{ "a close", { "15 0303 0002 02 14", "15 0303 0002 02 14", "15 0303 0002 02 14" }, MAC,
	    3, ANSWER_YES },
	{ "once", { DECRYPT, MAC }, MAC, 2, ANSWER_NO },
	{ "twice", { DECRYPT, DECRYPT, MAC }, MAC, 3, ANSWER_NO },
	{ "differently each time", { DECRYPT, "close", "reset" }, MAC, 3, ANSWER_UNKNOWN },
};

/* The flight of a server with this certificate and RSA key exchange. */
static struct span
rsa_flight(struct span der)
{
	return bytes_of_hex(&arena,
	    arena_printf(&arena,
		"16 0303 002a 02 000026 0303 b6*32 00 009c 00 "
		"16 0303 %04zx 0b %06zx %06zx %06zx %s "
		"16 0303 0004 0e 000000",
		der.len + 10, der.len + 6, der.len + 3, der.len, text_hex(&arena, der)));
}

static void
check_block(struct span probe)
{
	const size_t block_len = KEY_LEN;
	struct span behind = bytes_of_hex(&arena, "14 0303 0001 01 16 0303 0028");
	const uint8_t head[] = { 0x16, 3, 3, 0, (uint8_t)(block_len + 6), 0x10, 0, 0,
		(uint8_t)(block_len + 2), 0, (uint8_t)block_len };

	ck_assert_uint_eq(probe.len, sizeof(head) + block_len + behind.len + 40);
	ck_assert_mem_eq(probe.data, head, sizeof(head));
	ck_assert_mem_eq(probe.data + sizeof(head) + block_len, behind.data, behind.len);
}

START_TEST(robot_is_asked_and_judged)
{
	const struct robot_case *row = &robots[_i];
	const struct mint_wish wish = {
		.subject = "mail.example.test", .algorithm = GNUTLS_PK_RSA, .bits = KEY_LEN * 8
	};
	struct minted minted = mint(&arena, &wish, NULL);
	struct server server = {
		.flight = rsa_flight(minted.der), .reactions = { "", "" }, .piece_len = 100
	};
	struct attempt attempt;
	unsigned asked = 0;

	for (; next(robot_next, QUESTION_ROBOT, &attempt) == PLAN_ASK; asked++) {
		const struct transcript *transcript;

		ck_assert_uint_lt(asked, ROUNDS * BLOCKS);
		ck_assert_uint_eq(attempt.variant, asked);
		server.reactions[0] =
		    asked % BLOCKS == 0 ? row->right[asked / BLOCKS] : row->wrong;
		transcript = converse(&attempt, &server);
		attempt_clear(&attempt);
		ck_assert_uint_eq(count(transcript, EVENT_PROBE), 1);
		ck_assert_uint_eq(count(transcript, EVENT_REACTION), 1);
		check_block(event_bytes(transcript, EVENT_PROBE, 0));
	}
	attempt_clear(&attempt);
	ck_assert_msg(asked == row->want_rounds * BLOCKS, "%s: %u", row->name, asked);
	check(row->name, BEHAVIOUR_ROBOT, row->want, CERTAINTY_CERTAIN);
	minted_clear(&minted);
}
END_TEST

/* --- Ticketbleed ----------------------------------------------------------------------------
 */

#define RESUMED(id_len, len, id)                                                               \
	"16 0303 " len " 02 0000" id_len " 0303 b6*32 " id " 009c 00 14 0303 0001 01"
#define OURS "030e19242f3a45505b66717c87929da8b3bec9d4dfeaf5000b16212c37424d"

/* clang-format off */
static const struct ticketbleed_case {
	const char *name;
	const char *flight;
	enum answer_value want;
} ticketbleeds[] = {
	{ "one byte more", RESUMED("46", "004a", "20 " OURS "ee"), ANSWER_YES },
	{ "ours given back", RESUMED("45", "0049", "1f " OURS), ANSWER_NO },
	{ "none", RESUMED("26", "002a", "00"), ANSWER_NO },
	{ "one of its own", RESUMED("46", "004a", "20 aa*32"), ANSWER_NO },
	{ "a part of ours", RESUMED("45", "0049", "1f 030e19*1 aa*28"), ANSWER_NO },
	{ "a new session", "16 0303 0035 02 000026 0303 b6*32 00 009c 00 0b 000003 000000 0e 000000", ANSWER_NO },
	{ "an alert", "15 0303 0002 02 28", ANSWER_NO },
	{ "nonsense", "16 0303 0004 ff 000000", ANSWER_UNKNOWN },
};
/* clang-format on */

START_TEST(ticketbleed_is_one_byte_more_than_we_sent)
{
	const struct ticketbleed_case *row = &ticketbleeds[_i];
	struct server server = { .reactions = { "", "" }, .piece_len = 7 };
	struct transcript *first = handmade_add(&handmade, QUESTION_RESUMPTION, 0x0303);
	struct attempt attempt;

	handmade_event(first, EVENT_SESSION, STEP_TLS, span_of(""));
	first->session.version = "TLS 1.2";
	handmade_event(
	    first, EVENT_TICKET, STEP_TLS, bytes_of_hex(&arena, "00001c20 0004 61626364"));
	server.flight = bytes_of_hex(&arena, row->flight);
	while (next(ticketbleed_next, QUESTION_TICKETBLEED, &attempt) == PLAN_ASK) {
		(void)converse(&attempt, &server);
		attempt_clear(&attempt);
	}
	attempt_clear(&attempt);
	check(row->name, BEHAVIOUR_TICKETBLEED, row->want, CERTAINTY_CERTAIN);
}
END_TEST

/* --- what has to be known before ------------------------------------------------------------
 */

START_TEST(old_bugs_are_not_asked_of_tls_1_3)
{
	static const struct {
		next_attempt *next;
		enum question question;
		enum behaviour behaviour;
		const char *why;
	} rows[] = {
		{ heartbleed_next, QUESTION_HEARTBLEED, BEHAVIOUR_HEARTBLEED,
		    "it is of TLS 1.2 and older" },
		{ ticketbleed_next, QUESTION_TICKETBLEED, BEHAVIOUR_TICKETBLEED,
		    "it is of TLS 1.2 and older" },
		{ early_ccs_next, QUESTION_EARLY_CCS, BEHAVIOUR_EARLY_CCS,
		    "it is of TLS 1.2 and older" },
		{ robot_next, QUESTION_ROBOT, BEHAVIOUR_ROBOT, "it is of TLS 1.2 and older" },
		{ poodle_tls_next, QUESTION_POODLE_TLS, BEHAVIOUR_POODLE_TLS,
		    "it is of TLS 1.0 to 1.2" },
	};
	struct attempt attempt;

	handmade_clear(&handmade);
	handmade_init(&handmade, "imaps", "TLS 1.3");
	ck_assert_int_eq(next(rows[_i].next, rows[_i].question, &attempt), PLAN_NONE);
	ck_assert_str_eq(attempt.why, rows[_i].why);
	attempt_clear(&attempt);
	handmade_read(&handmade);
	/* Older versions were not asked for here. */
	ck_assert_int_eq(handmade.facts.behaviours[rows[_i].behaviour].value, ANSWER_UNKNOWN);
}
END_TEST

Suite *
suite(void)
{
	Suite *s = suite_create("bugs played");
	TCase *tcase = tcase_create("core");

	tcase_add_checked_fixture(tcase, set_up, tear_down);
	tcase_set_timeout(tcase, 60);
	tcase_add_loop_test(
	    tcase, heartbleed_is_asked_and_judged, 0, (int)COUNT_OF(heartbleeds));
	tcase_add_test(tcase, a_flight_that_breaks_off_is_asked_for_once_more);
	tcase_add_loop_test(
	    tcase, an_early_change_is_asked_and_judged, 0, (int)COUNT_OF(early_changes));
	tcase_add_loop_test(tcase, nothing_is_sent_behind_anything_but_a_whole_flight, 0, 4);
	tcase_add_loop_test(tcase, robot_is_asked_and_judged, 0, (int)COUNT_OF(robots));
	tcase_add_loop_test(
	    tcase, ticketbleed_is_one_byte_more_than_we_sent, 0, (int)COUNT_OF(ticketbleeds));
	tcase_add_loop_test(tcase, old_bugs_are_not_asked_of_tls_1_3, 0, 5);
	suite_add_tcase(s, tcase);
	return s;
}
