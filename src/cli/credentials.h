/* SPDX-License-Identifier: MIT */
/*
 * The options of a login and a mail: what they may be together, and the secret, which comes
 * from a file or a variable and never from the command line, where everybody on the machine
 * reads it.
 */
#ifndef CLI_CREDENTIALS_H
#define CLI_CREDENTIALS_H

#include "cli/option_rows.h"

/* Readers of option rows. */
const char *credentials_user(
    struct parsing *parsing, const struct option_row *row, const char *value);
const char *credentials_mechanism(
    struct parsing *parsing, const struct option_row *row, const char *value);
const char *credentials_address(
    struct parsing *parsing, const struct option_row *row, const char *value);
const char *credentials_refuse_password(
    struct parsing *parsing, const struct option_row *row, const char *value);
const char *credentials_place(
    struct parsing *parsing, const struct option_row *row, const char *value);

/* What `about` of a row says: of credentials_place bits, of credentials_address which one. */
enum {
	SECRET_IN_FILE = 1,
	SECRET_IS_TOKEN = 2,
	ADDRESS_FROM = 0,
	ADDRESS_TO = 1,
};

/* Settles what depends on several of them; NULL, or what is wrong. */
const char *credentials_settle(struct options *options) MUST_USE;

/* Reads the secret, if there is one, when everything else is known to be right, the one target
 * as well; NULL, or what is wrong, without a word of it. */
const char *credentials_read(struct options *options) MUST_USE;

/* Overwrites the secret. */
void credentials_wipe(struct options *options);

#endif
