/* SPDX-License-Identifier: MIT */
/*
 * Aims at the composer and at what reads challenges: a login without TLS, as the user allows
 * it. Two bytes choose the service and the mechanism; the rest is what the server says. However
 * it is cut, the record must be the same, and behind the beginning of the login nothing of the
 * user or the secret may be in it.
 */
#include "facts/use.h"
#include "fuzz.h"
#include "probe/conversation.h"

#include <string.h>

#define NAME "wq7-zk2@xv9.test"
#define SECRET "Jp4\\Lm8 \"Rt6"

enum { NOW_US = 1000, EVENTS_MOST = 4000 };

static void
draw(uint8_t *bytes, size_t len)
{
	memset(bytes, 0x5a, len);
}

static struct user
user_of(uint8_t choice)
{
	struct user user = { .name = NAME,
		.secret = SECRET,
		.may_be_in_clear = true,
		.from = "a@b.test",
		.to_len = 2,
		.to = { "c@d.test", NAME },
		.sends = (choice & 0x80) != 0 };

	choice &= 0x0f;
	if (choice < MECHANISMS) {
		user.way = USER_WAY_MECHANISM;
		user.mechanism = (enum mechanism)choice;
		user.is_token = mechanism_rows[choice].takes_token;
	} else if (choice == MECHANISMS) {
		user.way = USER_WAY_COMMAND;
	}
	return user;
}

static void
run(const struct endpoint *endpoint, const struct user *user, struct span words, size_t piece,
    struct transcript *transcript)
{
	const struct conversation_settings settings = {
		.name = "probe.test",
		.draw = draw,
		.user = user,
		.patience = { 1000000, 1000000, 1000000, 1000000 },
	};
	struct conversation conversation;
	struct attempt attempt;

	attempt_init(&attempt);
	attempt_session(&attempt, endpoint, MODE_STARTTLS, ERRAND_USE_CLEAR);
	attempt.question = QUESTION_USE;
	conversation_init(&conversation, &settings, endpoint, &attempt, transcript);
	conversation_connected(&conversation, "192.0.2.1", "192.0.2.25", NOW_US);
	while (words.len > 0 && !conversation_is_over(&conversation)) {
		size_t len = words.len < piece ? words.len : piece;

		conversation_feed(
		    &conversation, (struct span){ .data = words.data, .len = len }, NOW_US);
		words = span_skip(words, len);
	}
	conversation_end(&conversation, EVENT_EOF, "", NOW_US);
	conversation_clear(&conversation);
}

static void
check_no_leak(const struct transcript *transcript)
{
	const struct event *event = transcript_find(transcript, EVENT_MECHANISM);
	struct scrub scrub;
	struct buffer out;

	scrub_init(&scrub);
	scrub_add(&scrub, span_of(NAME), "");
	scrub_add(&scrub, span_of(SECRET), "");
	buffer_init(&out, 1024 * 1024);
	for (; event != NULL; event = event->next)
		MUST(!scrub_text(&scrub, event->bytes, &out));
	scrub_clear(&scrub);
	buffer_clear(&out);
}

static void
check_same(const struct transcript *a, const struct transcript *b)
{
	const struct event *other = b->first;
	size_t count = 0;

	for (const struct event *event = a->first; event != NULL; event = event->next) {
		MUST(other != NULL && other->kind == event->kind &&
		     other->step == event->step && other->reply == event->reply &&
		     span_equal(other->bytes, event->bytes));
		other = other->next;
		count++;
	}
	MUST(other == NULL && count < EVENTS_MOST);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	static const char *const schemes_tried[] = { "smtp", "imap", "pop3", "sieve" };
	struct transcript transcripts[2];
	struct endpoint endpoint = { .address = "192.0.2.25", .server_name = "mail.test" };
	struct arena arena;
	struct user user;

	if (len < 2)
		return 0;
	endpoint.scheme = scheme_by_name(span_of(schemes_tried[data[0] % 4]));
	user = user_of(data[1]);
	arena_init(&arena);
	for (size_t i = 0; i < 2; i++) {
		transcript_init(&transcripts[i], &arena);
		run(&endpoint, &user, (struct span){ data + 2, len - 2 }, i == 0 ? len : 1,
		    &transcripts[i]);
		check_no_leak(&transcripts[i]);
	}
	check_same(&transcripts[0], &transcripts[1]);
	arena_clear(&arena);
	return 0;
}
