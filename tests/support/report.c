/* SPDX-License-Identifier: MIT */
#include "support/report.h"

#include "probe/digest.h"
#include "report/evidence.h"
#include "report/json.h"
#include "report/text.h"
#include "support/player.h"
#include "support/samples.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const struct run report_run = {
	.began_at_ms = (int64_t)PLAYER_NOW * 1000,
	.elapsed_us = 412345,
	.version = "mailsonde 0.test",
	.is_complete = true,
};

const struct judging report_judging = {
	.policy = &policy_plain,
	.fail_on = SEVERITY_HIGH,
};

struct result
report_result(struct host_record *host)
{
	struct arena *arena = &host->arena;
	struct result result = {
		.host = host,
		.facts = arena_alloc(arena, sizeof(struct port_facts) * host->ports_len),
		.judgements = arena_alloc(arena, sizeof(struct judgement) * host->ports_len),
		.judging = &report_judging,
	};

	for (size_t i = 0; i < host->ports_len; i++) {
		digest_port(&host->ports[i], arena, &result.facts[i]);
		sample_negotiate(host->name, &result.facts[i]);
	}
	judge_host(host, result.facts, report_judging.policy, arena, result.judgements);
	return result;
}

/* Closes the stream that wrote the text, and moves that into the arena. */
static const char *
take(struct arena *arena, FILE *stream, char **text)
{
	const char *copy;

	if (fclose(stream) != 0)
		abort();
	copy = arena_string(arena, span_of(*text));
	free(*text);
	return copy;
}

const char *
report_text(struct host_record *host, bool has_colour)
{
	struct result result = report_result(host);
	char *text = NULL;
	size_t len;
	FILE *stream = open_memstream(&text, &len);

	text_host(stream, has_colour, &result);
	return take(&host->arena, stream, &text);
}

const char *
report_json(struct host_record *const *hosts, size_t count, const struct run *run)
{
	struct totals totals = { 0 };
	char *text = NULL;
	size_t len;
	FILE *stream = open_memstream(&text, &len);

	json_begin(stream, &report_judging);
	for (size_t i = 0; i < count; i++) {
		struct result result = report_result(hosts[i]);
		struct totals host = totals_of(&result);

		json_host(stream, i == 0, &result);
		totals_add(&totals, &host);
	}
	json_end(stream, run, &totals, &hosts[0]->arena);
	return take(&hosts[0]->arena, stream, &text);
}

const char *
report_evidence(struct host_record *const *hosts, size_t count, const struct run *run)
{
	char *text = NULL;
	size_t len;
	FILE *stream = open_memstream(&text, &len);

	evidence_begin(stream, run);
	for (size_t i = 0; i < count; i++)
		evidence_host(stream, hosts[i]);
	evidence_end(stream, run);
	return take(&hosts[0]->arena, stream, &text);
}

bool
report_replay(struct span evidence, replay_listener *listener, void *context, struct run *run,
    struct arena *arena, const char **problem)
{
	/* A stream over no bytes cannot be had. */
	FILE *in = evidence.len == 0
	               ? fopen("/dev/null", "r")
	               : fmemopen((void *)(uintptr_t)evidence.data, evidence.len, "r");
	bool is_good;

	if (in == NULL)
		abort();
	is_good = replay_read(in, listener, context, run, arena, problem);
	fclose(in);
	return is_good;
}

static void
write_golden(const char *path, const char *text)
{
	FILE *file = fopen(path, "w");

	ck_assert_msg(file != NULL, "%s cannot be written", path);
	ck_assert(fputs(text, file) >= 0);
	ck_assert_int_eq(fclose(file), 0);
}

void
golden_check(const char *file, const char *text)
{
	const char *update = getenv("UPDATE_GOLDEN");
	struct arena arena;
	const char *golden;
	bool is_same;

	arena_init(&arena);
	if (update != NULL && strcmp(update, "1") == 0)
		write_golden(arena_printf(&arena, "%s/data/golden/%s", TESTS_DIR, file), text);
	golden = read_test_file(&arena, arena_printf(&arena, "data/golden/%s", file));
	is_same = strcmp(golden, text) == 0;
	if (!is_same)
		fprintf(stderr,
		    "==== tests/data/golden/%s\n%s==== and now (UPDATE_GOLDEN=1 takes it)\n%s"
		    "====\n",
		    file, golden, text);
	arena_clear(&arena);
	ck_assert_msg(is_same, "%s differs from its golden copy", file);
}
