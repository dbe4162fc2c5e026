/* SPDX-License-Identifier: MIT */
#include "cli/credentials.h"

#include "base/secret.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

static bool
is_control(char letter)
{
	return (unsigned char)letter < 0x20 || letter == 0x7f;
}

static bool
has_control(const char *text)
{
	while (*text != '\0' && !is_control(*text))
		text++;
	return *text != '\0';
}

/* --- one option ----------------------------------------------------------------------- */

const char *
credentials_user(struct parsing *parsing, const struct option_row *row, const char *value)
{
	(void)row;
	if (parsing->options->user.name != NULL)
		return "--user may be given once";
	if (*value == '\0' || strlen(value) > USER_NAME_MAX || has_control(value))
		return arena_printf(parsing->arena,
		    "--user wants a name of 1 to %d bytes without control characters",
		    USER_NAME_MAX);
	parsing->options->user.name = value;
	return NULL;
}

const char *
credentials_mechanism(struct parsing *parsing, const struct option_row *row, const char *value)
{
	struct user *user = &parsing->options->user;
	const char *known = "";

	(void)row;
	if (user->way != USER_WAY_BEST)
		return "--mechanism may be given once";
	if (strcmp(value, "command") == 0) {
		user->way = USER_WAY_COMMAND;
		return NULL;
	}
	user->way = USER_WAY_MECHANISM;
	if (mechanism_by_name(span_of(value), &user->mechanism))
		return NULL;
	for (int i = 0; i < MECHANISMS; i++)
		known = arena_printf(parsing->arena, "%s%s, ", known, mechanism_rows[i].name);
	return arena_printf(parsing->arena, "--mechanism knows %sand command, not '%s'", known,
	    options_quote(parsing, value));
}

/* RFC 5321 section 4.1.2, less quoted strings with spaces in them, and less what only SMTPUTF8
 * (RFC 6531) can say. */
static bool
is_address(const char *text)
{
	const char *at = strrchr(text, '@');

	if (at == NULL || at == text || at[1] == '\0' || strlen(text) > USER_ADDRESS_MAX)
		return false;
	for (; *text != '\0'; text++)
		if (is_control(*text) || (unsigned char)*text >= 0x80 ||
		    strchr(" <>", *text) != NULL)
			return false;
	return true;
}

const char *
credentials_address(struct parsing *parsing, const struct option_row *row, const char *value)
{
	struct user *user = &parsing->options->user;

	if (!is_address(value))
		return arena_printf(parsing->arena,
		    "--%s wants one address as in user@example.org, of ASCII and at most %d "
		    "bytes, "
		    "not '%s'",
		    row->name, USER_ADDRESS_MAX, options_quote(parsing, value));
	if (row->about == ADDRESS_FROM) {
		if (user->from != NULL)
			return "--from may be given once";
		user->from = value;
		return NULL;
	}
	if (user->to_len == USER_RECIPIENTS_MAX)
		return arena_printf(
		    parsing->arena, "there are more than %d --to", USER_RECIPIENTS_MAX);
	user->to[user->to_len++] = value;
	return NULL;
}

const char *
credentials_refuse_password(
    struct parsing *parsing, const struct option_row *row, const char *value)
{
	(void)parsing;
	(void)row;
	(void)value;
	return "--password is not taken: anybody on this machine can read it in the list of "
	       "processes; give --password-file FILE (- for standard input) or --password-env "
	       "VARIABLE";
}

const char *
credentials_place(struct parsing *parsing, const struct option_row *row, const char *value)
{
	struct options *options = parsing->options;

	if (options->secret_place != NULL)
		return "the secret is wanted once: of --password-file, --password-env, "
		       "--token-file and --token-env give one";
	options->secret_place = value;
	options->secret_option = row->name;
	options->is_secret_in_file = (row->about & SECRET_IN_FILE) != 0;
	options->user.is_token = (row->about & SECRET_IS_TOKEN) != 0;
	return NULL;
}

/* --- several -------------------------------------------------------------------------- */

static const char *
settle_login(struct options *options)
{
	const struct user *user = &options->user;

	if (user->name == NULL && options->secret_place != NULL)
		return arena_printf(&options->arena, "--%s wants --user NAME beside it",
		    options->secret_option);
	if (user->name == NULL &&
	    (user->way != USER_WAY_BEST || user->may_be_in_clear || user->may_be_unverified))
		return "--mechanism, --login-unverified and --login-in-clear want --user NAME";
	if (user->name != NULL && options->secret_place == NULL)
		return "--user wants the password as well: --password-file FILE (- for "
		       "standard "
		       "input), --password-env VARIABLE, or a token by --token-file or "
		       "--token-env";
	if (user->way == USER_WAY_COMMAND && user->is_token)
		return "--mechanism command takes a password, and no token";
	if (user->way != USER_WAY_MECHANISM ||
	    mechanism_rows[user->mechanism].takes_token == user->is_token)
		return NULL;
	return user->is_token
	           ? "this --mechanism takes a password, and no token"
	           : "this --mechanism takes a token (--token-file or --token-env), and no "
	             "password";
}

static const char *
settle_mail(const struct user *user)
{
	bool has_both = user->from != NULL && user->to_len > 0;

	if (user->sends && !has_both)
		return "--send wants --from ADDRESS and --to ADDRESS";
	if (user->from != NULL && !has_both)
		return "--from wants --to ADDRESS beside it";
	return user->to_len > 0 && !has_both ? "--to wants --from ADDRESS beside it" : NULL;
}

const char *
credentials_settle(struct options *options)
{
	const struct user *user = &options->user;
	const char *problem = settle_login(options);

	options->limits.logs_in = user->name != NULL;
	options->limits.may_log_in_in_clear = user->may_be_in_clear;
	options->limits.mails = user->from != NULL;
	options->limits.sends = user->sends;
	return problem != NULL ? problem : settle_mail(user);
}

/* --- the secret ----------------------------------------------------------------------- */

/* The first line of the file, without its end, into secret; it is not buffered, so that no copy
 * is left. */
static const char *
read_line(FILE *file, char *secret, size_t *len)
{
	int letter;

	(void)setvbuf(file, NULL, _IONBF, 0);
	errno = 0;
	for (letter = fgetc(file); letter != EOF && letter != '\n'; letter = fgetc(file)) {
		if (*len == USER_SECRET_MAX)
			return "its first line is too long";
		secret[(*len)++] = (char)letter;
	}
	if (ferror(file) != 0)
		return strerror(errno);
	if (*len > 0 && secret[*len - 1] == '\r')
		(*len)--;
	secret[*len] = '\0';
	return NULL;
}

static const char *
read_file(struct options *options, size_t *len)
{
	bool is_stdin = strcmp(options->secret_place, "-") == 0;
	FILE *file = is_stdin ? stdin : fopen(options->secret_place, "r");
	const char *problem;

	if (file == NULL)
		return strerror(errno);
	problem = read_line(file, options->secret, len);
	if (!is_stdin)
		fclose(file);
	return problem;
}

static const char *
read_variable(struct options *options, size_t *len)
{
	char *value = getenv(options->secret_place);

	if (value == NULL)
		return "there is no such variable";
	*len = strlen(value);
	if (*len > USER_SECRET_MAX)
		return "it is too long";
	memcpy(options->secret, value, *len + 1);
	/* The system shows it to the user's other programs as long as it is there. */
	secret_wipe_text(value);
	return NULL;
}

static const char *
check_secret(const char *secret, size_t len)
{
	if (len == 0)
		return "it is empty";
	if (strlen(secret) != len || has_control(secret))
		return "it has control characters, which no login can carry";
	if (strncmp(secret, "\xef\xbb\xbf", 3) == 0)
		return "it begins with a byte order mark, which no password does: store it "
		       "without";
	return NULL;
}

/* A crash must not write it to a file. Where cores go to a program, Linux hands them over
 * whatever the limit is, but for one of a single byte, which is too little for a file as well.
 */
static void
forbid_core(void)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_CORE, &limit) != 0)
		return;
	limit.rlim_cur = limit.rlim_max == 0 ? 0 : 1;
	(void)setrlimit(RLIMIT_CORE, &limit);
}

static const char *
read_secret(struct options *options)
{
	size_t len = 0;
	const char *problem;

	forbid_core();
	options->secret = alloc_zeroed(1, USER_SECRET_MAX + 1);
	problem = options->is_secret_in_file ? read_file(options, &len)
	                                     : read_variable(options, &len);
	if (problem == NULL)
		problem = check_secret(options->secret, len);
	options->user.secret = options->secret;
	/* Without the option's value: it may be the secret itself, by mistake. */
	return problem == NULL
	           ? NULL
	           : arena_printf(&options->arena, "--%s: %s", options->secret_option, problem);
}

const char *
credentials_read(struct options *options)
{
	const struct user *user = &options->user;
	enum protocol protocol = options->targets.targets[0].ports[0].scheme->protocol;

	if (user->from != NULL && protocol != PROTOCOL_SMTP)
		return arena_printf(&options->arena,
		    "--from, --to and --send belong to SMTP, and the target speaks %s",
		    protocol_name(protocol));
	if (user->name != NULL && protocol == PROTOCOL_LMTP)
		return "nobody logs in by LMTP";
	if (user->way == USER_WAY_COMMAND && protocol != PROTOCOL_IMAP &&
	    protocol != PROTOCOL_POP3)
		return arena_printf(&options->arena,
		    "--mechanism command is for IMAP and POP3, and the target speaks %s",
		    protocol_name(protocol));
	if (options->secret_place != NULL && strcmp(options->secret_place, "-") == 0 &&
	    options->error != NULL && strcmp(options->error, "-") == 0)
		return "the secret and the text of --error cannot both be on standard input";
	return user->name == NULL ? NULL : read_secret(options);
}

void
credentials_wipe(struct options *options)
{
	if (options->secret != NULL)
		secret_wipe(options->secret, USER_SECRET_MAX + 1);
	free(options->secret);
	options->secret = NULL;
	options->user.secret = NULL;
}
