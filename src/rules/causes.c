/* SPDX-License-Identifier: MIT */
#include "rules/causes.h"

/* In the order of a session; of causes that are equally likely the earlier is told first. */
const struct cause_topic cause_topics[] = {
	{ "On the way to STARTTLS", causes_on_the_way },
	{ "At STARTTLS", causes_at_starttls },
	{ "In the handshake", causes_in_the_handshake },
	{ "In the certificate", causes_in_the_certificate },
	{ "After the handshake", causes_after_the_handshake },
};
const size_t cause_topics_count = COUNT_OF(cause_topics);

size_t
causes_count(void)
{
	size_t count = 0;

	while (cause_at(count) != NULL)
		count++;
	return count;
}

const struct cause *
cause_at(size_t place)
{
	for (size_t t = 0; t < cause_topics_count; t++)
		for (size_t i = 0; cause_topics[t].causes[i] != NULL; i++)
			if (place-- == 0)
				return cause_topics[t].causes[i];
	return NULL;
}

const struct cause *
cause_by_id(struct span id)
{
	for (size_t i = 0; i < causes_count(); i++)
		if (span_equal(id, span_of(cause_at(i)->id)))
			return cause_at(i);
	return NULL;
}

const char *
side_name(enum side side)
{
	switch (side) {
	case SIDE_SERVER:
		return "server";
	case SIDE_CLIENT:
		return "client";
	case SIDE_NETWORK:
		return "network";
	case SIDE_DNS:
		return "DNS";
	case SIDES_ALL:
		break;
	}
	return "";
}

const char *
printer_name(enum printer printer)
{
	static const char *const names[] = {
		[PRINTER_ANY] = NULL,
		[PRINTER_SERVER] = "a reply of the server",
		[PRINTER_LOG] = "the log of a server",
		[PRINTER_CURL] = "curl",
		[PRINTER_DOTNET] = ".NET",
		[PRINTER_EXIM] = "Exim",
		[PRINTER_GNUTLS] = "GnuTLS",
		[PRINTER_GO] = "Go",
		[PRINTER_JAVA] = "Java",
		[PRINTER_MAILKIT] = "MailKit",
		[PRINTER_MICROSOFT] = "Exchange or Outlook",
		[PRINTER_NODE] = "Node",
		[PRINTER_OPENSSL] = "OpenSSL",
		[PRINTER_PHP] = "PHP",
		[PRINTER_POSTFIX] = "Postfix",
		[PRINTER_PYTHON] = "Python",
		[PRINTER_RUBY] = "Ruby",
		[PRINTER_SWAKS] = "swaks",
		[PRINTER_THUNDERBIRD] = "Thunderbird",
	};
	_Static_assert(COUNT_OF(names) == PRINTER_COUNT, "a name for each");

	return names[printer];
}
