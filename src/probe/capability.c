/* SPDX-License-Identifier: MIT */
#include "probe/capability.h"

#include "base/text.h"

#include <string.h>

enum {
	MASK_LEN_MIN = 6,
	MECHANISM_LEN_MAX = 32,
};

static void
add(struct lines *items, struct arena *arena, struct span item)
{
	if (items->lines == NULL)
		items->lines = arena_alloc(arena, sizeof(struct span) * LINES_MAX);
	if (items->len < LINES_MAX && item.len > 0)
		items->lines[items->len++] = item;
}

static void
add_words(struct lines *items, struct arena *arena, struct span words)
{
	struct span word = span_word(&words);

	for (; word.len > 0; word = span_word(&words))
		add(items, arena, word);
}

/* "* OK [CAPABILITY IMAP4rev1 STARTTLS] ready" holds what stands between the word and "]". */
static struct span
inside_brackets(struct span line)
{
	struct span words = span_skip(line, strlen("* OK [CAPABILITY "));
	size_t len = 0;

	while (len < words.len && words.data[len] != ']')
		len++;
	words.len = len;
	return words;
}

static void
read_imap(struct lines *items, struct arena *arena, const struct event *event)
{
	if (event->step == STEP_GREETING && event->reply == REPLY_CAPABLE)
		add_words(items, arena, inside_brackets(event->bytes));
	else if (span_starts(event->bytes, "* CAPABILITY "))
		add_words(items, arena, span_skip(event->bytes, strlen("* CAPABILITY ")));
}

/* The first line of an EHLO reply is the server's name, of a CAPA reply a status; those of
 * ManageSieve all count but the last. A refusal of EHLO may have lines, too. */
static void
read_line(struct lines *items, struct arena *arena, enum protocol protocol,
    const struct event *event, bool is_first)
{
	switch (protocol) {
	case PROTOCOL_SMTP:
	case PROTOCOL_LMTP:
		if (!is_first && event->step != STEP_GREETING && span_starts(event->bytes, "2"))
			add(items, arena, span_trim(span_skip(event->bytes, 4)));
		return;
	case PROTOCOL_POP3:
		if (!is_first && event->step != STEP_GREETING && event->reply == REPLY_PART)
			add(items, arena, span_trim(event->bytes));
		return;
	case PROTOCOL_SIEVE:
		if (event->reply == REPLY_PART)
			add(items, arena, span_trim(event->bytes));
		return;
	case PROTOCOL_IMAP:
		read_imap(items, arena, event);
		return;
	case PROTOCOL_COUNT:
		return;
	}
}

static bool
lists_capabilities(const struct event *event)
{
	return event->kind == EVENT_RECEIVED &&
	       (event->step == STEP_GREETING || event->step == STEP_CAPABILITY ||
		   event->step == STEP_CAPABILITY_AGAIN) &&
	       event->reply != REPLY_REFUSED && event->reply != REPLY_GARBLED;
}

struct lines
capability_read(const struct transcript *transcript, enum protocol protocol, bool is_secure)
{
	struct lines items = { 0 };
	enum step step = STEP_END;

	for (const struct event *event = transcript->first; event != NULL;
	     event = event->next) {
		if (!lists_capabilities(event))
			continue;
		if (event->is_secure == is_secure)
			read_line(
			    &items, transcript->arena, protocol, event, event->step != step);
		step = event->step;
	}
	return items;
}

static bool
has_reply(const struct transcript *transcript, enum step step, enum reply wanted)
{
	const struct event *reply = transcript_reply(transcript, step);

	return reply != NULL && reply->reply == wanted;
}

bool
capability_is_known(const struct transcript *transcript, enum protocol protocol, bool is_secure)
{
	if (is_secure != (transcript->mode == MODE_IMPLICIT))
		return is_secure && has_reply(transcript, STEP_CAPABILITY_AGAIN, REPLY_OK);
	return has_reply(transcript, STEP_CAPABILITY, REPLY_OK) ||
	       has_reply(transcript, STEP_HELO, REPLY_OK) ||
	       has_reply(transcript, STEP_GREETING, REPLY_CAPABLE) ||
	       (protocol == PROTOCOL_SIEVE && has_reply(transcript, STEP_GREETING, REPLY_OK));
}

struct span
capability_own_name(const struct transcript *transcript, enum protocol protocol)
{
	for (const struct event *event = transcript->first; event != NULL;
	     event = event->next) {
		struct span words = span_skip(event->bytes, strlen("250 "));
		bool is_list =
		    event->step == STEP_CAPABILITY || event->step == STEP_CAPABILITY_AGAIN;

		if (protocol != PROTOCOL_SMTP || event->kind != EVENT_RECEIVED || !is_list)
			continue;
		return span_starts(event->bytes, "250") ? span_word(&words)
		                                        : (struct span){ 0 };
	}
	return (struct span){ 0 };
}

/* The first word of an item, without the quotes of ManageSieve. */
static struct span
name_of(struct span item)
{
	struct span name = span_word(&item);

	if (name.len > 1 && name.data[0] == '"' && name.data[name.len - 1] == '"')
		return (struct span){ .data = name.data + 1, .len = name.len - 2 };
	return name;
}

bool
capability_has(const struct lines *items, const char *name)
{
	for (size_t i = 0; i < items->len; i++)
		if (span_is(name_of(items->lines[i]), name))
			return true;
	return false;
}

static bool
is_masked(struct span name)
{
	size_t same = 1;

	while (same < name.len && name.data[same] == name.data[0])
		same++;
	/* STLS has but four letters. */
	return (same >= MASK_LEN_MIN && name.len - same <= 1) || span_is(name, "XXXX");
}

bool
capability_is_masked(const struct lines *items)
{
	for (size_t i = 0; i < items->len; i++)
		if (is_masked(name_of(items->lines[i])))
			return true;
	return false;
}

static void
add_mechanism(struct mechanisms *mechanisms, struct arena *arena, struct span name)
{
	const char *text = text_escape(arena, name, MECHANISM_LEN_MAX);

	for (size_t i = 0; i < mechanisms->len; i++)
		if (strcmp(mechanisms->names[i], text) == 0)
			return;
	if (mechanisms->len < MECHANISMS_MAX && *text != '\0')
		mechanisms->names[mechanisms->len++] = text;
}

static struct span
without_quotes(struct span text)
{
	while (text.len > 0 && (text.data[0] == '"' || text.data[0] == ' '))
		text = span_skip(text, 1);
	while (text.len > 0 && text.data[text.len - 1] == '"')
		text.len--;
	return text;
}

static void
add_mechanisms(struct mechanisms *mechanisms, struct arena *arena, struct span words)
{
	struct span word = span_word(&words);

	for (; word.len > 0; word = span_word(&words))
		add_mechanism(mechanisms, arena, word);
}

/* SMTP lists "AUTH PLAIN LOGIN" (RFC 4954 section 3), old servers "AUTH=PLAIN LOGIN"; IMAP one
 * "AUTH=PLAIN" each (RFC 9051 section 7.2.2); POP3 and ManageSieve "SASL PLAIN LOGIN". */
static void
read_item(struct mechanisms *mechanisms, struct arena *arena, struct span item)
{
	struct span name = name_of(item);
	struct span rest = item;

	if (span_starts(item, "AUTH=")) {
		add_mechanisms(mechanisms, arena, span_skip(item, strlen("AUTH=")));
	} else if (span_is(name, "AUTH") || span_is(name, "SASL")) {
		(void)span_word(&rest);
		add_mechanisms(mechanisms, arena, without_quotes(rest));
	}
}

/* RFC 1939 section 7: a timestamp in angle brackets in the greeting offers APOP. */
static bool
offers_apop(struct span banner)
{
	size_t open = 0;

	while (open < banner.len && banner.data[open] != '<')
		open++;
	banner = span_skip(banner, open);
	return span_contains(banner, "@") && span_contains(banner, ">");
}

void
capability_mechanisms(const struct lines *items, enum protocol protocol, struct span banner,
    struct arena *arena, struct mechanisms *mechanisms)
{
	for (size_t i = 0; i < items->len; i++)
		read_item(mechanisms, arena, items->lines[i]);
	if (protocol == PROTOCOL_IMAP && items->len > 0 &&
	    !capability_has(items, "LOGINDISABLED"))
		add_mechanism(mechanisms, arena, span_of("LOGIN command"));
	if (protocol == PROTOCOL_POP3 && capability_has(items, "USER"))
		add_mechanism(mechanisms, arena, span_of("USER command"));
	if (protocol == PROTOCOL_POP3 && offers_apop(banner))
		add_mechanism(mechanisms, arena, span_of("APOP"));
}
