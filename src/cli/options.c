/* SPDX-License-Identifier: MIT */
#include "cli/options.h"

#include "base/text.h"
#include "cli/target_lists.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
	OPTION_BIND = 256,
	OPTION_CA_FILE,
	OPTION_COLOR,
	OPTION_DEPTH,
	OPTION_EHLO_NAME,
	OPTION_EVIDENCE,
	OPTION_INTRUSIVE,
	OPTION_JSON,
	OPTION_LIST_QUESTIONS,
	OPTION_MAX_CONNECTIONS,
	OPTION_PACE,
	OPTION_PORTS,
	OPTION_SERVER_NAME,
	OPTION_TEXT,
	OPTION_TIMEOUT,
	OPTION_VERSION,
};

enum {
	IDLE_MS = 10 * 1000,
	GREETING_MS =
	    45 * 1000, /* postscreen and tarpits; RFC 5321 would even have 5 minutes */
	TIMEOUT_MIN_MS = 100,
	TIMEOUT_MAX_S = 600,
	CONNECTIONS_MOST = 100000,
	PACE_MAX_S = 3600,
};

static const char short_options[] = ":46hq";

static const struct option long_options[] = {
	{ "bind", required_argument, NULL, OPTION_BIND },
	{ "ca-file", required_argument, NULL, OPTION_CA_FILE },
	{ "color", optional_argument, NULL, OPTION_COLOR },
	{ "depth", required_argument, NULL, OPTION_DEPTH },
	{ "ehlo-name", required_argument, NULL, OPTION_EHLO_NAME },
	{ "evidence", required_argument, NULL, OPTION_EVIDENCE },
	{ "help", no_argument, NULL, 'h' },
	{ "intrusive", no_argument, NULL, OPTION_INTRUSIVE },
	{ "json", optional_argument, NULL, OPTION_JSON },
	{ "list-questions", no_argument, NULL, OPTION_LIST_QUESTIONS },
	{ "max-connections", required_argument, NULL, OPTION_MAX_CONNECTIONS },
	{ "pace", required_argument, NULL, OPTION_PACE },
	{ "ports", required_argument, NULL, OPTION_PORTS },
	{ "quiet", no_argument, NULL, 'q' },
	{ "server-name", required_argument, NULL, OPTION_SERVER_NAME },
	{ "text", optional_argument, NULL, OPTION_TEXT },
	{ "timeout", required_argument, NULL, OPTION_TIMEOUT },
	{ "version", no_argument, NULL, OPTION_VERSION },
	{ 0 },
};

/* What is known before the targets are read. */
struct parsing {
	struct options *options;
	struct arena *arena;
	struct target_port ports[TARGET_PORTS_MAX];
	size_t ports_len;
	const char *color;
	bool asks; /* an option about what to ask was given */
	bool has_ipv4;
	bool has_ipv6;
};

static const char *
quote(struct parsing *parsing, const char *text)
{
	return text_escape(parsing->arena, span_of(text), 80);
}

/* Seconds with at most three decimals. */
static bool
read_milliseconds(const char *text, uint64_t most_s, uint64_t *ms)
{
	const char *dot = strchr(text, '.');
	struct span whole = span_of(text);
	uint64_t seconds = 0;
	uint64_t fraction = 0;
	size_t decimals = dot == NULL ? 0 : strlen(dot + 1);

	if (dot != NULL)
		whole.len = (size_t)(dot - text);
	if (!text_number(whole, 0, most_s, &seconds) || decimals > 3)
		return false;
	if (dot != NULL && !text_number(span_of(dot + 1), 0, 999, &fraction))
		return false;
	for (; decimals > 0 && decimals < 3; decimals++)
		fraction *= 10;
	*ms = seconds * 1000 + fraction;
	return true;
}

static const char *
read_timeout(struct parsing *parsing, const char *text)
{
	struct patience *patience = &parsing->options->patience;
	uint64_t ms = 0;
	uint64_t us;

	if (!read_milliseconds(text, TIMEOUT_MAX_S, &ms) || ms < TIMEOUT_MIN_MS ||
	    ms > TIMEOUT_MAX_S * 1000)
		return arena_printf(parsing->arena,
		    "--timeout wants seconds from 0.1 to %d, not '%s'", TIMEOUT_MAX_S,
		    quote(parsing, text));
	us = ms * 1000;
	patience->connect_us = us;
	patience->idle_us = us;
	patience->greeting_us = us;
	return NULL;
}

static const char *
read_depth(struct parsing *parsing, const char *text)
{
	return depth_by_name(text, &parsing->options->limits.depth)
	           ? NULL
	           : arena_printf(parsing->arena,
			 "--depth knows quick, standard and full, not '%s'",
			 quote(parsing, text));
}

static const char *
read_pace(struct parsing *parsing, const char *text)
{
	uint64_t ms = 0;

	if (!read_milliseconds(text, PACE_MAX_S, &ms) || ms > PACE_MAX_S * UINT64_C(1000))
		return arena_printf(parsing->arena,
		    "--pace wants seconds from 0 to %d, not '%s'", PACE_MAX_S,
		    quote(parsing, text));
	parsing->options->limits.pace_ms = (uint32_t)ms;
	return NULL;
}

static const char *
read_connections(struct parsing *parsing, const char *text)
{
	uint64_t most = 0;

	if (!text_number(span_of(text), 1, CONNECTIONS_MOST, &most))
		return arena_printf(parsing->arena,
		    "--max-connections wants a number from 1 to %d, not '%s'", CONNECTIONS_MOST,
		    quote(parsing, text));
	parsing->options->limits.connections_max = (unsigned)most;
	return NULL;
}

static const char *
read_host_option(
    struct parsing *parsing, const char *option, const char *text, const char **name)
{
	*name = target_host_name(span_of(text), parsing->arena);
	return *name != NULL ? NULL
	                     : arena_printf(parsing->arena, "%s wants a host name, not '%s'",
				   option, quote(parsing, text));
}

/* RFC 5321 section 4.1.3: a client without a name gives its address in brackets, one of IPv6
 * behind a tag. */
static const char *
read_ehlo_name(struct parsing *parsing, const char *text)
{
	size_t len = strlen(text);
	size_t skipped = strncmp(text, "[IPv6:", 6) == 0 ? 6 : 1;

	if (len > skipped + 1 && text[0] == '[' && text[len - 1] == ']') {
		const char *inner = arena_string(
		    parsing->arena, (struct span){ .data = (const uint8_t *)text + skipped,
					.len = len - skipped - 1 });

		if (target_is_address(inner)) {
			parsing->options->name = arena_string(parsing->arena, span_of(text));
			return NULL;
		}
	}
	return read_host_option(parsing, "--ehlo-name", text, &parsing->options->name);
}

static const char *
read_ipv4(struct parsing *parsing, const char *value)
{
	(void)value;
	parsing->has_ipv4 = true;
	return NULL;
}

static const char *
read_ipv6(struct parsing *parsing, const char *value)
{
	(void)value;
	parsing->has_ipv6 = true;
	return NULL;
}

static const char *
read_help(struct parsing *parsing, const char *value)
{
	(void)value;
	parsing->options->verb = VERB_HELP;
	return NULL;
}

static const char *
read_version(struct parsing *parsing, const char *value)
{
	(void)value;
	parsing->options->verb = VERB_VERSION;
	return NULL;
}

static const char *
read_list_questions(struct parsing *parsing, const char *value)
{
	(void)value;
	parsing->options->verb = VERB_LIST_QUESTIONS;
	return NULL;
}

static const char *
read_quiet(struct parsing *parsing, const char *value)
{
	(void)value;
	parsing->options->is_quiet = true;
	return NULL;
}

static const char *
read_intrusive(struct parsing *parsing, const char *value)
{
	(void)value;
	parsing->options->limits.is_intrusive = true;
	return NULL;
}

static const char *
read_bind(struct parsing *parsing, const char *value)
{
	parsing->options->bind = value;
	return NULL;
}

static const char *
read_ca_file(struct parsing *parsing, const char *value)
{
	parsing->options->ca_file = value;
	return NULL;
}

static const char *
read_color(struct parsing *parsing, const char *value)
{
	parsing->color = value == NULL ? "always" : value;
	return NULL;
}

static const char *
read_evidence(struct parsing *parsing, const char *value)
{
	parsing->options->evidence_file = value;
	return NULL;
}

static const char *
read_json(struct parsing *parsing, const char *value)
{
	parsing->options->json_file = value == NULL ? "-" : value;
	return NULL;
}

static const char *
read_text(struct parsing *parsing, const char *value)
{
	parsing->options->text_file = value == NULL ? "-" : value;
	return NULL;
}

static const char *
read_ports(struct parsing *parsing, const char *value)
{
	return target_read_ports(
	    span_of(value), parsing->arena, parsing->ports, &parsing->ports_len);
}

static const char *
read_server_name(struct parsing *parsing, const char *value)
{
	return read_host_option(
	    parsing, "--server-name", value, &parsing->options->server_name);
}

/* What each option does; `asks`: it is about what to ask, so that only a scan can use it. */
static const struct option_row {
	int option;
	const char *(*read)(struct parsing *parsing, const char *value);
	bool asks;
} option_rows[] = {
	{ '4', read_ipv4, true },
	{ '6', read_ipv6, true },
	{ 'h', read_help, false },
	{ 'q', read_quiet, false },
	{ OPTION_BIND, read_bind, true },
	{ OPTION_CA_FILE, read_ca_file, true },
	{ OPTION_COLOR, read_color, false },
	{ OPTION_DEPTH, read_depth, true },
	{ OPTION_EHLO_NAME, read_ehlo_name, false },
	{ OPTION_EVIDENCE, read_evidence, false },
	{ OPTION_INTRUSIVE, read_intrusive, true },
	{ OPTION_JSON, read_json, false },
	{ OPTION_LIST_QUESTIONS, read_list_questions, false },
	{ OPTION_MAX_CONNECTIONS, read_connections, true },
	{ OPTION_PACE, read_pace, true },
	{ OPTION_PORTS, read_ports, true },
	{ OPTION_SERVER_NAME, read_server_name, true },
	{ OPTION_TEXT, read_text, false },
	{ OPTION_TIMEOUT, read_timeout, true },
	{ OPTION_VERSION, read_version, false },
};

static const char *
read_option(struct parsing *parsing, int option, const char *value)
{
	for (size_t i = 0; i < COUNT_OF(option_rows); i++) {
		if (option_rows[i].option != option)
			continue;
		parsing->asks = parsing->asks || option_rows[i].asks;
		return option_rows[i].read(parsing, value);
	}
	return "unknown option";
}

/* Why getopt_long() does not take the word: it names the option in optopt where it knows it,
 * or the letter that is none. */
static const char *
reject_option(struct parsing *parsing, int option, const char *word)
{
	const char letter[] = { '-', (char)optopt, '\0' };

	if (option == ':')
		return arena_printf(parsing->arena, "%s wants a value", quote(parsing, word));
	if (optopt >= OPTION_BIND || (optopt > 0 && strchr(short_options + 1, optopt) != NULL))
		return arena_printf(parsing->arena, "%s takes no value", quote(parsing, word));
	if (optopt != 0)
		return arena_printf(parsing->arena, "there is no option %s; see --help",
		    quote(parsing, letter));
	return arena_printf(parsing->arena,
	    "there is no option %s (or it is ambiguous); see --help", quote(parsing, word));
}

static const char *
read_options(struct parsing *parsing, int argc, char **argv)
{
	const char *problem = NULL;

	opterr = 0;
	optind = 0; /* begin anew, whatever was read before */
	while (problem == NULL) {
		int option = getopt_long(argc, argv, short_options, long_options, NULL);

		if (option == -1)
			break;
		problem = option == ':' || option == '?'
		              ? reject_option(parsing, option, argv[optind - 1])
		              : read_option(parsing, option, optarg);
	}
	return problem;
}

static bool
is_stream(const char *path)
{
	return strcmp(path, "-") == 0;
}

/* The same name, or one file under two names. */
static bool
same_file(const char *a, const char *b)
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

/* Evidence is not to be lost by a slip: outputs are opened for writing from their beginning. */
static const char *
read_evidence_name(struct options *options, int argc, char **argv)
{
	if (argc != 1)
		return "replay wants one evidence file";
	options->evidence_in = argv[0];
	if (!is_stream(argv[0]) &&
	    (same_file(argv[0], options->text_file) || same_file(argv[0], options->json_file) ||
		same_file(argv[0], options->evidence_file)))
		return "a report would overwrite the evidence that it is made from";
	return NULL;
}

static const char *
read_arguments(struct parsing *parsing, int argc, char **argv)
{
	struct options *options = parsing->options;

	if (parsing->asks && (options->verb == VERB_REPLAY || options->verb == VERB_DEMO))
		return "replay and demo take no option about what to ask; see --help";
	switch (options->verb) {
	case VERB_SCAN:
		return target_lists_read(
		    &options->targets, parsing->ports, parsing->ports_len, (size_t)argc, argv);
	case VERB_REPLAY:
		return read_evidence_name(options, argc, argv);
	case VERB_DEMO:
		return argc == 0 ? NULL : "demo takes no target";
	case VERB_LIST_QUESTIONS:
	case VERB_HELP:
	case VERB_VERSION:
		break;
	}
	return NULL;
}

static const char *
settle_outputs(struct options *options)
{
	bool has_stdout =
	    same_file(options->json_file, "-") || same_file(options->evidence_file, "-");

	if (options->text_file == NULL && !options->is_quiet && !has_stdout)
		options->text_file = "-";
	if (same_file(options->text_file, options->json_file) ||
	    same_file(options->text_file, options->evidence_file) ||
	    same_file(options->json_file, options->evidence_file))
		return "two reports cannot go to the same place";
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
		    "--color knows auto, always and never, not '%s'", quote(parsing, when));
	parsing->options->has_colour =
	    strcmp(when, "always") == 0 ||
	    (strcmp(when, "auto") == 0 && (no_color == NULL || *no_color == '\0') &&
		same_file(parsing->options->text_file, "-") && isatty(STDOUT_FILENO) == 1);
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
		    quote(parsing, options->bind));
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

static const char *
settle(struct parsing *parsing)
{
	struct options *options = parsing->options;
	struct patience *patience = &options->patience;
	const char *problem = settle_outputs(options);

	if (problem == NULL)
		problem = settle_colour(parsing);
	if (problem == NULL)
		problem = settle_family(parsing);
	if (problem == NULL)
		problem = settle_limits(&options->limits);
	if (options->name == NULL)
		options->name = own_name(parsing->arena);
	patience->total_us = patience->greeting_us + 6 * patience->idle_us;
	options->has_progress = !options->is_quiet && isatty(STDERR_FILENO) == 1;
	return problem;
}

static enum verb
read_verb(const char *word, bool *is_verb)
{
	static const struct {
		const char *word;
		enum verb verb;
	} verbs[] = {
		{ "scan", VERB_SCAN },
		{ "replay", VERB_REPLAY },
		{ "demo", VERB_DEMO },
		{ "help", VERB_HELP },
	};

	for (size_t i = 0; i < COUNT_OF(verbs); i++)
		if (word != NULL && strcmp(word, verbs[i].word) == 0) {
			*is_verb = true;
			return verbs[i].verb;
		}
	*is_verb = false;
	return VERB_SCAN;
}

const char *
options_read(struct options *options, int argc, char **argv)
{
	struct parsing parsing = { .options = options, .arena = &options->arena };
	bool has_verb;
	const char *problem;

	*options = (struct options){
		.limits = { .depth = DEPTH_STANDARD },
		.patience = { .connect_us = IDLE_MS * 1000,
		    .greeting_us = GREETING_MS * UINT64_C(1000),
		    .idle_us = IDLE_MS * 1000 },
	};
	arena_init(&options->arena);
	target_list_init(&options->targets, &options->arena);
	target_default_ports(parsing.ports, &parsing.ports_len);
	options->verb = read_verb(argc > 1 ? argv[1] : NULL, &has_verb);
	if (has_verb) {
		argv[1] = argv[0];
		argc--;
		argv++;
	}
	problem = read_options(&parsing, argc, argv);
	if (problem == NULL)
		problem = settle(&parsing);
	if (problem == NULL)
		problem = read_arguments(&parsing, argc - optind, argv + optind);
	return problem;
}

void
options_clear(struct options *options)
{
	target_list_clear(&options->targets);
	arena_clear(&options->arena);
}
