/* SPDX-License-Identifier: MIT */
/* The command line, read and checked as a whole before anything is done. */
#ifndef CLI_OPTIONS_H
#define CLI_OPTIONS_H

#include "facts/client_trial.h"
#include "net/scan.h"
#include "rules/errors.h"
#include "rules/severity.h"

enum verb {
	VERB_SCAN,
	VERB_DIAGNOSE,
	VERB_REPLAY,
	VERB_DEMO,
	VERB_EXPLAIN,
	VERB_POLICY,
	VERB_CLIENTS,
	VERB_LIST_QUESTIONS,
	VERB_HELP,
	VERB_VERSION,
};

enum { OPTIONS_IGNORED_MAX = 64 };

/* What can be written, side by side. */
enum output_kind {
	OUTPUT_TEXT,
	OUTPUT_JSON,
	OUTPUT_JUNIT,
	OUTPUT_SARIF,
	OUTPUT_SUMMARY,
	OUTPUT_EVIDENCE,
	OUTPUT_KINDS,
};

struct options {
	struct arena arena; /* owns the texts below */
	enum verb verb;
	struct target_list targets; /* of VERB_SCAN; one of VERB_DIAGNOSE */
	const char *evidence_in;    /* of VERB_REPLAY; "-" for standard input */
	enum scan_family family;
	const char *bind;
	const char *name;          /* for EHLO */
	const char *server_name;   /* NULL: the host's own */
	const char *ca_file;       /* NULL: the system's store */
	struct user user;          /* of VERB_DIAGNOSE: a login, a mail */
	const char *secret_place;  /* a file or a variable; NULL: none */
	const char *secret_option; /* which one says so */
	bool is_secret_in_file;
	char *secret; /* not in the arena: it is overwritten */
	struct patience patience;
	struct limits limits;
	const char *files[OUTPUT_KINDS]; /* "-" for standard output; NULL: not wanted */
	const char *policy;              /* a built-in name or a file; NULL: the default */
	const char *baseline;            /* an earlier JSON report; NULL: none */
	enum severity fail_on;           /* SEVERITY_OFF: the default */
	size_t ignored_len;
	const char *ignored[OPTIONS_IGNORED_MAX]; /* ID or ID@PORT */
	char *const *words;                       /* of VERB_EXPLAIN and VERB_POLICY */
	size_t words_len;
	const char *error;                   /* what a client printed; "-" for standard input */
	const struct error_reading *reading; /* of that text, where a host is diagnosed too */
	bool is_list;                        /* all of them, of the same verbs */
	bool is_manual;                      /* mailsonde-findings(7), of VERB_EXPLAIN */
	bool is_recording; /* of VERB_CLIENTS; the targets are where to listen */
	struct client_choice clients[CLIENTS_MAX]; /* of VERB_DIAGNOSE; limits lead here */
	const char *client_files[CLIENTS_MAX];     /* where they were read from; or NULL */
	const char *client_name; /* of what is recorded; NULL: the usual one */
	unsigned count;          /* hellos to record; 0: it was not said */
	bool has_colour;
	bool has_progress;
	bool is_quiet;
};

/* Reads the arguments. Returns NULL, or one sentence about what is wrong, in the options'
 * arena. */
const char *options_read(struct options *options, int argc, char **argv) MUST_USE;
void options_clear(struct options *options);

/* What --help prints, part after part. */
extern const char *const options_help[];
extern const size_t options_help_count;

#endif
