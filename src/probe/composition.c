/* SPDX-License-Identifier: MIT */
#include "probe/composition.h"

#include <stdio.h>
#include <time.h>

static bool
append(struct buffer *out, const char *text)
{
	return buffer_append(out, span_of(text));
}

/* RFC 5322 section 3.3. Names of days and months are English: this program sets no locale. */
static bool
append_date(int64_t at, struct buffer *out)
{
	time_t seconds = (time_t)at;
	struct tm parts;
	char text[64];

	return gmtime_r(&seconds, &parts) != NULL &&
	       strftime(text, sizeof(text), "Date: %a, %d %b %Y %H:%M:%S +0000\r\n", &parts) >
	           0 &&
	       append(out, text);
}

static bool
append_id(const struct composition *composition, struct buffer *out)
{
	char text[2 * sizeof(composition->random) + 1];

	for (size_t i = 0; i < sizeof(composition->random); i++)
		(void)snprintf(text + 2 * i, 3, "%02x", composition->random[i]);
	return append(out, "Message-ID: <") && append(out, text) && append(out, "@") &&
	       append(out, composition->name) && append(out, ">\r\n");
}

/* One address a line: no line is too long then (RFC 5322 section 2.1.1). */
static bool
append_recipients(const struct user *user, struct buffer *out)
{
	bool fits = append(out, "To: ");

	for (size_t i = 0; i < user->to_len; i++)
		fits = fits && append(out, i == 0 ? "<" : ",\r\n\t<") &&
		       append(out, user->to[i]) && append(out, ">");
	return fits && append(out, "\r\n");
}

/* No line begins with a dot, so that there is none to be doubled (RFC 5321 section 4.5.2). */
bool
composition_message(const struct composition *composition, struct buffer *out)
{
	return append(out, "From: <") && append(out, composition->user->from) &&
	       append(out, ">\r\n") && append_recipients(composition->user, out) &&
	       append_date(composition->at, out) && append_id(composition, out) &&
	       append(out, "Subject: mailsonde test message\r\n"
			   "X-Mailsonde: test\r\n"
			   "Auto-Submitted: auto-generated\r\n"
			   "MIME-Version: 1.0\r\n"
			   "Content-Type: text/plain; charset=us-ascii\r\n"
			   "\r\n"
			   "This message was sent by 'mailsonde diagnose --send' to try the "
			   "way here.\r\n"
			   "It may be deleted.\r\n"
			   ".");
}
