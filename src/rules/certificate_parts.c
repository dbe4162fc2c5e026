/* SPDX-License-Identifier: MIT */
#include "rules/certificate_parts.h"

#include <time.h>

const struct certificate *
certificate_of_server(const struct subject *subject)
{
	return &subject->port->chain.certificates[0];
}

int64_t
certificate_seen_at(const struct subject *subject)
{
	const struct transcript *basics = subject->port->record->transcripts[QUESTION_BASICS];

	return (basics == NULL ? subject->host->began_at_ms : basics->began_at_ms) / 1000;
}

const char *
certificate_day(struct arena *arena, int64_t seconds)
{
	time_t when = (time_t)seconds;
	struct tm parts;
	char text[32] = "?";

	if (gmtime_r(&when, &parts) == NULL ||
	    strftime(text, sizeof(text), "%Y-%m-%d %H:%M UTC", &parts) == 0)
		return "a day beyond all calendars";
	return arena_string(arena, span_of(text));
}

const char *
certificate_title(const struct certificate *certificate, struct arena *arena)
{
	return *certificate->subject != '\0' ? certificate->subject
	                                     : certificate_names(certificate, arena);
}

bool
certificate_is_looked_at(const struct certificate *certificate)
{
	return certificate->is_readable && certificate->is_needed;
}

struct ruling
certificate_lacks_leaf(const struct subject *subject)
{
	return certificate_of_server(subject)->is_readable
	           ? ruling_good()
	           : ruling_unknown("the server's certificate cannot be read");
}

struct ruling
certificate_lacks_needed(const struct subject *subject)
{
	const struct chain *chain = &subject->port->chain;

	for (size_t i = 0; i < chain->len; i++)
		if (chain->certificates[i].is_needed && !chain->certificates[i].is_readable)
			return ruling_unknown("a certificate of the chain cannot be read");
	return ruling_good();
}
