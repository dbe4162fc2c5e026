/* SPDX-License-Identifier: MIT */
/* What follows from several options together. */
#include "cli/credentials.h"
#include "rules/policies.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static bool
is_stream(const char *path)
{
	return path != NULL && strcmp(path, "-") == 0;
}

/* The same name, or one file under two names. */
bool
options_same_file(const char *a, const char *b)
{
	struct stat first;
	struct stat second;

	if (a == NULL || b == NULL)
		return false;
	if (strcmp(a, b) == 0)
		return true;
	return !is_stream(a) && !is_stream(b) && stat(a, &first) == 0 &&
	       stat(b, &second) == 0 && S_ISREG(first.st_mode) &&
	       first.st_dev == second.st_dev && first.st_ino == second.st_ino;
}

static const char *
settle_outputs(struct options *options)
{
	bool has_stdout = false;

	for (size_t i = 0; i < OUTPUT_KINDS; i++)
		has_stdout = has_stdout || options_same_file(options->files[i], "-");
	if (options->files[OUTPUT_TEXT] == NULL && !options->is_quiet && !has_stdout)
		options->files[OUTPUT_TEXT] = "-";
	for (size_t i = 0; i < OUTPUT_KINDS; i++)
		for (size_t k = 0; k < i; k++)
			if (options_same_file(options->files[i], options->files[k]))
				return "two reports cannot go to the same place";
	return NULL;
}

/* What a user wrote or kept is not to be lost by a slip: reports are opened for writing from
 * their beginning. */
static const char *
settle_inputs(const struct options *options)
{
	bool is_built_in =
	    options->policy != NULL && policy_by_name(span_of(options->policy)) != NULL;
	const struct {
		const char *path;
		const char *problem;
	} inputs[] = {
		{ is_built_in ? NULL : options->policy,
		    "a report would overwrite the policy that it is judged by" },
		{ options->baseline,
		    "a report would overwrite the baseline that it is compared with" },
		{ options->ca_file, "a report would overwrite the file of --ca-file" },
		{ options->is_secret_in_file ? options->secret_place : NULL,
		    "a report would overwrite the file of the secret" },
	};

	for (size_t i = 0; i < COUNT_OF(inputs); i++)
		for (size_t k = 0; k < OUTPUT_KINDS; k++)
			if (!is_stream(options->files[k]) &&
			    options_same_file(inputs[i].path, options->files[k]))
				return inputs[i].problem;
	for (size_t i = 0; i < options->limits.clients_len; i++)
		for (size_t k = 0; k < OUTPUT_KINDS; k++)
			if (!is_stream(options->files[k]) &&
			    options_same_file(options->client_files[i], options->files[k]))
				return "a report would overwrite the profile of a client";
	return NULL;
}

static const char *
settle_colour(struct parsing *parsing)
{
	const char *when = parsing->color == NULL ? "auto" : parsing->color;
	const char *no_color = getenv("NO_COLOR");

	if (strcmp(when, "auto") != 0 && strcmp(when, "always") != 0 &&
	    strcmp(when, "never") != 0)
		return arena_printf(parsing->arena,
		    "--color knows auto, always and never, not '%s'",
		    options_quote(parsing, when));
	parsing->options->has_colour =
	    strcmp(when, "always") == 0 ||
	    (strcmp(when, "auto") == 0 && (no_color == NULL || *no_color == '\0') &&
		options_same_file(parsing->options->files[OUTPUT_TEXT], "-") &&
		isatty(STDOUT_FILENO) == 1);
	return NULL;
}

static const char *
settle_family(struct parsing *parsing)
{
	struct options *options = parsing->options;
	bool is_ipv6;

	if (parsing->has_ipv4 && parsing->has_ipv6)
		return "-4 and -6 leave nothing to ask";
	options->family = parsing->has_ipv4   ? SCAN_IPV4
	                  : parsing->has_ipv6 ? SCAN_IPV6
	                                      : SCAN_ANY_FAMILY;
	if (options->bind == NULL)
		return NULL;
	if (!target_is_address(options->bind))
		return arena_printf(parsing->arena, "--bind wants an address, not '%s'",
		    options_quote(parsing, options->bind));
	is_ipv6 = strchr(options->bind, ':') != NULL;
	if ((parsing->has_ipv4 && is_ipv6) || (parsing->has_ipv6 && !is_ipv6))
		return "--bind has an address of the other family than -4 or -6";
	return NULL;
}

/* This machine's own name if it is a full one; else one that says that it is none (RFC 6761).
 */
static const char *
own_name(struct arena *arena)
{
	char name[256] = "";
	const char *checked;

	if (gethostname(name, sizeof(name) - 1) != 0)
		return "mailsonde.invalid";
	checked = target_host_name(span_of(name), arena);
	return checked != NULL && strchr(checked, '.') != NULL ? checked : "mailsonde.invalid";
}

static const char *
settle_limits(struct limits *limits)
{
	enum { STANDARD_MAX = 40, FULL_MAX = 600 };

	if (limits->is_intrusive && limits->depth != DEPTH_FULL)
		return "--intrusive belongs to --depth full";
	if (limits->connections_max == 0)
		limits->connections_max = limits->depth == DEPTH_FULL ? FULL_MAX : STANDARD_MAX;
	return NULL;
}

const char *
options_settle(struct parsing *parsing)
{
	struct options *options = parsing->options;
	struct patience *patience = &options->patience;
	const char *problem = settle_outputs(options);

	if (problem == NULL)
		problem = settle_inputs(options);
	if (problem == NULL)
		problem = settle_colour(parsing);
	if (problem == NULL)
		problem = settle_family(parsing);
	if (problem == NULL)
		problem = settle_limits(&options->limits);
	if (problem == NULL)
		problem = credentials_settle(options);
	if (options->name == NULL)
		options->name = own_name(parsing->arena);
	patience->total_us = patience->greeting_us + 6 * patience->idle_us;
	options->has_progress = !options->is_quiet && isatty(STDERR_FILENO) == 1;
	return problem;
}
