/* SPDX-License-Identifier: MIT */
#include "rules/command.h"

#include <string.h>

/* What openssl-s_client(1) has for -starttls. */
static const char *
starttls_word(enum protocol protocol)
{
	static const char *const words[] = {
		[PROTOCOL_SMTP] = "smtp",
		[PROTOCOL_LMTP] = "lmtp",
		[PROTOCOL_IMAP] = "imap",
		[PROTOCOL_POP3] = "pop3",
		[PROTOCOL_SIEVE] = "sieve",
	};
	_Static_assert(COUNT_OF(words) == PROTOCOL_COUNT, "a word for each protocol");

	return words[protocol];
}

static const char *
replace(struct arena *arena, const char *text, const char *word, const char *by)
{
	const char *done = "";

	for (const char *place = strstr(text, word); place != NULL;
	     place = strstr(text, word)) {
		done = arena_printf(arena, "%s%.*s%s", done, (int)(place - text), text, by);
		text = place + strlen(word);
	}
	return arena_printf(arena, "%s%s", done, text);
}

/* Names may come from evidence of strangers, and what is pasted runs in a shell. */
static bool
is_harmless(const char *name)
{
	static const char harmless[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
				       "0123456789.-_:";

	return *name != '-' && name[strspn(name, harmless)] == '\0';
}

const char *
command_at(struct arena *arena, const char *command, const struct host_record *host,
    const struct endpoint *endpoint)
{
	const char *name = endpoint->server_name;
	bool is_ipv6 = strchr(host->name, ':') != NULL;
	const char *starttls = endpoint->scheme->mode == MODE_IMPLICIT
	                           ? ""
	                           : arena_printf(arena, "-starttls %s ",
					 starttls_word(endpoint->scheme->protocol));
	/* s_client sends the name that it connects to, and none with an address. */
	const char *server_name = name == NULL || strcmp(name, host->name) == 0
	                              ? ""
	                              : arena_printf(arena, "-servername %s ", name);
	const char *connect;

	if (!is_harmless(host->name) || (name != NULL && !is_harmless(name)))
		return command;
	connect = arena_printf(arena, "%s-connect %s%s%s:", server_name, is_ipv6 ? "[" : "",
	    host->name, is_ipv6 ? "]" : "");

	command = replace(arena, command, "-starttls smtp -connect HOST:PORT",
	    arena_printf(arena, "%s-connect HOST:PORT", starttls));
	command = replace(arena, command, "-connect HOST:", connect);
	command = replace(arena, command, "HOST", host->name);
	return replace(arena, command, "PORT", arena_printf(arena, "%u", endpoint->port));
}
