/* SPDX-License-Identifier: MIT */
/*
 * Aims at baseline_file_read. Whatever is in the file, it gives a baseline or one sentence; and
 * what it gives is plain text, of severities and ports that there are.
 */
#include "base/text.h"
#include "fuzz.h"
#include "report/baseline_file.h"

static void
check_text(const char *text)
{
	MUST(text != NULL);
	MUST(text_is_plain(span_of(text)));
}

static void
check_baseline(const struct baseline *baseline)
{
	check_text(baseline->made_at);
	if (baseline->lack != NULL)
		check_text(baseline->lack);
	for (size_t i = 0; i < baseline->ports_len; i++) {
		check_text(baseline->ports[i].host);
		check_text(baseline->ports[i].address);
		MUST(baseline->ports[i].port > 0);
	}
	for (size_t i = 0; i < baseline->len; i++) {
		const struct baseline_finding *finding = &baseline->findings[i];

		check_text(finding->host);
		check_text(finding->address);
		check_text(finding->service);
		check_text(finding->id);
		check_text(finding->evidence);
		check_text(finding->title);
		MUST(finding->port > 0);
		MUST(finding->severity > SEVERITY_OFF && finding->severity < SEVERITY_COUNT);
	}
}

/* Compared with a host that has nothing, nothing is new and nothing is gone. */
static void
compare(const struct baseline *baseline, struct arena *arena)
{
	struct host_record host = { .name = "mail.example.test" };
	struct goings goings;

	baseline_compare(baseline, &host, NULL);
	goings = baseline_goings(baseline, &host, NULL, arena);
	MUST(goings.len == 0 && goings.not_known == 0 && goings.not_asked <= baseline->len);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	FILE *in = len == 0 ? NULL : fmemopen((void *)(uintptr_t)data, len, "rb");
	struct baseline baseline;
	const char *problem = NULL;
	struct arena arena;

	if (in == NULL)
		return 0;
	arena_init(&arena);
	if (baseline_file_read(in, &arena, &baseline, &problem)) {
		MUST(problem == NULL);
		check_baseline(&baseline);
		compare(&baseline, &arena);
	} else {
		check_text(problem);
	}
	fclose(in);
	arena_clear(&arena);
	return 0;
}
