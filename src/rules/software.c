/* SPDX-License-Identifier: MIT */
#include "rules/software.h"

static const char *const names[] = {
	[SOFTWARE_POSTFIX] = "Postfix",
	[SOFTWARE_DOVECOT] = "Dovecot",
	[SOFTWARE_EXIM] = "Exim",
};
_Static_assert(COUNT_OF(names) == SOFTWARE_COUNT, "a name for each");

const char *
software_name(enum software software)
{
	return names[software];
}

static bool
is_named_in(const struct lines *lines, const char *name)
{
	for (size_t i = 0; i < lines->len; i++)
		if (span_contains(lines->lines[i], name))
			return true;
	return false;
}

static bool
is_named(const struct port_facts *port, enum software software)
{
	return is_named_in(&port->greeting, names[software]) ||
	       is_named_in(&port->before, names[software]) ||
	       is_named_in(&port->after, names[software]);
}

static bool
serves(enum software software, enum protocol protocol)
{
	switch (protocol) {
	case PROTOCOL_SMTP:
		return software != SOFTWARE_DOVECOT;
	case PROTOCOL_LMTP:
	case PROTOCOL_IMAP:
	case PROTOCOL_POP3:
	case PROTOCOL_SIEVE:
	case PROTOCOL_COUNT:
		break;
	}
	return software == SOFTWARE_DOVECOT;
}

bool
software_may_be(const struct port_facts *port, enum software software)
{
	for (size_t i = 0; i < SOFTWARE_COUNT; i++)
		if (is_named(port, (enum software)i))
			return is_named(port, software);
	return serves(software, port->record->endpoint.scheme->protocol);
}

const char *
software_settings(const struct settings *settings, enum software software)
{
	if (settings == NULL)
		return NULL;
	switch (software) {
	case SOFTWARE_POSTFIX:
		return settings->postfix;
	case SOFTWARE_DOVECOT:
		return settings->dovecot;
	case SOFTWARE_EXIM:
		return settings->exim;
	case SOFTWARE_COUNT:
		break;
	}
	return NULL;
}
