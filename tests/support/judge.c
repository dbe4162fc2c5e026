/* SPDX-License-Identifier: MIT */
#include "support/judge.h"

#include "base/text.h"
#include "support/player.h"

#include <check.h>
#include <string.h>

enum { WIDTH = 80, INDENT = 6 };

void
judge_init(struct judge *judge, const char *scheme)
{
	*judge = (struct judge){
		.session = { .version = "TLS 1.3",
		    .suite = "TLS_AES_256_GCM_SHA384",
		    .group = "X25519",
		    .signature = "ECDSA-SECP256R1-SHA256",
		    .alpn = "",
		    .trust_source = "test" },
	};
	arena_init(&judge->arena);
	judge->record.endpoint = (struct endpoint){
		.scheme = scheme_by_name(span_of(scheme)),
		.address = "192.0.2.25",
		.server_name = PLAYER_HOST,
	};
	judge->record.endpoint.port = judge->record.endpoint.scheme->port;
	judge->facts = (struct port_facts){
		.record = &judge->record,
		.state = PORT_OK,
		.mode = judge->record.endpoint.scheme->mode,
		.starttls_advertised = { .value = ANSWER_YES },
		.starttls_works = { .value = ANSWER_YES },
		.has_session = true,
		.session = &judge->session,
		.login = { .verdict = LOGIN_NONE },
	};
}

void
judge_clear(struct judge *judge)
{
	arena_clear(&judge->arena);
}

struct failure *
judge_fail(struct judge *judge, enum stage stage, enum outcome outcome)
{
	struct failure *failure = &judge->facts.failures[judge->facts.failures_len++];

	judge->facts.state = PORT_FAILED;
	failure->stage = stage;
	failure->outcome = outcome;
	return failure;
}

/* How each problem must be told: the title as a clause, the advice in sentences, the last line
 * short enough for a terminal, the evidence in print. */
static void
check_form(const struct problem *problem)
{
	const struct rule *rule = problem->rule;
	size_t id_len = strlen(rule->id);
	size_t title_len = strlen(rule->title);
	size_t advice_len = strlen(rule->advice);

	ck_assert_msg(
	    strspn(rule->id, "abcdefghijklmnopqrstuvwxyz0123456789-") == id_len && id_len > 0,
	    "id '%s'", rule->id);
	ck_assert_msg(title_len > 0 && strchr(".:!", rule->title[title_len - 1]) == NULL,
	    "title '%s'", rule->title);
	ck_assert_msg(
	    rule->title[0] >= 'a' && rule->title[0] <= 'z', "title '%s'", rule->title);
	ck_assert_msg(
	    advice_len > 0 && rule->advice[advice_len - 1] == '.', "advice '%s'", rule->advice);
	ck_assert_msg(strstr(rule->advice, "  ") == NULL, "advice '%s'", rule->advice);
	ck_assert_msg(
	    strncmp(rule->reference, "RFC ", 4) == 0, "%s: '%s'", rule->id, rule->reference);
	ck_assert_msg(INDENT + strlen("[; ]") + id_len + strlen(rule->reference) <= WIDTH,
	    "%s: '%s' is too long", rule->id, rule->reference);
	ck_assert_msg(problem->evidence == NULL || text_is_plain(span_of(problem->evidence)),
	    "%s: evidence '%s'", rule->id, problem->evidence);
	ck_assert_msg(problem->severity >= SEVERITY_INFO && problem->severity < SEVERITY_COUNT,
	    "%s: severity", rule->id);
}

void
judge_now(struct judge *judge)
{
	problems_of_port(&judge->facts, &judge->arena, &judge->problems);
	for (size_t i = 0; i < judge->problems.len; i++)
		check_form(&judge->problems.list[i]);
}

const struct problem *
judge_find(const struct judge *judge, const char *id)
{
	for (size_t i = 0; i < judge->problems.len; i++)
		if (strcmp(judge->problems.list[i].rule->id, id) == 0)
			return &judge->problems.list[i];
	return NULL;
}

void
titles_read(struct titles *titles, struct arena *arena, const char *topic)
{
	static const char mark[] = ".title = \"";
	const char *path = arena_printf(arena, "../src/rules/%s.c", topic);
	const char *at = strstr(read_test_file(arena, path), mark);

	*titles = (struct titles){ 0 };
	for (; at != NULL; at = strstr(at, mark)) {
		at += strlen(mark);
		ck_assert_uint_lt(titles->len, TITLES_MAX);
		titles->list[titles->len++] = arena_string(arena,
		    (struct span){ .data = (const uint8_t *)at, .len = strcspn(at, "\"") });
	}
	ck_assert_msg(titles->len > 0, "no rules in %s", path);
}

void
titles_see(struct titles *titles, const struct problems *problems)
{
	for (size_t p = 0; p < problems->len; p++) {
		const char *title = problems->list[p].rule->title;
		bool is_known = false;

		for (size_t i = 0; i < titles->len; i++)
			if (strcmp(titles->list[i], title) == 0)
				is_known = titles->seen[i] = true;
		ck_assert_msg(is_known, "'%s' is not in the file", title);
	}
}

void
titles_check(const struct titles *titles)
{
	for (size_t i = 0; i < titles->len; i++)
		ck_assert_msg(titles->seen[i], "no case raises '%s'", titles->list[i]);
}
