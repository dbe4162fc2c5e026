/* SPDX-License-Identifier: MIT */
/* The command line, read and checked as a whole before anything is done. */
#ifndef CLI_OPTIONS_H
#define CLI_OPTIONS_H

#include "net/scan.h"

enum verb {
	VERB_SCAN,
	VERB_REPLAY,
	VERB_DEMO,
	VERB_LIST_QUESTIONS,
	VERB_HELP,
	VERB_VERSION,
};

struct options {
	struct arena arena; /* owns the texts below */
	enum verb verb;
	struct target_list targets; /* of VERB_SCAN */
	const char *evidence_in;    /* of VERB_REPLAY; "-" for standard input */
	enum scan_family family;
	const char *bind;
	const char *name;        /* for EHLO */
	const char *server_name; /* NULL: the host's own */
	const char *ca_file;     /* NULL: the system's store */
	struct patience patience;
	struct limits limits;
	const char *text_file; /* "-" for standard output; NULL: no such report */
	const char *json_file;
	const char *evidence_file;
	bool has_colour;
	bool has_progress;
	bool is_quiet;
};

/* Reads the arguments. Returns NULL, or one sentence about what is wrong, in the options'
 * arena. */
const char *options_read(struct options *options, int argc, char **argv) MUST_USE;
void options_clear(struct options *options);

/* What --help prints. */
extern const char options_help[];

#endif
