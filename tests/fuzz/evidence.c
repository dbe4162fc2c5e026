/* SPDX-License-Identifier: MIT */
/*
 * Aims at replay_read, and at all that is done with what a file says: digest, judge, report. No
 * report may hold a byte that a terminal or a parser could be fooled with, and evidence that is
 * written again must be readable again.
 */
#include "report/evidence.h"
#include "base/text.h"
#include "fuzz.h"
#include "probe/diagnose.h"
#include "probe/digest.h"
#include "report/diagnosis_json.h"
#include "report/json.h"
#include "report/replay.h"
#include "report/text.h"

#include <jansson.h>
#include <string.h>

struct written {
	FILE *text;
	FILE *json;
	FILE *evidence;
	bool has_hosts;
};

static const struct judging judging = { .policy = &policy_plain, .fail_on = SEVERITY_HIGH };

/* The evidence of a diagnosis is told in another way. */
static void
tell_diagnosis(struct host_record *host, struct written *written)
{
	static const struct run run = { .version = "mailsonde fuzz" };
	struct arena *arena = &host->arena;
	size_t len = host->ports_len;
	struct port_facts *facts = arena_alloc(arena, (len + 1) * sizeof(*facts));
	struct diagnosis *diagnoses = arena_alloc(arena, (len + 1) * sizeof(*diagnoses));
	struct answer_to_why *answers = arena_alloc(arena, (len + 1) * sizeof(*answers));
	struct diagnosis_result result = { .host = host, .answers = answers };
	FILE *json = fopen("/dev/null", "w");

	for (size_t i = 0; i < len; i++) {
		digest_port(&host->ports[i], arena, &facts[i]);
		diagnose_read(&facts[i], arena, &diagnoses[i]);
	}
	for (size_t i = 0; i < len; i++)
		diagnosis_judge(&(struct case_file){ .host = host,
				    .diagnosis = &diagnoses[i],
				    .all = diagnoses,
				    .arena = arena },
		    &answers[i]);
	diagnosis_text(written->text, false, &result);
	diagnosis_json(json, &run, &result);
	fclose(json);
}

static void
on_host(void *context, struct host_record *host)
{
	struct written *written = context;
	struct result result = {
		.host = host,
		.facts = arena_alloc(
		    &host->arena, (host->ports_len + 1) * sizeof(struct port_facts)),
		.judgements =
		    arena_alloc(&host->arena, (host->ports_len + 1) * sizeof(struct judgement)),
		.judging = &judging,
	};

	for (size_t i = 0; i < host->ports_len; i++)
		digest_port(&host->ports[i], &host->arena, &result.facts[i]);
	judge_host(host, result.facts, judging.policy, &host->arena, result.judgements);
	text_host(written->text, false, &result);
	json_host(written->json, !written->has_hosts, &result);
	if (host->ports_len > 0 && host->ports[0].limits.is_diagnosis)
		tell_diagnosis(host, written);
	evidence_host(written->evidence, host);
	written->has_hosts = true;
}

static void
on_host_again(void *context, struct host_record *host)
{
	(void)context;
	(void)host;
}

static bool
read_evidence(struct span text, replay_listener *listener, void *context, struct run *run)
{
	FILE *in =
	    text.len == 0 ? NULL : fmemopen((void *)(uintptr_t)text.data, text.len, "rb");
	struct arena arena;
	const char *problem = NULL;
	bool is_good = false;

	arena_init(&arena);
	if (in != NULL) {
		is_good = replay_read(in, listener, context, run, &arena, &problem);
		MUST(is_good == (problem == NULL));
		fclose(in);
	}
	/* Its version lives in the arena. */
	run->version = "0";
	arena_clear(&arena);
	return is_good;
}

static void
check_text(const char *text)
{
	while (*text != '\0') {
		size_t len = strcspn(text, "\n");

		MUST(text_is_plain((struct span){ (const uint8_t *)text, len }));
		text += len + (text[len] == '\n' ? 1 : 0);
	}
}

static void
check_json(const char *text, size_t len)
{
	json_t *document = json_loadb(text, len, JSON_REJECT_DUPLICATES, NULL);

	MUST(document != NULL);
	json_decref(document);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	char *texts[3] = { NULL };
	size_t lens[3];
	struct written written = { .text = open_memstream(&texts[0], &lens[0]),
		.json = open_memstream(&texts[1], &lens[1]),
		.evidence = open_memstream(&texts[2], &lens[2]) };
	struct run run = { .version = "0" };
	struct totals totals = { 0 };
	struct arena arena;
	bool is_good;

	arena_init(&arena);
	json_begin(written.json, &judging);
	evidence_begin(written.evidence, &run);
	is_good = read_evidence((struct span){ data, len }, on_host, &written, &run);
	text_run(written.text, &run);
	json_end(written.json, &run, &totals, &arena);
	evidence_end(written.evidence, &run);
	fclose(written.text);
	fclose(written.json);
	fclose(written.evidence);
	check_text(texts[0]);
	check_json(texts[1], lens[1]);
	if (is_good)
		MUST(read_evidence((struct span){ (const uint8_t *)texts[2], lens[2] },
		    on_host_again, NULL, &run));
	for (size_t i = 0; i < COUNT_OF(texts); i++)
		free(texts[i]);
	arena_clear(&arena);
	return 0;
}
