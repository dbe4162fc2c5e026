/* SPDX-License-Identifier: MIT */
/* What is written comes back, to the byte. */
#include "report/evidence.h"
#include "support/player.h"
#include "support/report.h"
#include "support/samples.h"
#include "support/suite.h"

#include <jansson.h>
#include <string.h>

/* All that is said of a host. */
struct reports {
	struct arena arena;
	struct run run;
	unsigned hosts;
	const char *text;
	const char *json;
	const char *evidence;
};

static void
report(void *context, struct host_record *host)
{
	struct reports *reports = context;

	reports->hosts++;
	reports->evidence =
	    arena_string(&reports->arena, span_of(report_evidence(&host, 1, &reports->run)));
	reports->text = arena_string(&reports->arena, span_of(report_text(host, false)));
	reports->json =
	    arena_string(&reports->arena, span_of(report_json(&host, 1, &reports->run)));
}

static void
reports_init(struct reports *reports, const struct run *run)
{
	*reports = (struct reports){ .run = *run };
	arena_init(&reports->arena);
}

/* Reports about the host, and about what its evidence says; both must be the same. */
static void
check_round_trip(struct host_record *host)
{
	struct reports before;
	struct reports after;
	struct run run;
	const char *problem = "none";

	reports_init(&before, &report_run);
	reports_init(&after, &report_run);
	report(&before, host);
	ck_assert_msg(report_replay(span_of(before.evidence), report, &after, &run,
			  &after.arena, &problem),
	    "%s: %s", host->name, problem);
	ck_assert_uint_eq(after.hosts, 1);
	ck_assert_str_eq(after.text, before.text);
	ck_assert_str_eq(after.json, before.json);
	ck_assert_str_eq(after.evidence, before.evidence);
	ck_assert_str_eq(run.version, report_run.version);
	ck_assert_int_eq(run.began_at_ms, report_run.began_at_ms);
	ck_assert_uint_eq(run.elapsed_us, report_run.elapsed_us);
	ck_assert_int_eq(run.is_complete, report_run.is_complete);
	arena_clear(&before.arena);
	arena_clear(&after.arena);
}

START_TEST(the_same_evidence_gives_the_same_reports)
{
	struct host_record host;

	sample_make(&samples[_i], &host);
	check_round_trip(&host);
	arena_clear(&host.arena);
}
END_TEST

/* Real dialogues and real certificates, as the probe records them. */
static const struct {
	const char *scheme;
	const char *scene;
} scenes[] = {
	{ "smtp", "smtp-healthy" },
	{ "smtp", "smtp-hostile-words" },
	{ "smtp", "smtp-is-implicit" },
	{ "submissions", "submissions-plaintext" },
	{ "imaps", "imaps-healthy" },
	{ "sieve", "sieve-healthy" },
};

static void
check_times(const struct port_record *port)
{
	for (size_t q = 0; q < QUESTION_COUNT; q++) {
		const struct transcript *transcript = port->transcripts[q];
		uint64_t at_us = 0;

		if (transcript == NULL)
			continue;
		for (const struct event *event = transcript->first; event != NULL;
		     event = event->next) {
			ck_assert_uint_ge(event->at_us, at_us);
			at_us = event->at_us;
		}
	}
}

START_TEST(played_dialogues_come_back)
{
	struct player player;
	struct host_record host;

	player_init(&player, scenes[_i].scheme);
	player_play_file(&player, scenes[_i].scene);
	record_begin(&host, PLAYER_HOST);
	host.ports = &player.port;
	host.ports_len = 1;
	check_times(&player.port);
	check_round_trip(&host);
	arena_clear(&host.arena);
	player_clear(&player);
}
END_TEST

START_TEST(the_form_of_evidence_does_not_change)
{
	struct host_record host;
	struct host_record *hosts = &host;

	sample_make(sample_by_name("two-addresses"), &host);
	golden_check("two-addresses.jsonl", report_evidence(&hosts, 1, &report_run));
	arena_clear(&host.arena);
}
END_TEST

START_TEST(evidence_is_one_json_object_a_line)
{
	static const char *const types[] = { "begin", "host", "connection", "connection",
		"connection", "end" };
	struct host_record host;
	struct host_record *hosts = &host;
	struct span text;
	size_t count = 0;

	sample_make(sample_by_name("interrupted"), &host);
	text = span_of(report_evidence(&hosts, 1, &report_run));
	for (; text.len > 0; count++) {
		const uint8_t *end = memchr(text.data, '\n', text.len);
		size_t len = (size_t)(end - text.data);
		json_t *object =
		    json_loadb((const char *)text.data, len, JSON_REJECT_DUPLICATES, NULL);

		ck_assert_ptr_nonnull(object);
		ck_assert_uint_lt(count, COUNT_OF(types));
		ck_assert_str_eq(
		    json_string_value(json_object_get(object, "type")), types[count]);
		json_decref(object);
		text = span_skip(text, len + 1);
	}
	ck_assert_uint_eq(count, COUNT_OF(types));
	arena_clear(&host.arena);
}
END_TEST

static const struct line greeting[] = { CONNECTS, HANGS_UP };
static const struct port any_port[] = {
	{ .scheme = "smtp", .talks = { { TALK(greeting) } } },
};

/* Adds what a server said to the one connection of a host. */
static struct event *
say(struct host_record *host, struct span bytes)
{
	struct transcript *transcript = host->ports[0].transcripts[QUESTION_BASICS];
	struct event *event = transcript_add(transcript, EVENT_RECEIVED, 50000, bytes);

	event->step = STEP_GREETING;
	event->reply = REPLY_PART;
	return event;
}

START_TEST(every_byte_comes_back)
{
	struct host_record host;

	record_begin(&host, "mail.example.test");
	record_ports(&host, any_port, 1);
	for (unsigned i = 0; i < 256; i++) {
		const uint8_t bytes[] = { 'a', (uint8_t)i, 'b' };

		say(&host, (struct span){ bytes + 1, 1 });
		say(&host, (struct span){ bytes, sizeof(bytes) });
	}
	say(&host, span_of("\xc3\xbc \xed\xa0\x80 \xc0\x80 \xf4\x8f\xbf\xbf \xef\xbf\xbf"));
	say(&host, span_of("\xc3\xbc \xf4\x8f\xbf\xbf \xef\xbf\xbf \"\\/\b\f\n\r\t\x7f"));
	say(&host, (struct span){ (const uint8_t *)"\0\0\0", 3 });
	check_round_trip(&host);
	arena_clear(&host.arena);
}
END_TEST

START_TEST(every_kind_of_event_comes_back)
{
	struct host_record host;

	record_begin(&host, "mail.example.test");
	record_ports(&host, any_port, 1);
	for (unsigned kind = 0; kind < EVENT_COUNT; kind++)
		for (unsigned step = 0; step < STEP_COUNT; step++) {
			struct event *event = say(&host, span_of("x"));

			if (kind != EVENT_SESSION) /* which wants a session behind it */
				event->kind = (enum event_kind)kind;
			event->step = (enum step)step;
			event->reply = (enum reply)(step % REPLY_COUNT);
			event->is_secure = step % 2 == 0;
			event->number = kind == 0 ? UINT32_MAX : kind;
		}
	check_round_trip(&host);
	arena_clear(&host.arena);
}
END_TEST

/* What a port with several connections of a question is made of. */
static struct transcript *
ask(struct host_record *host, enum question question, uint32_t variant)
{
	struct transcript *transcript = arena_alloc(&host->arena, sizeof(*transcript));

	transcript_init(transcript, &host->arena);
	transcript->question = question;
	transcript->variant = variant;
	transcript_add(transcript, EVENT_CONNECTED, 10, (struct span){ 0 });
	port_add(&host->ports[0], transcript);
	return transcript;
}

static void
check_many(void *context, struct host_record *host)
{
	const struct port_record *port = &host->ports[0];
	const struct transcript *transcript = port->transcripts[QUESTION_SUITES];

	(void)context;
	ck_assert_int_eq(port->limits.depth, DEPTH_FULL);
	ck_assert(port->limits.is_intrusive);
	ck_assert_uint_eq(port->limits.connections_max, 400);
	ck_assert_uint_eq(port->limits.pace_ms, 250);
	ck_assert_uint_eq(port_count(port, QUESTION_SUITES), 3);
	ck_assert_uint_eq(port_count(port, QUESTION_BASICS), 2);
	ck_assert_uint_eq(port_count_all(port), 6);
	ck_assert_uint_eq(transcript->variant, 0);
	ck_assert_uint_eq(transcript->next->variant, UINT32_MAX);
	ck_assert_uint_eq(transcript->next->next->variant, 7);
}

START_TEST(all_connections_of_a_question_come_back_in_their_order)
{
	struct host_record host;
	struct host_record *hosts = &host;
	struct run run;
	const char *problem = "none";

	record_begin(&host, "mail.example.test");
	record_ports(&host, any_port, 1);
	host.ports[0].limits = (struct limits){ .depth = DEPTH_FULL,
		.is_intrusive = true,
		.connections_max = 400,
		.pace_ms = 250 };
	ask(&host, QUESTION_SUITES, 0);
	ask(&host, QUESTION_SUITES, UINT32_MAX);
	ask(&host, QUESTION_CLASSES, 1);
	ask(&host, QUESTION_SUITES, 7);
	ask(&host, QUESTION_BASICS, 0);
	check_round_trip(&host);
	ck_assert_msg(report_replay(span_of(report_evidence(&hosts, 1, &report_run)),
			  check_many, NULL, &run, &host.arena, &problem),
	    "%s", problem);
	arena_clear(&host.arena);
}
END_TEST

/* Bytes that could be read as words as well. */
START_TEST(records_of_tls_are_hexadecimal_whatever_is_in_them)
{
	static const enum event_kind kinds[] = { EVENT_HELLO, EVENT_FLIGHT, EVENT_PROBE,
		EVENT_REACTION, EVENT_TICKET };
	struct host_record host;
	struct host_record *hosts = &host;
	uint8_t hello[300];

	memset(hello, 'z', sizeof(hello));
	record_begin(&host, "mail.example.test");
	record_ports(&host, any_port, 1);
	for (size_t i = 0; i < COUNT_OF(kinds); i++)
		say(&host, (struct span){ hello, sizeof(hello) })->kind = kinds[i];
	ck_assert_ptr_null(strstr(report_evidence(&hosts, 1, &report_run), "zz"));
	check_round_trip(&host);
	arena_clear(&host.arena);
}
END_TEST

START_TEST(what_resumes_a_session_is_never_written)
{
	struct host_record host;
	struct host_record *hosts = &host;
	const char *evidence;

	record_begin(&host, "mail.example.test");
	record_ports(&host, any_port, 1);
	evidence = report_evidence(&hosts, 1, &report_run);
	host.ports[0].transcripts[QUESTION_BASICS]->resumption = span_of("a secret");
	ck_assert_str_eq(report_evidence(&hosts, 1, &report_run), evidence);
	arena_clear(&host.arena);
}
END_TEST

/* How many bytes went would say it. */
START_TEST(how_long_a_login_is_is_never_written)
{
	struct host_record host;
	struct host_record *hosts = &host;
	struct transcript *transcript;
	const char *evidence;

	record_begin(&host, "mail.example.test");
	record_ports(&host, any_port, 1);
	transcript = host.ports[0].transcripts[QUESTION_BASICS];
	transcript->question = QUESTION_USE;
	evidence = report_evidence(&hosts, 1, &report_run);
	transcript->bytes_out += 10;
	ck_assert_str_eq(report_evidence(&hosts, 1, &report_run), evidence);
	arena_clear(&host.arena);
}
END_TEST

/* The bounds of a dialogue (talk/dialogue.h) and of a chain, filled with what takes the most
 * room: control characters take six each. */
START_TEST(the_most_that_a_server_can_say_can_be_read_again)
{
	static uint8_t line[8192];
	static uint8_t certificate[64 * 1024];
	struct host_record host;
	struct session *session;

	memset(line, 1, sizeof(line));
	record_begin(&host, "mail.example.test");
	record_ports(&host, any_port, 1);
	for (unsigned i = 0; i < 16; i++)
		say(&host, (struct span){ line, sizeof(line) });
	for (unsigned i = 0; i < 1000; i++)
		say(&host, span_of("x"));
	say(&host, (struct span){ 0 })->kind = EVENT_SESSION;
	session = &host.ports[0].transcripts[QUESTION_BASICS]->session;
	for (size_t i = 0; i < CHAIN_MAX; i++)
		session->chain[i] = (struct span){ certificate, sizeof(certificate) };
	session->chain_len = CHAIN_MAX;
	session->is_used[0] = true;
	session->is_used[CHAIN_MAX - 1] = true;
	session->chain_sent = CHAIN_MAX;
	session->has_staple = true;
	session->staple = (struct span){ certificate, sizeof(certificate) };
	check_round_trip(&host);
	arena_clear(&host.arena);
}
END_TEST

Suite *
suite(void)
{
	Suite *s = suite_create("evidence");
	TCase *tcase = tcase_create("core");

	tcase_set_timeout(tcase, 60);
	tcase_add_loop_test(
	    tcase, the_same_evidence_gives_the_same_reports, 0, (int)samples_count);
	tcase_add_loop_test(tcase, played_dialogues_come_back, 0, COUNT_OF(scenes));
	tcase_add_test(tcase, the_form_of_evidence_does_not_change);
	tcase_add_test(tcase, evidence_is_one_json_object_a_line);
	tcase_add_test(tcase, every_byte_comes_back);
	tcase_add_test(tcase, every_kind_of_event_comes_back);
	tcase_add_test(tcase, all_connections_of_a_question_come_back_in_their_order);
	tcase_add_test(tcase, records_of_tls_are_hexadecimal_whatever_is_in_them);
	tcase_add_test(tcase, what_resumes_a_session_is_never_written);
	tcase_add_test(tcase, how_long_a_login_is_is_never_written);
	tcase_add_test(tcase, the_most_that_a_server_can_say_can_be_read_again);
	suite_add_tcase(s, tcase);
	return s;
}
