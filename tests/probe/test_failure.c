/* SPDX-License-Identifier: MIT */
/* Every way in which a dialogue can go, from scene files: whole, in pieces and byte by byte.
 * What is expected is said here by hand, from the scene and the standards. */
#include "base/text.h"
#include "support/player.h"
#include "support/suite.h"

#include <string.h>

struct row {
	const char *scene;
	const char *scheme;
	enum port_state state;
	enum stage stage; /* of the first failure, if there is one */
	enum outcome outcome;
	const char *words; /* part of the first failure's */
	unsigned connections;
	bool has_session;
	uint32_t number; /* alert */
};

/* clang-format off */
#define OK(scene_, scheme_, connections_) \
	{ .scene = scene_, .scheme = scheme_, .state = PORT_OK, .connections = connections_, \
	  .has_session = true }
#define BAD(scene_, scheme_, stage_, outcome_, words_, connections_, ...) \
	{ .scene = scene_, .scheme = scheme_, .state = PORT_FAILED, .stage = STAGE_##stage_, \
	  .outcome = OUTCOME_##outcome_, .words = words_, .connections = connections_, __VA_ARGS__ }
static const struct row rows[] = {
	/* Healthy, in all their forms. */
	OK("smtp-healthy", "smtp", 2),
	OK("smtp-greeting-multiline", "smtp", 2),
	OK("smtp-greeting-slow", "smtp", 2),
	OK("smtp-bare-lf", "smtp", 2),
	OK("smtp-drip", "smtp", 2),
	OK("smtp-starttls-hidden", "smtp", 2),
	OK("smtp-starttls-masked-works", "smtp", 2),
	OK("smtp-starttls-250", "smtp", 2),
	OK("smtp-early-bytes", "smtp", 2),
	OK("smtp-early-bytes-late", "smtp", 2),
	OK("smtp-tls-1.0", "smtp", 2),
	OK("smtp-tls-1.1", "smtp", 2),
	OK("smtp-tls-1.2", "smtp", 2),
	OK("smtp-tls-1.3", "smtp", 2),
	OK("submissions-healthy", "submissions", 1),
	OK("imap-healthy", "imap", 2),
	OK("imap-capability-in-greeting", "imap", 2),
	OK("imap-untagged-noise", "imap", 2),
	OK("imaps-healthy", "imaps", 1),
	OK("imaps-preauth", "imaps", 1),
	OK("pop3-healthy", "pop3", 2),
	OK("pop3-no-capa", "pop3", 2),
	OK("pop3s-healthy", "pop3s", 1),
	OK("sieve-healthy", "sieve", 2),
	OK("lmtp-healthy", "lmtp", 1),

	/* The greeting. */
	BAD("smtp-greeting-421", "smtp", GREETING, GOODBYE,
	    "421 4.7.0 mail.example.test Error: too many connections", 1, .has_session = false),
	BAD("imap-bye", "imap", GREETING, GOODBYE,
	    "* BYE Too many", 1, .has_session = false),
	BAD("sieve-bye", "sieve", GREETING, GOODBYE,
	    "BYE \"too", 1, .has_session = false),
	BAD("smtp-greeting-554", "smtp", GREETING, REFUSED,
	    "554-mail.example.test\n554 Your access", 1, .has_session = false),
	BAD("smtp-greeting-450", "smtp", GREETING, REFUSED,
	    "450 4.3.2", 1, .has_session = false),
	BAD("pop3-greeting-err", "pop3", GREETING, REFUSED,
	    "-ERR [SYS", 1, .has_session = false),
	BAD("smtp-greeting-closed", "smtp", GREETING, CLOSED,
	    "", 1, .has_session = false),
	BAD("smtp-greeting-reset", "smtp", GREETING, RESET,
	    "", 1, .has_session = false),
	BAD("smtp-greeting-silent", "smtp", GREETING, SILENT,
	    "", 2, .has_session = false),
	BAD("smtp-greeting-half", "smtp", GREETING, STALLED,
	    "220-m", 1, .has_session = false),
	BAD("smtp-greeting-half-closed", "smtp", GREETING, CLOSED,
	    "220-m", 1, .has_session = false),
	BAD("smtp-greeting-garbled", "smtp", GREETING, MALFORMED,
	    "welcome", 1, .has_session = false),
	BAD("smtp-is-http", "smtp", GREETING, HTTP,
	    "HTTP/1.1 400", 1, .has_session = false),
	BAD("smtp-is-http-without-line", "smtp", GREETING, HTTP,
	    "HTTP/1.1 400", 1, .has_session = false),
	BAD("smtp-is-imap", "smtp", GREETING, OTHER_PROTOCOL,
	    "* OK", 1, .has_session = false),
	BAD("smtp-is-ssh", "smtp", GREETING, OTHER_PROTOCOL,
	    "SSH-2.0", 1, .has_session = false),
	BAD("smtp-endless-line", "smtp", GREETING, TOO_MUCH,
	    "xxxx", 1, .has_session = false),
	BAD("smtp-endless-greeting", "smtp", GREETING, TOO_MUCH,
	    "220-line 1", 1, .has_session = false),
	BAD("smtp-one-byte-a-second", "smtp", STARTTLS, TOO_SLOW,
	    "220 2.0", 2, .has_session = false),
	BAD("smtp-hostile-words", "smtp", STARTTLS, REFUSED,
	    "<script>", 2, .has_session = false),

	/* Modes mixed up; the second connection proves it. */
	BAD("smtp-is-implicit", "smtp", GREETING, WRONG_MODE,
	    "", 2, .has_session = true),
	BAD("smtp-is-tls-alert", "smtp", GREETING, TLS_EXPECTED,
	    "\x15\x03\x01", 2, .has_session = false),
	BAD("submissions-plaintext", "submissions", HANDSHAKE, WRONG_MODE,
	    "220 mail.example.test", 3, .has_session = true),
	BAD("submissions-is-http", "submissions", HANDSHAKE, HTTP,
	    "HTTP/1.1 400", 1, .has_session = false),
	BAD("submissions-silent", "submissions", HANDSHAKE, SILENT,
	    "", 1, .has_session = false),

	/* Capabilities and STARTTLS. */
	BAD("smtp-ehlo-421", "smtp", CAPABILITY, GOODBYE,
	    "421 4.4.2", 1, .has_session = false),
	BAD("smtp-ehlo-refused", "smtp", CAPABILITY, REFUSED,
	    "501", 1, .has_session = false),
	BAD("smtp-helo-fallback", "smtp", STARTTLS, NOT_OFFERED,
	    "502", 2, .has_session = false),
	BAD("smtp-mixed-codes", "smtp", CAPABILITY, MALFORMED,
	    "251", 1, .has_session = false),
	BAD("smtp-no-starttls", "smtp", STARTTLS, NOT_OFFERED,
	    "502", 2, .has_session = false),
	BAD("sieve-no-starttls", "sieve", STARTTLS, NOT_OFFERED,
	    "NO", 2, .has_session = false),
	BAD("imap-starttls-bad", "imap", STARTTLS, NOT_OFFERED,
	    "p2 BAD", 2, .has_session = false),
	BAD("smtp-starttls-masked", "smtp", STARTTLS, MASKED,
	    "XXXXXXXX", 2, .has_session = false),
	BAD("smtp-starttls-454", "smtp", STARTTLS, REFUSED,
	    "454 4.7.0 TLS not available due to local problem", 2, .has_session = false),
	BAD("smtp-starttls-multiline-refusal", "smtp", STARTTLS, REFUSED,
	    "554-5.7.3 TLS is\n554 5.7.3 not for you", 2, .has_session = false),
	BAD("imap-starttls-no", "imap", STARTTLS, REFUSED,
	    "p2 NO", 2, .has_session = false),
	BAD("pop3-stls-err", "pop3", STARTTLS, REFUSED,
	    "-ERR TLS", 2, .has_session = false),
	BAD("smtp-starttls-garbled", "smtp", STARTTLS, MALFORMED,
	    "ready when you are", 2, .has_session = false),
	BAD("imap-wrong-tag", "imap", STARTTLS, MALFORMED,
	    "a2 OK", 2, .has_session = false),
	BAD("smtp-starttls-closed", "smtp", STARTTLS, CLOSED,
	    "", 2, .has_session = false),
	BAD("smtp-starttls-reset", "smtp", STARTTLS, RESET,
	    "", 2, .has_session = false),
	BAD("smtp-starttls-silent", "smtp", STARTTLS, SILENT,
	    "", 2, .has_session = false),
	BAD("smtp-starttls-half-line", "smtp", STARTTLS, STALLED,
	    "220 Rea", 2, .has_session = false),
	BAD("smtp-starttls-421", "smtp", STARTTLS, GOODBYE,
	    "421", 2, .has_session = false),
	BAD("imap-preauth", "imap", GREETING, PREAUTH,
	    "* PREAUTH", 1, .has_session = false),

	/* Behind the go-ahead. */
	BAD("smtp-closed-after-220", "smtp", STARTTLS, CLOSED_BEFORE_HELLO,
	    "220 2.0.0 Ready", 2, .has_session = false),
	BAD("smtp-closed-20ms-after-220", "smtp", STARTTLS, CLOSED_BEFORE_HELLO,
	    "220 2.0.0 Ready", 2, .has_session = false),
	BAD("smtp-reset-after-220", "smtp", STARTTLS, RESET_BEFORE_HELLO,
	    "220 2.0.0 Ready", 2, .has_session = false),
	BAD("smtp-closed-on-hello", "smtp", HANDSHAKE, CLOSED,
	    "", 2, .has_session = false),
	BAD("smtp-reset-on-hello", "smtp", HANDSHAKE, RESET,
	    "", 2, .has_session = false),
	BAD("smtp-silent-on-hello", "smtp", HANDSHAKE, SILENT,
	    "", 2, .has_session = false),
	BAD("smtp-half-flight", "smtp", HANDSHAKE, STALLED,
	    "", 2, .has_session = false),
	BAD("smtp-plaintext-on-hello", "smtp", HANDSHAKE, PLAINTEXT,
	    "554 5.7.3 Unable to initialize", 2, .has_session = false),
	BAD("smtp-http-on-hello", "smtp", HANDSHAKE, HTTP,
	    "HTTP/1.1", 2, .has_session = false),
	BAD("smtp-flood-after-220", "smtp", HANDSHAKE, PLAINTEXT,
	    "xxx", 2, .has_session = false),
	BAD("smtp-garbage-on-hello", "smtp", HANDSHAKE, OUR_ALERT,
	    "", 2, .number = 10),
	BAD("smtp-ssl3-server", "smtp", HANDSHAKE, OUR_ALERT,
	    "", 2, .number = 70),
	BAD("smtp-alert-handshake-failure", "smtp", HANDSHAKE, ALERT,
	    "", 2, .number = 40),
	BAD("smtp-alert-protocol-version", "smtp", HANDSHAKE, ALERT,
	    "", 2, .number = 70),
	BAD("smtp-alert-insufficient-security", "smtp", HANDSHAKE, ALERT,
	    "", 2, .number = 71),
	BAD("smtp-alert-internal-error", "smtp", HANDSHAKE, ALERT,
	    "", 2, .number = 80),
	BAD("smtp-alert-unrecognized-name", "smtp", HANDSHAKE, ALERT,
	    "", 2, .number = 112),
	BAD("smtp-client-certificate-1.2", "smtp", HANDSHAKE, CERTIFICATE_WANTED,
	    "", 2, .has_session = false),
	BAD("smtp-client-certificate-1.3", "smtp", AFTER_TLS, CERTIFICATE_WANTED,
	    "", 2, .has_session = true, .number = 116),

	/* Inside TLS. */
	BAD("smtp-closed-inside-tls", "smtp", AFTER_TLS, CLOSED,
	    "", 2, .has_session = true),
	BAD("smtp-closed-on-ehlo-inside-tls", "smtp", AFTER_TLS, CLOSED,
	    "", 2, .has_session = true),
	BAD("smtp-silent-inside-tls", "smtp", AFTER_TLS, SILENT,
	    "", 2, .has_session = true),
	BAD("smtp-ehlo-refused-inside-tls", "smtp", AFTER_TLS, REFUSED,
	    "550 5.7.1 TLS conversation required", 2, .has_session = true),
	BAD("smtp-flood-inside-tls", "smtp", AFTER_TLS, TOO_MUCH,
	    "", 2, .has_session = true),
	BAD("submissions-closed-inside-tls", "submissions", GREETING, CLOSED,
	    "", 1, .has_session = true),
	BAD("submissions-421-inside-tls", "submissions", GREETING, GOODBYE,
	    "421 4.7.0", 1, .has_session = true),
};
#undef OK
#undef BAD
/* clang-format on */

static void
play(struct player *player, const struct row *row, size_t piece_len)
{
	player_init(player, row->scheme);
	player->piece_len = piece_len;
	player_play_file(player, row->scene);
}

static bool
holds(struct span words, const char *part)
{
	size_t len = strlen(part);

	for (; words.len >= len; words = span_skip(words, 1)) {
		if (len == 0 || memcmp(words.data, part, len) == 0)
			return true;
		if (words.len == 0)
			break;
	}
	return len == 0;
}

static void
expect(struct player *player, const struct row *row, size_t piece_len)
{
	const struct port_facts *facts = &player->facts;
	const struct failure *failure = &facts->failures[0];

	ck_assert_msg(facts->state == row->state, "%s (pieces of %zu): state is %s\n%s---\n%s",
	    row->scene, piece_len, port_state_name(facts->state),
	    player_script(player, QUESTION_BASICS), player_script(player, QUESTION_OTHER_MODE));
	ck_assert_msg(facts->connections == row->connections, "%s: %u connections", row->scene,
	    facts->connections);
	ck_assert_msg(facts->has_session == row->has_session, "%s: session %d", row->scene,
	    facts->has_session);
	if (row->state == PORT_OK) {
		ck_assert_msg(facts->failures_len == 0, "%s: %s", row->scene,
		    outcome_name(failure->outcome));
		return;
	}
	ck_assert_msg(failure->outcome == row->outcome, "%s (pieces of %zu): outcome is %s\n%s",
	    row->scene, piece_len, outcome_name(failure->outcome),
	    player_script(player, QUESTION_BASICS));
	ck_assert_msg(failure->stage == row->stage, "%s: stage is %s", row->scene,
	    stage_name(failure->stage));
	ck_assert_msg(holds(failure->words, row->words), "%s: words are '%s'", row->scene,
	    text_escape(&player->arena, failure->words, 300));
	if (row->number != 0)
		ck_assert_msg(failure->number == row->number, "%s: number is %u", row->scene,
		    failure->number);
}

START_TEST(each_scene_ends_at_its_stage)
{
	const struct row *row = &rows[_i];
	struct player player;

	play(&player, row, 0);
	expect(&player, row, 0);
	player_clear(&player);
}
END_TEST

/* How the bytes are cut changes nothing but the number of bytes that a flood got through. */
START_TEST(segmentation_changes_nothing)
{
	static const size_t pieces[] = { 1, 7 };
	const struct row *row = &rows[_i];
	struct player whole;

	if (strstr(row->scene, "flood") != NULL || strstr(row->scene, "endless") != NULL)
		return;
	play(&whole, row, 0);
	for (size_t i = 0; i < COUNT_OF(pieces); i++) {
		struct player cut;

		play(&cut, row, pieces[i]);
		expect(&cut, row, pieces[i]);
		for (size_t q = 0; q < QUESTION_COUNT; q++)
			ck_assert_str_eq(player_script(&whole, (enum question)q),
			    player_script(&cut, (enum question)q));
		player_clear(&cut);
	}
	player_clear(&whole);
}
END_TEST

/* A server may close before or after any line of its own: nothing but a failure or a good end
 * may come of it. */
START_TEST(a_close_at_every_step_is_a_failure)
{
	static const char *const scenes[][2] = { { "smtp-healthy", "smtp" },
		{ "submissions-healthy", "submissions" }, { "imap-healthy", "imap" },
		{ "imaps-healthy", "imaps" }, { "pop3-healthy", "pop3" },
		{ "pop3s-healthy", "pop3s" }, { "sieve-healthy", "sieve" },
		{ "lmtp-healthy", "lmtp" } };
	struct arena arena;
	const char *text;
	size_t line = 0;

	arena_init(&arena);
	text =
	    read_test_file(&arena, arena_printf(&arena, "data/scenes/%s.talk", scenes[_i][0]));
	for (const char *at = text; *at != '\0'; at = strchr(at, '\n') + 1, line++) {
		char *cut = arena_printf(&arena, "%.*sCLOSE\n%s", (int)(at - text), text, at);
		struct player player;

		player_init(&player, scenes[_i][1]);
		player_play(&player, cut);
		ck_assert_msg(
		    player.facts.state == PORT_FAILED || player.facts.state == PORT_OK,
		    "%s cut at line %zu", scenes[_i][0], line);
		if (line == 0)
			ck_assert_int_eq(player.facts.state, PORT_FAILED);
		for (size_t q = 0; q < QUESTION_COUNT; q++)
			ck_assert(player.port.transcripts[q] == NULL ||
				  player.port.transcripts[q]->is_over);
		player_clear(&player);
	}
	ck_assert_uint_gt(line, 5);
	arena_clear(&arena);
}
END_TEST

START_TEST(early_bytes_are_noticed_before_the_hello)
{
	static const char *const scenes[] = { "smtp-early-bytes", "smtp-early-bytes-late" };
	struct player player;

	player_init(&player, "smtp");
	player_play_file(&player, scenes[_i]);
	ck_assert(holds(player.facts.early, "250 2.0.0 injected"));
	player_clear(&player);
}
END_TEST

START_TEST(a_slow_greeting_is_measured)
{
	struct player player;

	player_init(&player, "smtp");
	player_play_file(&player, "smtp-greeting-slow");
	ck_assert_uint_ge(player.facts.greeting_us, 6000000);
	ck_assert_uint_lt(player.facts.greeting_us, 6100000);
	player_clear(&player);
}
END_TEST

/* After ten seconds of silence a second connection tries TLS, and then the greeting comes. */
START_TEST(a_very_slow_greeting_is_waited_for)
{
	struct player player;

	player_init(&player, "smtp");
	player_play_file(&player, "smtp-greeting-very-slow");
	ck_assert_int_eq(player.facts.state, PORT_OK);
	ck_assert_uint_ge(player.facts.greeting_us, 30000000);
	ck_assert_uint_eq(player.facts.connections, 3);
	player_clear(&player);
}
END_TEST

Suite *
suite(void)
{
	Suite *s = suite_create("failure");
	TCase *tcase = tcase_create("scenes");

	tcase_set_timeout(tcase, 60);
	tcase_add_loop_test(tcase, each_scene_ends_at_its_stage, 0, (int)COUNT_OF(rows));
	tcase_add_loop_test(tcase, segmentation_changes_nothing, 0, (int)COUNT_OF(rows));
	tcase_add_loop_test(tcase, a_close_at_every_step_is_a_failure, 0, 8);
	tcase_add_loop_test(tcase, early_bytes_are_noticed_before_the_hello, 0, 2);
	tcase_add_test(tcase, a_slow_greeting_is_measured);
	tcase_add_test(tcase, a_very_slow_greeting_is_waited_for);
	suite_add_tcase(s, tcase);
	return s;
}
