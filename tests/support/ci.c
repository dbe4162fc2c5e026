/* SPDX-License-Identifier: MIT */
#include "support/ci.h"

#include "report/junit.h"
#include "report/sarif.h"
#include "report/summary.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct finding *
finding_of(struct standings *standings, const char *id)
{
	size_t place = rule_place(rule_by_id(span_of(id)));

	return &standings->judge.judgements[0].findings[place];
}

static bool
is_wanted(const char *id)
{
	static const char *const ids[] = { "tls-sslv2", "tls-sslv3", "tls-10", "tls-11",
		"tls-13-missing" };

	for (size_t i = 0; i < COUNT_OF(ids); i++)
		if (strcmp(ids[i], id) == 0)
			return true;
	return false;
}

/* What other rules say of such a port is not this one's matter. */
static void
leave_out_others(struct judgement *judgement)
{
	size_t len = 0;

	for (size_t i = 0; i < judgement->bad_len; i++)
		if (is_wanted(judgement->bad[i]->rule->id))
			judgement->bad[len++] = judgement->bad[i];
		else
			judgement->bad[i]->ruling = ruling_good();
	judgement->bad_len = len;
}

static void
arrange(struct standings *standings)
{
	struct answer *versions = standings->judge.ports[0].negotiation.versions;

	for (size_t i = 0; i < TLS_VERSION_12; i++)
		versions[i] = (struct answer){ .value = ANSWER_YES };
	versions[TLS_VERSION_13] = (struct answer){ .value = ANSWER_NO };
}

static void
stand(struct standings *standings)
{
	leave_out_others(&standings->judge.judgements[0]);
	finding_of(standings, "tls-sslv2")->change = CHANGE_NEW;
	finding_of(standings, "tls-sslv2")->severity = SEVERITY_CRITICAL;
	finding_of(standings, "tls-sslv3")->acceptance = &standings->acceptance;
	finding_of(standings, "tls-10")->change = CHANGE_NONE;
	finding_of(standings, "tls-10")->severity = SEVERITY_HIGH;
	finding_of(standings, "tls-11")->change = CHANGE_WORSE;
	finding_of(standings, "tls-11")->severity = SEVERITY_MEDIUM;
	finding_of(standings, "tls-11")->ruling.evidence = "it said [this](that) and {0}";
	finding_of(standings, "tls-13-missing")->part_of = finding_of(standings, "tls-sslv2");
	finding_of(standings, "tls-12-missing")->ruling = ruling_unknown("a test says so");
}

void
standings_make(struct standings *standings)
{
	judge_init(&standings->judge, "submission");
	standings->judging = (struct judging){
		.policy = &standings->judge.policy,
		.fail_on = SEVERITY_HIGH,
	};
	standings->acceptance = (struct acceptance){
		.reason = "old\x1b[31m printers ]]>\n\xff\xef\xbf\xbf & <\"them\">",
	};
	standings->gone[0] = (struct gone){ .host = standings->judge.host.name,
		.address = "192.0.2.25",
		.port = 587,
		.service = "submission",
		.id = "auth-plaintext-advertised",
		.severity = SEVERITY_HIGH,
		.title = "advertises a login before TLS" };
	standings->gone[1] = (struct gone){ .host = "\x1b[2J<host>\xff",
		.address = "\x1b<address>",
		.port = 25,
		.service = "<service>\x07",
		.id = "no-such-id\"\xfe",
		.severity = SEVERITY_LOW,
		.title = "[title](https://evil.example) {0}\r\n\xc0" };
	standings->result = (struct result){
		.host = &standings->judge.host,
		.facts = standings->judge.ports,
		.judgements = standings->judge.judgements,
		.judging = &standings->judging,
		.gone_len = 2,
		.gone = standings->gone,
	};
	arrange(standings);
	judge_now(&standings->judge);
	stand(standings);
}

void
standings_clear(struct standings *standings)
{
	judge_clear(&standings->judge);
}

/* Closes the stream that wrote the text, and moves that into the arena. */
static const char *
take(const struct result *results, FILE *stream, char **text)
{
	const char *copy;

	if (fclose(stream) != 0)
		abort();
	copy = arena_string(&results[0].host->arena, span_of(*text));
	free(*text);
	return copy;
}

const char *
ci_junit(const struct result *results, size_t count, const struct run *run)
{
	char *text = NULL;
	size_t len;
	FILE *stream = open_memstream(&text, &len);

	junit_begin(stream);
	for (size_t i = 0; i < count; i++)
		junit_host(stream, &results[i]);
	junit_end(stream, run);
	return take(results, stream, &text);
}

const char *
ci_sarif(const struct result *results, size_t count, const struct run *run)
{
	struct sarif sarif;
	char *text = NULL;
	size_t len;
	FILE *stream = open_memstream(&text, &len);

	sarif_begin(&sarif, stream);
	for (size_t i = 0; i < count; i++)
		sarif_host(&sarif, &results[i]);
	sarif_end(&sarif, run);
	return take(results, stream, &text);
}

const char *
ci_summary(const struct result *results, size_t count, const struct run *run)
{
	char *text = NULL;
	size_t len;
	FILE *stream = open_memstream(&text, &len);

	for (size_t i = 0; i < count; i++)
		summary_host(stream, &results[i]);
	summary_end(stream, run);
	return take(results, stream, &text);
}
