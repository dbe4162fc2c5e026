/* SPDX-License-Identifier: MIT */
/* Evidence may come from anybody: whatever is in the file, nothing breaks, and nothing that is
 * cut off or changed in its form is taken. What comes back from a good file: test_evidence.c.
 */
#include "facts/client_trial.h"
#include "report/replay.h"
#include "rules/clients.h"
#include "support/player.h"
#include "support/report.h"
#include "support/samples.h"
#include "support/suite.h"

#include <string.h>

static struct arena arena;
static struct host_record sample;
static const char *good; /* evidence of one host with two connections */
static const char *problem;
static struct run run;
static unsigned hosts;

static void
count_host(void *context, struct host_record *host)
{
	(void)context;
	(void)host;
	hosts++;
}

static bool
replay(struct span evidence)
{
	hosts = 0;
	problem = "untouched";
	return report_replay(evidence, count_host, NULL, &run, &arena, &problem);
}

/* Of the first client of the host that came. */
static size_t suites_len;
static unsigned rsa_bits_min;

static void
note_client(void *context, struct host_record *host)
{
	const struct limits *limits = &host->ports[0].limits;

	(void)context;
	ck_assert_uint_eq(limits->clients_len, 1);
	suites_len = limits->clients[0].client->hello.suites.len;
	rsa_bits_min = limits->clients[0].client->checks.rsa_bits_min;
}

static void
replay_client(const struct client *client)
{
	const struct client_choice choice = { .client = client, .is_built_in = true };
	struct limits *limits = &sample.ports[0].limits;
	struct host_record *list = &sample;

	*limits = (struct limits){ .is_diagnosis = true, .clients = &choice, .clients_len = 1 };
	ck_assert(report_replay(span_of(report_evidence(&list, 1, &report_run)), note_client,
	    NULL, &run, &arena, &problem));
	*limits = (struct limits){ 0 };
}

static void
set_up(void)
{
	struct host_record *list = &sample;

	arena_init(&arena);
	sample_make(sample_by_name("small"), &sample);
	good = report_evidence(&list, 1, &report_run);
}

static void
tear_down(void)
{
	arena_clear(&sample.arena);
	arena_clear(&arena);
}

START_TEST(a_good_file_gives_its_hosts_and_its_run)
{
	const char *evidence;
	struct host_record *list[] = { &sample, &sample, &sample };

	ck_assert_msg(replay(span_of(good)), "%s", problem);
	ck_assert_uint_eq(hosts, 1);
	ck_assert_ptr_null(problem);
	ck_assert_str_eq(run.version, report_run.version);
	evidence = report_evidence(list, 3, &report_run);
	ck_assert_msg(replay(span_of(evidence)), "%s", problem);
	ck_assert_uint_eq(hosts, 3);
	evidence = report_evidence(list, 0, &report_run);
	ck_assert_msg(replay(span_of(evidence)), "%s", problem);
	ck_assert_uint_eq(hosts, 0);
}
END_TEST

/* It is the sample "two-addresses", from before there were limits and variants. */
static void
check_first_version(void *context, struct host_record *host)
{
	struct host_record sample_host;

	(void)context;
	hosts++;
	for (size_t i = 0; i < host->ports_len; i++) {
		const struct port_record *port = &host->ports[i];

		ck_assert_int_eq(port->limits.depth, DEPTH_QUICK);
		ck_assert(!port->limits.is_intrusive);
		ck_assert_uint_eq(port->limits.connections_max, 0);
		ck_assert_uint_eq(port->limits.pace_ms, 0);
		ck_assert_uint_eq(port->transcripts[QUESTION_BASICS]->variant, 0);
	}
	sample_make(sample_by_name("two-addresses"), &sample_host);
	ck_assert_str_eq(report_text(host, false), report_text(&sample_host, false));
	arena_clear(&sample_host.arena);
}

START_TEST(a_file_of_the_first_version_can_still_be_read)
{
	const char *text = read_test_file(&arena, "data/golden/first-version.jsonl");

	ck_assert_msg(
	    report_replay(span_of(text), check_first_version, NULL, &run, &arena, &problem),
	    "%s", problem);
	ck_assert_uint_eq(hosts, 1);
}
END_TEST

/* The good evidence with one of its texts replaced. */
static const char *
with(const char *old, const char *new)
{
	const char *at = strstr(good, old);

	ck_assert_msg(at != NULL, "there is no '%s'", old);
	return arena_printf(&arena, "%.*s%s%s", (int)(at - good), good, new, at + strlen(old));
}

/* clang-format off */
static const struct {
	const char *name;
	const char *old;
	const char *new;
	const char *problem;
} changes[] = {
	{ "another format", "mailsonde-evidence", "sendmail-log",
	    "line 1: this is no evidence file of mailsonde" },
	{ "a later version", "\"version\":4", "\"version\":5",
	    "line 1: it was written by a later version of mailsonde" },
	{ "a version that is no number", "\"version\":4", "\"version\":\"4\"",
	    "line 1: the field 'version' is missing or wrong" },
	{ "another beginning", "\"type\":\"begin\"", "\"type\":\"host\"",
	    "line 1: this is no evidence file of mailsonde" },
	{ "no type", "\"type\":\"host\",", "", "line 2: a line of an unknown type" },
	{ "an unknown type", "\"type\":\"host\"", "\"type\":\"x\"",
	    "line 2: a line of an unknown type" },
	{ "no JSON", "{\"type\":\"host\"", "{type:host", "line 2: this is no JSON object" },
	{ "a list", "{\"type\":\"host\"", "[]\n{\"type\":\"host\"",
	    "line 2: this is no JSON object" },
	{ "an empty line", "{\"type\":\"host\"", "\n{\"type\":\"host\"",
	    "line 2: this is no JSON object" },
	{ "a key twice", "\"type\":\"host\",", "\"type\":\"host\",\"type\":\"host\",",
	    "line 2: this is no JSON object" },
	{ "no name", "\"name\":\"mail.example.test\",", "",
	    "line 2: the field 'name' is missing or wrong" },
	{ "a name with an escape sequence", "\"name\":\"mail", "\"name\":\"\\u001b[2Jmail",
	    "line 2: the field 'name' is missing or wrong" },
	{ "a name with a line's end", "\"name\":\"mail", "\"name\":\"x\\nmail",
	    "line 2: the field 'name' is missing or wrong" },
	{ "a name with a bidi mark", "\"name\":\"mail", "\"name\":\"\xe2\x80\xaemail",
	    "line 2: the field 'name' is missing or wrong" },
	{ "a name that is no UTF-8", "\"name\":\"mail", "\"name\":\"\xff",
	    "line 2: this is no JSON object" },
	{ "a name with a NUL", "\"name\":\"mail", "\"name\":\"\\u0000mail",
	    "line 2: this is no JSON object" },
	{ "a name that is a number", "\"name\":\"mail.example.test\"", "\"name\":7",
	    "line 2: the field 'name' is missing or wrong" },
	{ "no yes or no", "\"complete\":true", "\"complete\":1",
	    "line 2: the field 'complete' is missing or wrong" },
	{ "a negative time", "\"resolve_us\":4200", "\"resolve_us\":-1",
	    "line 2: the field 'resolve_us' is missing or wrong" },
	{ "a time with a fraction", "\"resolve_us\":4200", "\"resolve_us\":4200.0",
	    "line 2: the field 'resolve_us' is missing or wrong" },
	{ "a time beyond all", "\"resolve_us\":4200", "\"resolve_us\":9223372036854775807",
	    "line 2: the field 'resolve_us' is missing or wrong" },
	{ "a number beyond 64 bits", "\"resolve_us\":4200", "\"resolve_us\":18446744073709551617",
	    "line 2: this is no JSON object" },
	{ "a port beyond 16 bits", "\"port\":993", "\"port\":65536",
	    "line 2: the field 'port' is missing or wrong" },
	{ "an unknown service", "\"service\":\"imaps\"", "\"service\":\"gopher\"",
	    "line 2: the field 'service' is missing or wrong" },
	{ "limits that are none", "\"limits\":{", "\"limits\":7,\"x\":{",
	    "line 2: the field 'depth' is missing or wrong" },
	{ "an unknown depth", "\"depth\":\"quick\"", "\"depth\":\"deep\"",
	    "line 2: the field 'depth' is missing or wrong" },
	{ "a negative pace", "\"pace_ms\":0", "\"pace_ms\":-1",
	    "line 2: the field 'pace_ms' is missing or wrong" },
	{ "a bound beyond 32 bits", "\"connections_max\":0", "\"connections_max\":4294967296",
	    "line 2: the field 'connections_max' is missing or wrong" },
	{ "no yes or no about what may upset a server", "\"intrusive\":false",
	    "\"intrusive\":\"no\"", "line 2: the field 'intrusive' is missing or wrong" },
	{ "a connection too few", "\"connections\":2", "\"connections\":3",
	    "line 5: connections of the last host are missing" },
	{ "a connection too many", "\"connections\":2", "\"connections\":1",
	    "line 4: a connection without its host" },
	{ "connections without number", "\"connections\":2", "\"connections\":4294967296",
	    "line 2: the field 'connections' is missing or wrong" },
	{ "a host inside of a host", "{\"type\":\"connection\"",
	    "{\"type\":\"host\"}\n{\"type\":\"connection\"",
	    "line 3: connections of the host before are missing" },
	{ "a second beginning", "{\"type\":\"host\"",
	    "{\"type\":\"begin\",\"format\":\"mailsonde-evidence\",\"version\":1,"
	    "\"program\":\"x\",\"began_at_ms\":1}\n{\"type\":\"host\"",
	    "line 2: it begins a second time" },
	{ "a year of five digits", "\"began_at_ms\":1", "\"began_at_ms\":253402300800000,\"x\":1",
	    "line 1: the field 'began_at_ms' is missing or wrong" },
	{ "a question that is none", "\"question\":\"basics\"", "\"question\":\"why\"",
	    "line 3: the field 'question' is missing or wrong" },
	{ "a login without the basics", "\"question\":\"basics\"", "\"question\":\"login-in-clear\"",
	    "line 3: the field 'question' is missing or wrong" },
	{ "the other mode without the basics", "\"question\":\"basics\"",
	    "\"question\":\"other-mode\"", "line 3: the field 'question' is missing or wrong" },
	{ "a variant beyond 32 bits", "\"question\":\"basics\"",
	    "\"question\":\"basics\",\"variant\":4294967296",
	    "line 3: the field 'variant' is missing or wrong" },
	{ "a mode that is none", "\"mode\":\"implicit\"", "\"mode\":\"maybe\"",
	    "line 3: the field 'mode' is missing or wrong" },
	{ "a port that the host has not", "{\"type\":\"connection\",\"address\":\"192.0.2.25\"",
	    "{\"type\":\"connection\",\"address\":\"192.0.2.26\"",
	    "line 3: the field 'port' is missing or wrong" },
	{ "events that are no list", "\"events\":[", "\"events\":7,\"x\":[",
	    "line 3: the field 'events' is missing or wrong" },
	{ "an event that is no object", "\"events\":[", "\"events\":[7,",
	    "line 3: the field 'at_us' is missing or wrong" },
	{ "an event of another kind", "\"event\":\"connected\"", "\"event\":\"exploded\"",
	    "line 3: the field 'event' is missing or wrong" },
	{ "a step that is none", "\"step\":\"connect\"", "\"step\":\"fly\"",
	    "line 3: the field 'step' is missing or wrong" },
	{ "a reply that is none", "\"reply\":\"capable\"", "\"reply\":\"perhaps\"",
	    "line 3: the field 'reply' is missing or wrong" },
	{ "bytes that are no hexadecimal", "\"text\":\"* OK", "\"hex\":\"zz\",\"text\":\"* OK",
	    "line 3: the field 'hex' is missing or wrong" },
	{ "a text that is none", "\"text\":\"* OK", "\"text\":7,\"x\":\"",
	    "line 3: the field 'text' is missing or wrong" },
	{ "no session", "\"session\":{", "\"sitting\":{",
	    "line 3: the field 'session' is missing or wrong" },
	{ "a session that is none", "\"session\":{", "\"session\":7,\"x\":{",
	    "line 3: the field 'version' is missing or wrong" },
	{ "a trust that is none", "\"trust\":\"unknown\"", "\"trust\":\"blind\"",
	    "line 3: the field 'trust' is missing or wrong" },
	{ "more certificates than there are", "\"chain_sent\":1", "\"chain_sent\":0",
	    "line 3: the field 'chain_sent' is missing or wrong" },
	{ "certificates without end", "\"chain\":[",
	    "\"chain\":[\"\",\"\",\"\",\"\",\"\",\"\",\"\",\"\",\"\",\"\",\"\",\"\",",
	    "line 3: the field 'chain' is missing or wrong" },
	{ "a certificate that is no hexadecimal", "\"chain\":[\"30", "\"chain\":[\"3g",
	    "line 3: the field 'chain' is missing or wrong" },
	{ "an elapsed time that is none", "\"end\",\"elapsed_us\":412345",
	    "\"end\",\"elapsed_us\":null", "line 5: the field 'elapsed_us' is missing or wrong" },
	{ "a second end", "{\"type\":\"end\"", "{\"type\":\"end\",\"elapsed_us\":1}\n{\"type\":\"end\"",
	    "line 6: there is more behind the end" },
};
/* clang-format on */

START_TEST(a_changed_file_is_not_taken_and_says_where)
{
	ck_assert_msg(
	    !replay(span_of(with(changes[_i].old, changes[_i].new))), "%s", changes[_i].name);
	ck_assert_msg(
	    strcmp(problem, changes[_i].problem) == 0, "%s: %s", changes[_i].name, problem);
	ck_assert_msg(hosts <= 1, "%s", changes[_i].name);
}
END_TEST

/* Evidence of the sample's second port alone, with so many connections. */
static const char *
evidence_of(unsigned connections)
{
	struct host_record *list = &sample;
	struct port_record *port = &sample.ports[sample.ports_len - 1];
	struct transcript *transcripts =
	    arena_alloc(&sample.arena, connections * sizeof(*transcripts));
	struct transcript model = *port->transcripts[QUESTION_BASICS];

	sample.ports = port;
	sample.ports_len = 1;
	model.next = NULL;
	port->transcripts[QUESTION_BASICS] = NULL;
	port->transcripts[QUESTION_CLASSES] = NULL;
	for (unsigned i = 0; i < connections; i++) {
		transcripts[i] = model;
		transcripts[i].question = i % 2 == 0 ? QUESTION_BASICS : QUESTION_CLASSES;
		port_add(port, &transcripts[i]);
	}
	return report_evidence(&list, 1, &report_run);
}

START_TEST(connections_without_end_are_not_taken)
{
	ck_assert_msg(replay(span_of(evidence_of(REPLAY_CONNECTIONS_MAX))), "%s", problem);
	ck_assert_uint_eq(hosts, 1);
	ck_assert(!replay(span_of(evidence_of(REPLAY_CONNECTIONS_MAX + 1))));
	ck_assert_str_eq(problem, "line 4099: the field 'connections' is missing or wrong");
}
END_TEST

static const struct {
	const char *name;
	const char *text;
	const char *problem;
} strangers[] = {
	{ "nothing", "", "line 1: this is no evidence file of mailsonde" },
	{ "an empty line", "\n", "line 1: this is no JSON object" },
	{ "a word", "hello", "line 1: it is cut off, or too long" },
	{ "a line", "hello\n", "line 1: this is no JSON object" },
	{ "an empty object", "{}\n", "line 1: this is no evidence file of mailsonde" },
	{ "a report", "{\"format\": \"mailsonde-report\", \"version\": 1}\n",
	    "line 1: this is no evidence file of mailsonde" },
	{ "binary",
	    "\x7f"
	    "ELF\x02\x01\x01\n",
	    "line 1: this is no JSON object" },
	{ "a deep nest", "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[\n",
	    "line 1: this is no JSON object" },
};

START_TEST(other_files_are_not_taken)
{
	ck_assert_msg(!replay(span_of(strangers[_i].text)), "%s", strangers[_i].name);
	ck_assert_msg(
	    strcmp(problem, strangers[_i].problem) == 0, "%s: %s", strangers[_i].name, problem);
	ck_assert_uint_eq(hosts, 0);
}
END_TEST

START_TEST(a_file_of_nothing_but_brackets_does_not_overflow_the_stack)
{
	size_t len = 3 * 1024 * 1024;
	char *text = arena_alloc(&arena, len + 2);

	memset(text, '[', len);
	text[len] = '\n';
	ck_assert(!replay(span_of(text)));
	ck_assert_str_eq(problem, "line 1: this is no JSON object");
}
END_TEST

START_TEST(a_line_without_end_is_not_taken)
{
	size_t len = (size_t)REPLAY_LINE_MAX + 10;
	char *text = arena_alloc(&arena, len + 1);

	memset(text, ' ', len);
	ck_assert(!replay((struct span){ (const uint8_t *)text, len }));
	ck_assert_str_eq(problem, "line 1: it is cut off, or too long");
}
END_TEST

/* What a client checks is known better from version to version. What its hello was is in the
 * answers. */
START_TEST(a_built_in_client_has_the_checks_of_today_and_the_hello_of_then)
{
	const struct client *today = client_of(client_by_name(span_of("python-3")), &arena);
	struct client then = *today;

	then.checks.rsa_bits_min = 512;
	replay_client(&then);
	ck_assert_uint_eq(suites_len, today->hello.suites.len);
	ck_assert_uint_eq(rsa_bits_min, today->checks.rsa_bits_min);
	then.hello.suites.len = 1;
	replay_client(&then);
	ck_assert_uint_eq(suites_len, 1);
}
END_TEST

Suite *
suite(void)
{
	Suite *s = suite_create("replay");
	TCase *tcase = tcase_create("core");

	tcase_add_checked_fixture(tcase, set_up, tear_down);
	tcase_add_test(tcase, a_good_file_gives_its_hosts_and_its_run);
	tcase_add_test(tcase, a_file_of_the_first_version_can_still_be_read);
	tcase_add_loop_test(
	    tcase, a_changed_file_is_not_taken_and_says_where, 0, COUNT_OF(changes));
	tcase_add_test(tcase, connections_without_end_are_not_taken);
	tcase_add_loop_test(tcase, other_files_are_not_taken, 0, COUNT_OF(strangers));
	tcase_add_test(tcase, a_file_of_nothing_but_brackets_does_not_overflow_the_stack);
	tcase_add_test(tcase, a_line_without_end_is_not_taken);
	tcase_add_test(tcase, a_built_in_client_has_the_checks_of_today_and_the_hello_of_then);
	suite_add_tcase(s, tcase);
	return s;
}
