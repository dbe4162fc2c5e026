/* SPDX-License-Identifier: MIT */
/* Real sockets on loopback: servers that play scenes, and a scan of them on the same loop. */
#include "net/scan.h"

#include "net/server.h"
#include "probe/digest.h"
#include "support/player.h"
#include "support/suite.h"

#include <signal.h>
#include <string.h>
#include <unistd.h>

enum { SERVERS_MAX = 4 };

struct stage_set {
	struct arena arena;
	uv_loop_t loop;
	struct authority *authority;
	struct trust_store *trust;
	struct server *servers[SERVERS_MAX];
	size_t servers_len;
	struct target_list targets;
	struct scan_settings settings;
	unsigned hosts;
	struct {
		char name[64];
		enum port_state states[SERVERS_MAX];
		enum outcome outcomes[SERVERS_MAX];
		enum login_verdict logins[SERVERS_MAX];
		bool is_complete;
		bool has_problem;
	} seen[8];
};

static void
on_host(void *context, struct host_record *host)
{
	struct stage_set *set = context;
	size_t at = set->hosts++;

	ck_assert_uint_lt(at, COUNT_OF(set->seen));
	strncpy(set->seen[at].name, host->name, sizeof(set->seen[at].name) - 1);
	set->seen[at].is_complete = host->is_complete;
	set->seen[at].has_problem = host->resolve_words != NULL;
	for (size_t i = 0; i < host->ports_len && i < SERVERS_MAX; i++) {
		struct port_facts facts;

		digest_port(&host->ports[i], &host->arena, &facts);
		set->seen[at].states[i] = facts.state;
		set->seen[at].outcomes[i] =
		    facts.failures_len > 0 ? facts.failures[0].outcome : OUTCOME_NONE;
		set->seen[at].logins[i] = facts.login.verdict;
	}
}

static void
set_up(struct stage_set *set)
{
	memset(set, 0, sizeof(*set));
	ck_assert_int_eq(uv_loop_init(&set->loop), 0);
	set->authority = authority_new(PLAYER_HOST, PLAYER_NOW);
	set->trust = trust_store_new_text(authority_pem(set->authority), "test");
	target_list_init(&set->targets, &set->arena);
	set->settings = (struct scan_settings){
		.conversation = { .name = "probe.example.test",
		    .trust = set->trust,
		    .patience = { .connect_us = 5000000,
			.greeting_us = 5000000,
			.idle_us = 5000000,
			.total_us = 30000000 } },
		.bind = "127.0.0.2",
		.server_name = PLAYER_HOST,
		.host_done = on_host,
		.context = set,
	};
}

/* A server with a scene of the data folder, and a target for it. */
static void
add_server(struct stage_set *set, const char *scheme, const char *scene)
{
	const char *problem = "";
	const char *text = read_test_file(
	    &set->arena, arena_printf(&set->arena, "data/scenes/%s.talk", scene));
	const struct scene *play = scene_read(span_of(text), &set->arena, &problem);
	struct server *server =
	    server_new(&set->loop, "127.0.0.1", 0, play, set->authority, &problem);
	const char *target;

	ck_assert_msg(server != NULL, "%s", problem);
	server_unref(server);
	set->servers[set->servers_len++] = server;
	target = arena_printf(&set->arena, "%s://127.0.0.1:%u", scheme, server_port(server));
	ck_assert_ptr_null(target_add(&set->targets, span_of(target), NULL, 0));
}

static void
tear_down(struct stage_set *set)
{
	for (size_t i = 0; i < set->servers_len; i++)
		server_free(set->servers[i]);
	uv_run(&set->loop, UV_RUN_DEFAULT);
	ck_assert_int_eq(uv_loop_close(&set->loop), 0);
	trust_store_free(set->trust);
	authority_free(set->authority);
	target_list_clear(&set->targets);
	arena_clear(&set->arena);
}

START_TEST(ports_are_asked_side_by_side_in_as_few_connections_as_promised)
{
	struct stage_set set;

	set_up(&set);
	add_server(&set, "smtp", "smtp-healthy");
	add_server(&set, "submissions", "submissions-healthy");
	add_server(&set, "imap", "imap-healthy");
	add_server(&set, "pop3", "pop3-stls-err");
	ck_assert(scan_run(&set.loop, &set.settings, &set.targets));
	ck_assert_uint_eq(set.hosts, 1);
	ck_assert(set.seen[0].is_complete);
	ck_assert_int_eq(set.seen[0].states[0], PORT_OK);
	ck_assert_int_eq(set.seen[0].states[1], PORT_OK);
	ck_assert_int_eq(set.seen[0].states[2], PORT_OK);
	ck_assert_int_eq(set.seen[0].outcomes[3], OUTCOME_REFUSED);
	ck_assert_uint_eq(server_connections(set.servers[0]), 2);
	ck_assert_uint_eq(server_connections(set.servers[1]), 1);
	ck_assert_uint_eq(server_connections(set.servers[2]), 2);
	ck_assert_uint_eq(server_connections(set.servers[3]), 2);
	tear_down(&set);
}
END_TEST

START_TEST(the_servers_own_address_leaves_the_login_unknown)
{
	struct stage_set set;

	set_up(&set);
	set.settings.bind = "127.0.0.1";
	add_server(&set, "smtp", "smtp-healthy");
	ck_assert(scan_run(&set.loop, &set.settings, &set.targets));
	ck_assert_int_eq(set.seen[0].logins[0], LOGIN_NOT_KNOWN);
	tear_down(&set);
}
END_TEST

static const struct {
	const char *scene;
	enum outcome outcome;
} ends[] = {
	{ "smtp-reset-after-220", OUTCOME_RESET_BEFORE_HELLO },
	{ "smtp-reset-with-220", OUTCOME_RESET_BEFORE_HELLO },
	{ "smtp-closed-20ms-after-220", OUTCOME_CLOSED_BEFORE_HELLO },
	{ "smtp-closed-on-hello", OUTCOME_CLOSED },
	{ "smtp-flood-after-220", OUTCOME_PLAINTEXT },
	{ "smtp-endless-line", OUTCOME_TOO_MUCH },
	{ "smtp-flood-inside-tls", OUTCOME_TOO_MUCH },
	{ "smtp-drip", OUTCOME_NONE },
	{ "smtp-greeting-421", OUTCOME_GOODBYE },
};

START_TEST(resets_closes_and_pieces_are_told_on_real_sockets)
{
	struct stage_set set;

	set_up(&set);
	add_server(&set, "smtp", ends[_i].scene);
	ck_assert(scan_run(&set.loop, &set.settings, &set.targets));
	ck_assert_msg(set.seen[0].outcomes[0] == ends[_i].outcome, "%s: %s", ends[_i].scene,
	    outcome_name(set.seen[0].outcomes[0]));
	tear_down(&set);
}
END_TEST

static unsigned rounds;

static void
dawdle(uv_check_t *check)
{
	(void)check;
	if (rounds++ % 2 == 0)
		usleep(100 * 1000);
}

/* The server hangs up before we would go on, and both timers are late together: behind the
 * round of the loop in which we read the 220, which is an even one or an odd one. */
START_TEST(a_machine_that_is_slow_does_not_take_an_end_for_silence)
{
	struct stage_set set;
	uv_check_t check;

	rounds = (unsigned)_i;
	set_up(&set);
	ck_assert_int_eq(uv_check_init(&set.loop, &check), 0);
	ck_assert_int_eq(uv_check_start(&check, dawdle), 0);
	uv_unref((uv_handle_t *)&check);
	add_server(&set, "smtp", "smtp-closed-20ms-after-220");
	ck_assert(scan_run(&set.loop, &set.settings, &set.targets));
	ck_assert_msg(set.seen[0].outcomes[0] == OUTCOME_CLOSED_BEFORE_HELLO, "%s",
	    outcome_name(set.seen[0].outcomes[0]));
	uv_close((uv_handle_t *)&check, NULL);
	tear_down(&set);
}
END_TEST

START_TEST(hosts_are_handed_over_in_the_order_given)
{
	struct stage_set set;

	set_up(&set);
	set.settings.bind = NULL;
	add_server(&set, "smtp", "smtp-drip"); /* slower than those behind it */
	ck_assert_ptr_null(target_add(&set.targets, span_of("imap://127.0.0.77:9"), NULL, 0));
	ck_assert_ptr_null(
	    target_add(&set.targets, span_of("imap://no-such-host.invalid"), NULL, 0));
	ck_assert(scan_run(&set.loop, &set.settings, &set.targets));
	ck_assert_uint_eq(set.hosts, 3);
	ck_assert_str_eq(set.seen[0].name, "127.0.0.1");
	ck_assert_str_eq(set.seen[1].name, "127.0.0.77");
	ck_assert_int_eq(set.seen[1].states[0], PORT_CLOSED);
	ck_assert_str_eq(set.seen[2].name, "no-such-host.invalid");
	ck_assert(set.seen[2].has_problem);
	tear_down(&set);
}
END_TEST

static void
interrupt(void *context, const struct scan_progress *progress)
{
	(void)context;
	if (progress->ports_done > 0)
		kill(getpid(), SIGINT);
}

START_TEST(an_interrupted_scan_hands_over_what_it_knows)
{
	struct stage_set set;

	set_up(&set);
	set.settings.progress = interrupt;
	add_server(&set, "smtp", "smtp-greeting-silent");
	add_server(&set, "submissions", "submissions-healthy");
	ck_assert(!scan_run(&set.loop, &set.settings, &set.targets));
	ck_assert_uint_eq(set.hosts, 1);
	ck_assert(!set.seen[0].is_complete);
	ck_assert_int_eq(set.seen[0].outcomes[0], OUTCOME_INTERRUPTED);
	ck_assert_int_eq(set.seen[0].states[1], PORT_OK);
	tear_down(&set);
}
END_TEST

START_TEST(only_addresses_of_this_machine_can_be_bound)
{
	ck_assert_ptr_null(scan_check_bind("127.0.0.1"));
	ck_assert_ptr_nonnull(scan_check_bind("192.0.2.1"));
	ck_assert_ptr_nonnull(scan_check_bind("localhost"));
}
END_TEST

Suite *
suite(void)
{
	Suite *s = suite_create("scan");
	TCase *tcase = tcase_create("loopback");

	tcase_set_timeout(tcase, 60);
	tcase_add_test(tcase, ports_are_asked_side_by_side_in_as_few_connections_as_promised);
	tcase_add_test(tcase, the_servers_own_address_leaves_the_login_unknown);
	tcase_add_loop_test(
	    tcase, resets_closes_and_pieces_are_told_on_real_sockets, 0, COUNT_OF(ends));
	tcase_add_loop_test(
	    tcase, a_machine_that_is_slow_does_not_take_an_end_for_silence, 0, 2);
	tcase_add_test(tcase, hosts_are_handed_over_in_the_order_given);
	tcase_add_test(tcase, an_interrupted_scan_hands_over_what_it_knows);
	tcase_add_test(tcase, only_addresses_of_this_machine_can_be_bound);
	suite_add_tcase(s, tcase);
	return s;
}
