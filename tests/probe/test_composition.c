/* SPDX-License-Identifier: MIT */
#include "probe/composition.h"

#include "base/alloc.h"
#include "support/suite.h"

#include <string.h>

static const struct user user = {
	.from = "a@example.test", .to_len = 2, .to = { "b@example.test", "c@example.test" }
};

static const struct composition composition = {
	.user = &user,
	.name = "probe.example.test",
	.random = { 0x01, 0x23, 0x45, 0x67, 0x89, 0xab, 0xcd, 0xef },
	.at = 1795000000,
};

START_TEST(the_message_is_small_and_marked)
{
	struct buffer out;

	buffer_init(&out, 4096);
	ck_assert(composition_message(&composition, &out));
	ck_assert_msg(
	    span_equal(buffer_span(&out),
		span_of("From: <a@example.test>\r\n"
			"To: <b@example.test>,\r\n\t<c@example.test>\r\n"
			"Date: Wed, 18 Nov 2026 11:06:40 +0000\r\n"
			"Message-ID: <0123456789abcdef@probe.example.test>\r\n"
			"Subject: mailsonde test message\r\n"
			"X-Mailsonde: test\r\n"
			"Auto-Submitted: auto-generated\r\n"
			"MIME-Version: 1.0\r\n"
			"Content-Type: text/plain; charset=us-ascii\r\n"
			"\r\n"
			"This message was sent by 'mailsonde diagnose --send' to try the way "
			"here.\r\n"
			"It may be deleted.\r\n"
			".")),
	    "%.*s", (int)out.len, (const char *)out.data);
	buffer_clear(&out);
}
END_TEST

/* RFC 5321 section 4.5.2 and RFC 5322 section 2.1.1, with the longest addresses. */
START_TEST(no_line_begins_with_a_dot_or_is_too_long)
{
	char address[USER_ADDRESS_MAX + 1] = { 0 };
	struct user many = { .from = address, .to_len = USER_RECIPIENTS_MAX };
	struct composition large = composition;
	struct buffer out;
	size_t len = 0;

	memset(address, '.', USER_ADDRESS_MAX);
	for (size_t i = 0; i < USER_RECIPIENTS_MAX; i++)
		many.to[i] = address;
	large.user = &many;
	buffer_init(&out, 16 * 1024);
	ck_assert(composition_message(&large, &out));
	for (size_t i = 0; i + 1 < out.len; i++) {
		len = out.data[i] == '\n' ? 0 : len + 1;
		ck_assert_uint_lt(len, 998);
		ck_assert(len != 1 || out.data[i] != '.');
	}
	buffer_clear(&out);
}
END_TEST

START_TEST(without_room_there_is_none)
{
	struct buffer out;

	buffer_init(&out, 300);
	ck_assert(!composition_message(&composition, &out));
	buffer_clear(&out);
}
END_TEST

Suite *
suite(void)
{
	Suite *s = suite_create("composition");
	TCase *tcase = tcase_create("core");

	tcase_add_test(tcase, the_message_is_small_and_marked);
	tcase_add_test(tcase, no_line_begins_with_a_dot_or_is_too_long);
	tcase_add_test(tcase, without_room_there_is_none);
	suite_add_tcase(s, tcase);
	return s;
}
