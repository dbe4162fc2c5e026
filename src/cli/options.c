/* SPDX-License-Identifier: MIT */
#include "cli/options.h"

#include "base/text.h"
#include "cli/credentials.h"
#include "cli/option_rows.h"
#include "cli/target_lists.h"
#include "probe/diagnose.h"

#include <getopt.h>
#include <string.h>

enum {
	IDLE_MS = 10 * 1000,
	GREETING_MS =
	    45 * 1000, /* postscreen and tarpits; RFC 5321 would even have 5 minutes */
	DIAGNOSE_PACE_MS = 1000,
	RECORDER_PORT = 2525,
	OPTIONS_MOST = 64,
	FIRST_LONG = 256, /* what getopt_long() gives for the first row, if it has no letter */
};

static const struct limits limits_of_diagnosis = {
	.depth = DEPTH_STANDARD,
	.connections_max = DIAGNOSE_CONNECTIONS_MAX,
	.pace_ms = DIAGNOSE_PACE_MS,
	.is_diagnosis = true,
};

/* The rows as getopt_long() wants them. */
struct getopt_tables {
	struct option longs[OPTIONS_MOST];
	char shorts[OPTIONS_MOST];
};

static int
value_of(size_t row)
{
	return option_rows[row].letter != 0 ? option_rows[row].letter : FIRST_LONG + (int)row;
}

static void
fill_tables(struct getopt_tables *tables)
{
	size_t longs = 0;
	size_t shorts = 0;

	*tables = (struct getopt_tables){ 0 };
	tables->shorts[shorts++] = ':';
	for (size_t i = 0; i < option_rows_count; i++) {
		const struct option_row *row = &option_rows[i];

		if (row->letter != 0)
			tables->shorts[shorts++] = row->letter;
		if (row->name != NULL)
			tables->longs[longs++] = (struct option){
				.name = row->name, .has_arg = row->argument, .val = value_of(i)
			};
	}
}

static const char *
read_option(struct parsing *parsing, int option, const char *value, enum verb verb)
{
	for (size_t i = 0; i < option_rows_count; i++) {
		const struct option_row *row = &option_rows[i];

		if (value_of(i) != option)
			continue;
		if ((row->verbs & 1u << verb) == 0 && parsing->misplaced == NULL)
			parsing->misplaced = row;
		return row->read(parsing, row, value);
	}
	return "unknown option";
}

/* Why getopt_long() does not take the word: it names the option in optopt where it knows it,
 * or the letter that is none. */
static const char *
reject_option(struct parsing *parsing, int option, const char *word, const char *shorts)
{
	const char letter[] = { '-', (char)optopt, '\0' };
	const char *equals = strchr(word, '=');

	/* What stands behind it may be a secret under a name that is slightly wrong. */
	if (equals != NULL && strncmp(word, "--", 2) == 0)
		word =
		    arena_string(parsing->arena, (struct span){ .data = (const uint8_t *)word,
						     .len = (size_t)(equals - word) });

	if (option == ':')
		return arena_printf(
		    parsing->arena, "%s wants a value", options_quote(parsing, word));
	/* Meant to be --password in one way or another, with the secret in the word or not. */
	if (strncmp(word, "--pass", strlen("--pass")) == 0)
		return credentials_refuse_password(parsing, NULL, NULL);
	if (optopt >= FIRST_LONG || (optopt > 0 && strchr(shorts + 1, optopt) != NULL))
		return arena_printf(
		    parsing->arena, "%s takes no value", options_quote(parsing, word));
	if (optopt != 0)
		return arena_printf(parsing->arena, "there is no option %s; see --help",
		    options_quote(parsing, letter));
	return arena_printf(parsing->arena,
	    "there is no option %s (or it is ambiguous); see --help",
	    options_quote(parsing, word));
}

static const char *
read_options(struct parsing *parsing, int argc, char **argv)
{
	enum verb verb = parsing->options->verb;
	struct getopt_tables tables;
	const char *problem = NULL;

	fill_tables(&tables);
	opterr = 0;
	optind = 0; /* begin anew, whatever was read before */
	while (problem == NULL) {
		int option = getopt_long(argc, argv, tables.shorts, tables.longs, NULL);

		if (option == -1)
			break;
		problem = option == ':' || option == '?'
		              ? reject_option(parsing, option, argv[optind - 1], tables.shorts)
		              : read_option(parsing, option, optarg, verb);
	}
	return problem;
}

/* Evidence is not to be lost by a slip: outputs are opened for writing from their beginning. */
static const char *
read_evidence_name(struct options *options, int argc, char **argv)
{
	const char *in;

	if (argc != 1)
		return "replay wants one evidence file";
	options->evidence_in = argv[0];
	if (strcmp(argv[0], "-") == 0 && options->error != NULL &&
	    strcmp(options->error, "-") == 0)
		return "the evidence and the text of --error cannot both be on standard input";
	in = strcmp(argv[0], "-") == 0 ? "/dev/stdin" : argv[0];
	for (size_t i = 0; i < OUTPUT_KINDS; i++)
		if (options_same_file(in, options->files[i]))
			return "a report would overwrite the evidence that it is made from";
	return NULL;
}

static const struct {
	const char *word;
	enum verb verb;
} verbs[] = {
	{ "scan", VERB_SCAN },
	{ "diagnose", VERB_DIAGNOSE },
	{ "replay", VERB_REPLAY },
	{ "demo", VERB_DEMO },
	{ "explain", VERB_EXPLAIN },
	{ "policy", VERB_POLICY },
	{ "clients", VERB_CLIENTS },
	{ "help", VERB_HELP },
};

static const char *
word_of(enum verb verb)
{
	for (size_t i = 0; i < COUNT_OF(verbs); i++)
		if (verbs[i].verb == verb)
			return verbs[i].word;
	return "help";
}

/* What is misplaced has no effect: better to say so than to let the user believe in it. */
static const char *
reject_misplaced(struct parsing *parsing)
{
	const struct option_row *row = parsing->misplaced;
	const char *verb = word_of(parsing->options->verb);

	return row->name != NULL ? arena_printf(parsing->arena,
				       "%s has no use for --%s; see --help", verb, row->name)
	                         : arena_printf(parsing->arena,
				       "%s has no use for -%c; see --help", verb, row->letter);
}

/* One target at one port: without a port the one for sending mail. */
static const char *
read_patient(struct options *options, int argc, char **argv)
{
	const struct target_port submission = { .scheme = scheme_by_name(span_of("submission")),
		.port = scheme_by_name(span_of("submission"))->port };
	const char *problem;

	if (argc != 1)
		return "diagnose wants one target: HOST, HOST:PORT or a URL";
	problem = target_add(&options->targets, span_of(argv[0]), &submission, 1);
	return problem != NULL ? problem : credentials_read(options);
}

/* The causes that the words of --error point to are looked for at a host. */
static const char *
read_patient_of_words(struct options *options, int argc, char **argv)
{
	if (argc != 1)
		return "explain --error wants one HOST at most, to look for the causes at";
	options->verb = VERB_DIAGNOSE;
	options->limits = limits_of_diagnosis;
	return read_patient(options, argc, argv);
}

static const char *
read_explain_words(struct options *options, int argc, char **argv)
{
	bool is_whole = options->is_list || options->is_manual;

	if (options->error != NULL && is_whole)
		return "explain wants ids, --list or --error, not several of them";
	if (options->error != NULL)
		return argc == 0 ? NULL : read_patient_of_words(options, argc, argv);
	options->words = argv;
	options->words_len = (size_t)argc;
	if (options->is_list && options->is_manual)
		return "explain wants --list or --manual, not both";
	if (is_whole && argc > 0)
		return arena_printf(&options->arena, "explain wants ids or %s, not both",
		    options->is_list ? "--list" : "--manual");
	return is_whole || argc > 0
	           ? NULL
	           : "explain wants the id of a finding, such as tls-10, --error or --list";
}

static const char *
read_policy_words(struct options *options, int argc, char **argv)
{
	options->words = argv;
	options->words_len = (size_t)argc;
	if (options->is_list)
		return argc > 0 ? "policy wants a name or --list, not both" : NULL;
	return argc == 1 ? NULL : "policy wants one name, such as bcp195, or --list";
}

/* Where to listen for clients: addresses of this machine. */
static const char *
read_recording(struct options *options, int argc, char **argv)
{
	const struct target_port usual = { .scheme = scheme_by_name(span_of("smtp")),
		.port = RECORDER_PORT };
	const char *problem = NULL;

	options->is_recording = true;
	if (options->count == 0)
		options->count = 1;
	if (argc == 0)
		problem = target_add(&options->targets, span_of("127.0.0.1"), &usual, 1);
	for (int i = 0; i < argc && problem == NULL; i++)
		problem = target_add(&options->targets, span_of(argv[i]), &usual, 1);
	for (size_t i = 0; i < options->targets.len && problem == NULL; i++)
		if (!options->targets.targets[i].is_address)
			problem = arena_printf(&options->arena,
			    "clients record wants an address to listen on, such as "
			    "smtp://127.0.0.1:%d",
			    RECORDER_PORT);
	return problem;
}

static const char *
read_clients_words(struct options *options, int argc, char **argv)
{
	if (argc > 0 && strcmp(argv[0], "record") == 0)
		return read_recording(options, argc - 1, argv + 1);
	options->words = argv;
	options->words_len = (size_t)argc;
	if (options->client_name != NULL || options->is_quiet || options->count > 0)
		return "--name, --count and --quiet belong to 'clients record'";
	return argc <= 1 ? NULL : "clients wants one name, or record, or nothing";
}

static const char *
read_demo_words(struct options *options, int argc, char **argv)
{
	options->words = argv;
	options->words_len = (size_t)argc;
	return argc == 0 || (argc == 1 && strcmp(argv[0], "starttls") == 0)
	           ? NULL
	           : "demo takes no target; 'demo starttls' stages a STARTTLS that fails";
}

static const char *
read_arguments(struct parsing *parsing, int argc, char **argv)
{
	struct options *options = parsing->options;

	switch (options->verb) {
	case VERB_SCAN:
		return target_lists_read(
		    &options->targets, parsing->ports, parsing->ports_len, (size_t)argc, argv);
	case VERB_DIAGNOSE:
		return read_patient(options, argc, argv);
	case VERB_REPLAY:
		return read_evidence_name(options, argc, argv);
	case VERB_DEMO:
		return read_demo_words(options, argc, argv);
	case VERB_EXPLAIN:
		return read_explain_words(options, argc, argv);
	case VERB_POLICY:
		return read_policy_words(options, argc, argv);
	case VERB_CLIENTS:
		return read_clients_words(options, argc, argv);
	case VERB_LIST_QUESTIONS:
	case VERB_HELP:
	case VERB_VERSION:
		break;
	}
	return NULL;
}

/* The verb is the first word, if that is one; it is taken off the arguments. */
static enum verb
take_verb(int *argc, char ***argv)
{
	for (size_t i = 0; *argc > 1 && i < COUNT_OF(verbs); i++) {
		if (strcmp((*argv)[1], verbs[i].word) != 0)
			continue;
		(*argv)[1] = (*argv)[0];
		(*argc)--;
		(*argv)++;
		return verbs[i].verb;
	}
	return VERB_SCAN;
}

static bool
is_informing(enum verb verb)
{
	return verb == VERB_HELP || verb == VERB_VERSION || verb == VERB_LIST_QUESTIONS;
}

const char *
options_read(struct options *options, int argc, char **argv)
{
	struct parsing parsing = { .options = options, .arena = &options->arena };
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
	options->verb = take_verb(&argc, &argv);
	if (options->verb == VERB_DIAGNOSE)
		options->limits = limits_of_diagnosis;
	problem = read_options(&parsing, argc, argv);
	if (problem == NULL && parsing.misplaced != NULL && !is_informing(options->verb))
		problem = reject_misplaced(&parsing);
	if (problem == NULL)
		problem = options_settle(&parsing);
	if (problem == NULL)
		problem = read_arguments(&parsing, argc - optind, argv + optind);
	return problem;
}

void
options_clear(struct options *options)
{
	credentials_wipe(options);
	target_list_clear(&options->targets);
	arena_clear(&options->arena);
}
