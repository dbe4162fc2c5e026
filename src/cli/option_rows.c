/* SPDX-License-Identifier: MIT */
#include "cli/credentials.h"

#include "base/text.h"
#include "cli/client_choices.h"
#include "facts/client.h"

#include <getopt.h>
#include <stddef.h>
#include <string.h>

enum {
	TIMEOUT_MIN_MS = 100,
	TIMEOUT_MAX_S = 600,
	CONNECTIONS_MOST = 100000,
	COUNT_MOST = 1000,
	PACE_MAX_S = 3600,
};

const char *
options_quote(struct parsing *parsing, const char *text)
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
read_timeout(struct parsing *parsing, const struct option_row *row, const char *text)
{
	struct patience *patience = &parsing->options->patience;
	uint64_t ms = 0;
	uint64_t us;

	(void)row;
	if (!read_milliseconds(text, TIMEOUT_MAX_S, &ms) || ms < TIMEOUT_MIN_MS ||
	    ms > TIMEOUT_MAX_S * 1000)
		return arena_printf(parsing->arena,
		    "--timeout wants seconds from 0.1 to %d, not '%s'", TIMEOUT_MAX_S,
		    options_quote(parsing, text));
	us = ms * 1000;
	patience->connect_us = us;
	patience->idle_us = us;
	patience->greeting_us = us;
	return NULL;
}

static const char *
read_depth(struct parsing *parsing, const struct option_row *row, const char *text)
{
	(void)row;
	return depth_by_name(text, &parsing->options->limits.depth)
	           ? NULL
	           : arena_printf(parsing->arena,
			 "--depth knows quick, standard and full, not '%s'",
			 options_quote(parsing, text));
}

static const char *
read_pace(struct parsing *parsing, const struct option_row *row, const char *text)
{
	uint64_t ms = 0;

	(void)row;
	if (!read_milliseconds(text, PACE_MAX_S, &ms) || ms > PACE_MAX_S * UINT64_C(1000))
		return arena_printf(parsing->arena,
		    "--pace wants seconds from 0 to %d, not '%s'", PACE_MAX_S,
		    options_quote(parsing, text));
	parsing->options->limits.pace_ms = (uint32_t)ms;
	return NULL;
}

static const char *
read_connections(struct parsing *parsing, const struct option_row *row, const char *text)
{
	uint64_t most = 0;

	(void)row;
	if (!text_number(span_of(text), 1, CONNECTIONS_MOST, &most))
		return arena_printf(parsing->arena,
		    "--max-connections wants a number from 1 to %d, not '%s'", CONNECTIONS_MOST,
		    options_quote(parsing, text));
	parsing->options->limits.connections_max = (unsigned)most;
	return NULL;
}

static const char *
read_count(struct parsing *parsing, const struct option_row *row, const char *text)
{
	uint64_t count = 0;

	(void)row;
	if (!text_number(span_of(text), 1, COUNT_MOST, &count))
		return arena_printf(parsing->arena,
		    "--count wants a number from 1 to %d, not '%s'", COUNT_MOST,
		    options_quote(parsing, text));
	parsing->options->count = (unsigned)count;
	return NULL;
}

static const char *
read_client_name(struct parsing *parsing, const struct option_row *row, const char *text)
{
	(void)row;
	if (!client_is_name(span_of(text)))
		return arena_printf(parsing->arena,
		    "--name wants lower-case letters, digits, dots and dashes, not '%s'",
		    options_quote(parsing, text));
	parsing->options->client_name = text;
	return NULL;
}

static const char *
read_host_option(
    struct parsing *parsing, const char *option, const char *text, const char **name)
{
	*name = target_host_name(span_of(text), parsing->arena);
	return *name != NULL ? NULL
	                     : arena_printf(parsing->arena, "%s wants a host name, not '%s'",
				   option, options_quote(parsing, text));
}

/* RFC 5321 section 4.1.3: a client without a name gives its address in brackets, one of IPv6
 * behind a tag. */
static const char *
read_ehlo_name(struct parsing *parsing, const struct option_row *row, const char *text)
{
	size_t len = strlen(text);
	size_t skipped = strncmp(text, "[IPv6:", 6) == 0 ? 6 : 1;

	(void)row;
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
read_server_name(struct parsing *parsing, const struct option_row *row, const char *value)
{
	(void)row;
	return read_host_option(
	    parsing, "--server-name", value, &parsing->options->server_name);
}

static const char *
read_family(struct parsing *parsing, const struct option_row *row, const char *value)
{
	(void)value;
	parsing->has_ipv4 = parsing->has_ipv4 || row->letter == '4';
	parsing->has_ipv6 = parsing->has_ipv6 || row->letter == '6';
	return NULL;
}

static const char *
read_ports(struct parsing *parsing, const struct option_row *row, const char *value)
{
	(void)row;
	return target_read_ports(
	    span_of(value), parsing->arena, parsing->ports, &parsing->ports_len);
}

static const char *
read_as(struct parsing *parsing, const struct option_row *row, const char *value)
{
	(void)row;
	return client_choices_add_one(parsing->options, value);
}

static const char *
read_clients(struct parsing *parsing, const struct option_row *row, const char *value)
{
	(void)row;
	return client_choices_add(parsing->options, value);
}

static const char *
read_color(struct parsing *parsing, const struct option_row *row, const char *value)
{
	(void)row;
	parsing->color = value == NULL ? "always" : value;
	return NULL;
}

static const char *
read_fail_on(struct parsing *parsing, const struct option_row *row, const char *value)
{
	enum severity *fail_on = &parsing->options->fail_on;

	(void)row;
	if (strcmp(value, "never") == 0)
		*fail_on = SEVERITY_COUNT;
	else if (!severity_by_name(span_of(value), fail_on) || *fail_on == SEVERITY_OFF)
		return arena_printf(parsing->arena,
		    "--fail-on knows info, low, medium, high, critical and never, not '%s'",
		    options_quote(parsing, value));
	return NULL;
}

static const char *
read_ignore(struct parsing *parsing, const struct option_row *row, const char *value)
{
	struct options *options = parsing->options;

	(void)row;
	if (options->ignored_len == OPTIONS_IGNORED_MAX)
		return "there are too many --ignore; a policy file takes any number "
		       "([accepted])";
	options->ignored[options->ignored_len++] = value;
	return NULL;
}

/* The simple ones: kept as they are. */

static const char *
read_word(struct parsing *parsing, const struct option_row *row, const char *value)
{
	const char **word =
	    (const char **)(void *)((char *)(void *)parsing->options + row->place);

	*word = value;
	return NULL;
}

static const char *
read_flag(struct parsing *parsing, const struct option_row *row, const char *value)
{
	(void)value;
	*(bool *)(void *)((char *)(void *)parsing->options + row->place) = true;
	return NULL;
}

static const char *
read_output(struct parsing *parsing, const struct option_row *row, const char *value)
{
	/* Under either name it must not be opened twice: two reports would be mixed. */
	bool is_stdout = strcmp(value, "/dev/stdout") == 0 || strcmp(value, "/dev/fd/1") == 0;

	parsing->options->files[row->about] = is_stdout ? "-" : value;
	return NULL;
}

static const char *
read_other_verb(struct parsing *parsing, const struct option_row *row, const char *value)
{
	(void)value;
	parsing->options->verb = (enum verb)row->about;
	return NULL;
}

enum {
	SCAN = 1 << VERB_SCAN,
	DIAGNOSE = 1 << VERB_DIAGNOSE,
	CONNECTS = SCAN | DIAGNOSE,
	DEMO = 1 << VERB_DEMO,
	REPLAY = 1 << VERB_REPLAY,
	JUDGES = SCAN | DEMO | REPLAY,
	TELLS = JUDGES | DIAGNOSE,
	EXPLAIN = 1 << VERB_EXPLAIN,
	POLICY = 1 << VERB_POLICY,
	CLIENTS = 1 << VERB_CLIENTS,
	ANY = ~0u >> 1,
};

#define WORD(member) read_word, offsetof(struct options, member), 0
#define FLAG(member) read_flag, offsetof(struct options, member), 0
#define VALUE(reader) reader, 0, 0
#define ABOUT(reader, what) reader, 0, what
#define OUTPUT(kind) read_output, 0, OUTPUT_##kind
#define INSTEAD(other) read_other_verb, 0, VERB_##other

/* clang-format off */
const struct option_row option_rows[] = {
	{ NULL, '4', no_argument, CONNECTS, VALUE(read_family) },
	{ NULL, '6', no_argument, CONNECTS, VALUE(read_family) },
	{ "as", 0, required_argument, DIAGNOSE, VALUE(read_as) },
	{ "baseline", 0, required_argument, JUDGES, WORD(baseline) },
	{ "bind", 0, required_argument, CONNECTS, WORD(bind) },
	{ "ca-file", 0, required_argument, CONNECTS, WORD(ca_file) },
	{ "clients", 0, required_argument, DIAGNOSE, VALUE(read_clients) },
	{ "color", 0, optional_argument, TELLS, VALUE(read_color) },
	{ "count", 0, required_argument, CLIENTS, VALUE(read_count) },
	{ "depth", 0, required_argument, SCAN, VALUE(read_depth) },
	{ "ehlo-name", 0, required_argument, CONNECTS | DEMO, VALUE(read_ehlo_name) },
	{ "error", 0, required_argument, EXPLAIN | DIAGNOSE | REPLAY, WORD(error) },
	{ "evidence", 0, required_argument, TELLS, OUTPUT(EVIDENCE) },
	{ "fail-on", 0, required_argument, JUDGES, VALUE(read_fail_on) },
	{ "from", 0, required_argument, DIAGNOSE, ABOUT(credentials_address, ADDRESS_FROM) },
	{ "help", 'h', no_argument, ANY, INSTEAD(HELP) },
	{ "ignore", 0, required_argument, JUDGES, VALUE(read_ignore) },
	{ "intrusive", 0, no_argument, SCAN, FLAG(limits.is_intrusive) },
	{ "json", 0, required_argument, TELLS, OUTPUT(JSON) },
	{ "junit", 0, required_argument, JUDGES, OUTPUT(JUNIT) },
	{ "list", 0, no_argument, EXPLAIN | POLICY, FLAG(is_list) },
	{ "list-questions", 0, no_argument, ANY, INSTEAD(LIST_QUESTIONS) },
	{ "login-in-clear", 0, no_argument, DIAGNOSE, FLAG(user.may_be_in_clear) },
	{ "login-unverified", 0, no_argument, DIAGNOSE, FLAG(user.may_be_unverified) },
	{ "manual", 0, no_argument, EXPLAIN, FLAG(is_manual) },
	{ "max-connections", 0, required_argument, SCAN, VALUE(read_connections) },
	{ "mechanism", 0, required_argument, DIAGNOSE, VALUE(credentials_mechanism) },
	{ "name", 0, required_argument, CLIENTS, VALUE(read_client_name) },
	{ "pace", 0, required_argument, CONNECTS, VALUE(read_pace) },
	{ "password", 0, optional_argument, DIAGNOSE, VALUE(credentials_refuse_password) },
	{ "password-env", 0, required_argument, DIAGNOSE, ABOUT(credentials_place, 0) },
	{ "password-file", 0, required_argument, DIAGNOSE, ABOUT(credentials_place, SECRET_IN_FILE) },
	{ "policy", 0, required_argument, JUDGES, WORD(policy) },
	{ "ports", 0, required_argument, SCAN, VALUE(read_ports) },
	{ "quiet", 'q', no_argument, TELLS | CLIENTS, FLAG(is_quiet) },
	{ "sarif", 0, required_argument, JUDGES, OUTPUT(SARIF) },
	{ "send", 0, no_argument, DIAGNOSE, FLAG(user.sends) },
	{ "server-name", 0, required_argument, CONNECTS, VALUE(read_server_name) },
	{ "summary", 0, required_argument, JUDGES, OUTPUT(SUMMARY) },
	{ "text", 0, required_argument, TELLS, OUTPUT(TEXT) },
	{ "timeout", 0, required_argument, CONNECTS, VALUE(read_timeout) },
	{ "to", 0, required_argument, DIAGNOSE, ABOUT(credentials_address, ADDRESS_TO) },
	{ "token-env", 0, required_argument, DIAGNOSE, ABOUT(credentials_place, SECRET_IS_TOKEN) },
	{ "token-file", 0, required_argument, DIAGNOSE,
	    ABOUT(credentials_place, SECRET_IS_TOKEN | SECRET_IN_FILE) },
	{ "user", 0, required_argument, DIAGNOSE, VALUE(credentials_user) },
	{ "version", 0, no_argument, ANY, INSTEAD(VERSION) },
};
/* clang-format on */
const size_t option_rows_count = COUNT_OF(option_rows);
