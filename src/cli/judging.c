/* SPDX-License-Identifier: MIT */
#include "cli/judging.h"

#include "base/text.h"
#include "cli/whole_file.h"
#include "report/baseline_file.h"
#include "rules/policies.h"
#include "rules/policy_file.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

enum { NAME_MOST = 1000 }; /* of a file's name in a sentence about it */

static const char *
said(struct arena *arena, const char *path)
{
	return text_escape(arena, span_of(path), NAME_MOST);
}

static const char *
read_policy_file(const char *path, struct arena *arena, struct policy *policy)
{
	struct buffer bytes;
	const char *problem;

	buffer_init(&bytes, POLICY_FILE_MAX + WHOLE_FILE_SPARE);
	problem = whole_file_read(path, POLICY_FILE_MAX, &bytes);
	if (problem != NULL) {
		problem = arena_printf(arena,
		    "--policy %s: neither a built-in policy (%s) nor a file that can be "
		    "read: %s",
		    said(arena, path), policy_names(arena), problem);
	} else {
		problem = policy_read(buffer_span(&bytes), arena, policy);
		if (problem != NULL)
			problem =
			    arena_printf(arena, "--policy %s: %s", said(arena, path), problem);
	}
	buffer_clear(&bytes);
	return problem;
}

static const char *
read_policy(const struct options *options, struct arena *arena, struct policy *policy)
{
	const char *name = options->policy == NULL ? "default" : options->policy;
	const struct policy_text *text = policy_by_name(span_of(name));

	return text != NULL ? policy_read(span_of(text->text), arena, policy)
	                    : read_policy_file(name, arena, policy);
}

static const char *
read_ignored(const struct options *options, struct arena *arena, struct policy *policy)
{
	for (size_t i = 0; i < options->ignored_len; i++) {
		const char *problem =
		    policy_accept(policy, span_of(options->ignored[i]), NULL, arena);

		if (problem != NULL)
			return arena_printf(arena, "--ignore: %s", problem);
	}
	return NULL;
}

static const char *
read_baseline(const struct options *options, struct arena *arena, struct baseline *baseline)
{
	const char *path = options->baseline;
	FILE *file = fopen(path, "r");
	const char *problem = NULL;

	if (file == NULL)
		return arena_printf(
		    arena, "--baseline %s: %s", said(arena, path), strerror(errno));
	if (!baseline_file_read(file, arena, baseline, &problem))
		problem = arena_printf(arena, "--baseline %s: %s", said(arena, path), problem);
	fclose(file);
	return problem;
}

const char *
judging_read(const struct options *options, struct judging *judging, struct arena *arena)
{
	struct policy *policy = arena_alloc(arena, sizeof(*policy));
	struct baseline *baseline = NULL;
	const char *problem = read_policy(options, arena, policy);

	if (problem == NULL)
		problem = read_ignored(options, arena, policy);
	if (problem == NULL && options->baseline != NULL) {
		baseline = arena_alloc(arena, sizeof(*baseline));
		problem = read_baseline(options, arena, baseline);
	}
	if (problem != NULL)
		return problem;
	*judging = (struct judging){
		.policy = policy,
		.baseline = baseline,
		.fail_on = options->fail_on == SEVERITY_OFF ? SEVERITY_HIGH : options->fail_on,
	};
	return NULL;
}
