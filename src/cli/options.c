/* SPDX-License-Identifier: MIT */
#include "cli/options.h"

#include "base/buffer.h"
#include "base/text.h"

#include <errno.h>
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
	OPTION_JSON,
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
	LINE_MAX_LEN = 4096, /* of a list of targets */
};

/* clang-format off */
const char options_help[] =
"usage: mailsonde [scan] [OPTION...] TARGET...\n"
"       mailsonde replay [OPTION...] EVIDENCE\n"
"       mailsonde demo [OPTION...]\n"
"\n"
"Asks the mail services of a host about TLS and logins and reports what they say.\n"
"\n"
"TARGET is HOST (its ports 25, 465, 587, 110, 995, 143 and 993), HOST:PORT, [V6]:PORT,\n"
"or a URL: smtp, submission, submissions, imap, imaps, pop3, pop3s, sieve or lmtp\n"
"://HOST[:PORT]. @FILE and - (standard input) hold one target a line.\n"
"\n"
"What to ask\n"
"      --ports LIST         these ports instead: 25,993 or imaps,smtp:2525\n"
"  -4, -6                   only addresses of IPv4, or of IPv6\n"
"      --bind ADDRESS       connect from this address of this machine\n"
"      --ehlo-name NAME     the name to give in EHLO (default: this machine's)\n"
"      --server-name NAME   the name to ask for (SNI) and to verify (default: HOST)\n"
"      --ca-file FILE       trust the certificates in this PEM file, not the system's\n"
"      --timeout SECONDS    wait so long for any answer (default: 10, greeting 45)\n"
"      --depth quick        how much to ask; there is only this depth\n"
"What to tell\n"
"      --text[=FILE]        the report for people (default, on standard output)\n"
"      --json[=FILE]        the report for programs\n"
"      --evidence FILE      everything that was said, for 'mailsonde replay'\n"
"      --color[=WHEN]       auto, always or never\n"
"  -q, --quiet              no text unless --text is given, and no progress\n"
"  -h, --help\n"
"      --version\n"
"\n"
"Exit status: 0 nothing of severity high or above; 1 some such problem; 2 something\n"
"could not be tested; 64 wrong usage; 70 an error of this machine; 130 interrupted.\n"
"The manual, mailsonde(1), has it all.\n";
/* clang-format on */

static const char short_options[] = ":46hq";

static const struct option long_options[] = {
	{ "bind", required_argument, NULL, OPTION_BIND },
	{ "ca-file", required_argument, NULL, OPTION_CA_FILE },
	{ "color", optional_argument, NULL, OPTION_COLOR },
	{ "depth", required_argument, NULL, OPTION_DEPTH },
	{ "ehlo-name", required_argument, NULL, OPTION_EHLO_NAME },
	{ "evidence", required_argument, NULL, OPTION_EVIDENCE },
	{ "help", no_argument, NULL, 'h' },
	{ "json", optional_argument, NULL, OPTION_JSON },
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
read_milliseconds(const char *text, uint64_t *ms)
{
	const char *dot = strchr(text, '.');
	struct span whole = span_of(text);
	uint64_t seconds = 0;
	uint64_t fraction = 0;
	size_t decimals = dot == NULL ? 0 : strlen(dot + 1);

	if (dot != NULL)
		whole.len = (size_t)(dot - text);
	if (!text_number(whole, 0, TIMEOUT_MAX_S, &seconds) || decimals > 3)
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

	if (!read_milliseconds(text, &ms) || ms < TIMEOUT_MIN_MS || ms > TIMEOUT_MAX_S * 1000)
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

static bool
is_about_asking(int option)
{
	static const int options[] = { '4', '6', OPTION_BIND, OPTION_CA_FILE, OPTION_DEPTH,
		OPTION_PORTS, OPTION_SERVER_NAME, OPTION_TIMEOUT };

	for (size_t i = 0; i < COUNT_OF(options); i++)
		if (option == options[i])
			return true;
	return false;
}

static const char *
read_option(struct parsing *parsing, int option, const char *value)
{
	struct options *options = parsing->options;

	parsing->asks = parsing->asks || is_about_asking(option);

	switch (option) {
	case '4':
		parsing->has_ipv4 = true;
		return NULL;
	case '6':
		parsing->has_ipv6 = true;
		return NULL;
	case 'h':
		options->verb = VERB_HELP;
		return NULL;
	case 'q':
		options->is_quiet = true;
		return NULL;
	case OPTION_VERSION:
		options->verb = VERB_VERSION;
		return NULL;
	case OPTION_BIND:
		options->bind = value;
		return NULL;
	case OPTION_CA_FILE:
		options->ca_file = value;
		return NULL;
	case OPTION_COLOR:
		parsing->color = value == NULL ? "always" : value;
		return NULL;
	case OPTION_DEPTH:
		return strcmp(value, "quick") == 0
		           ? NULL
		           : arena_printf(parsing->arena,
				 "--depth knows only 'quick', not '%s'", quote(parsing, value));
	case OPTION_EHLO_NAME:
		return read_ehlo_name(parsing, value);
	case OPTION_EVIDENCE:
		options->evidence_file = value;
		return NULL;
	case OPTION_JSON:
		options->json_file = value == NULL ? "-" : value;
		return NULL;
	case OPTION_PORTS:
		return target_read_ports(
		    span_of(value), parsing->arena, parsing->ports, &parsing->ports_len);
	case OPTION_SERVER_NAME:
		return read_host_option(parsing, "--server-name", value, &options->server_name);
	case OPTION_TEXT:
		options->text_file = value == NULL ? "-" : value;
		return NULL;
	case OPTION_TIMEOUT:
		return read_timeout(parsing, value);
	default:
		return "unknown option";
	}
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

static const char *
add_target(struct parsing *parsing, struct span text)
{
	return target_add(&parsing->options->targets, text, parsing->ports, parsing->ports_len);
}

/* Reads one line, without its end; false if there is none. A line that is too long is left
 * where it is one byte longer than the most. */
static bool
read_line(FILE *file, struct buffer *line)
{
	int c = getc(file);

	buffer_consume(line, SIZE_MAX);
	if (c == EOF)
		return false;
	for (; c != EOF && c != '\n'; c = getc(file)) {
		const uint8_t byte = (uint8_t)c;

		if (!buffer_append(line, (struct span){ .data = &byte, .len = 1 }))
			break;
	}
	return true;
}

static const char *
read_lines(struct parsing *parsing, FILE *file, const char *name, struct buffer *line)
{
	unsigned number = 0;

	while (read_line(file, line)) {
		struct span text = buffer_span(line);
		const char *problem = text.len > LINE_MAX_LEN ? "the line is too long" : NULL;

		number++;
		if (text.len > 0 && text.data[text.len - 1] == '\r')
			text.len--;
		text = span_trim(text);
		if (problem == NULL && text.len > 0 && text.data[0] != '#')
			problem = add_target(parsing, text);
		if (problem != NULL)
			return arena_printf(
			    parsing->arena, "%s, line %u: %s", name, number, problem);
	}
	return ferror(file) != 0 ? arena_printf(parsing->arena, "%s cannot be read: %s", name,
				       strerror(errno))
	                         : NULL;
}

static const char *
read_list(struct parsing *parsing, FILE *file, const char *name)
{
	struct buffer line;
	const char *problem;

	buffer_init(&line, LINE_MAX_LEN + 1);
	problem = read_lines(parsing, file, name, &line);
	buffer_clear(&line);
	return problem;
}

static const char *
read_target(struct parsing *parsing, const char *text)
{
	const char *problem;
	FILE *file;

	if (strcmp(text, "-") == 0)
		return read_list(parsing, stdin, "standard input");
	if (text[0] != '@') {
		problem = add_target(parsing, span_of(text));
		return problem == NULL ? NULL
		                       : arena_printf(parsing->arena, "target '%s': %s",
					     quote(parsing, text), problem);
	}
	file = fopen(text + 1, "r");
	if (file == NULL)
		return arena_printf(parsing->arena, "%s cannot be read: %s",
		    quote(parsing, text + 1), strerror(errno));
	problem = read_list(parsing, file, quote(parsing, text + 1));
	fclose(file);
	return problem;
}

static const char *
read_targets(struct parsing *parsing, int argc, char **argv)
{
	const char *problem = NULL;

	for (int i = 0; i < argc && problem == NULL; i++)
		problem = read_target(parsing, argv[i]);
	if (problem == NULL && parsing->options->targets.len == 0)
		return argc == 0 ? "there is no target; see --help"
		                 : "the list of targets is empty";
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
		return read_targets(parsing, argc, argv);
	case VERB_REPLAY:
		return read_evidence_name(options, argc, argv);
	case VERB_DEMO:
		return argc == 0 ? NULL : "demo takes no target";
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
settle(struct parsing *parsing)
{
	struct options *options = parsing->options;
	struct patience *patience = &options->patience;
	const char *problem = settle_outputs(options);

	if (problem == NULL)
		problem = settle_colour(parsing);
	if (problem == NULL)
		problem = settle_family(parsing);
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
