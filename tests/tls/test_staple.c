/* SPDX-License-Identifier: MIT */
/* The responses are in tests/data/staples, with the script that made them. */
#include "support/data.h"
#include "support/suite.h"
#include "tls/staple.h"

#include <string.h>

enum {
	MADE_AT = 1794960000, /* 2026-11-18 00:00 UTC, the thisUpdate of all */
	DAY = 24 * 60 * 60,
	UP_TO = MADE_AT + 7 * DAY,
	NOW = MADE_AT + DAY,
};

static struct arena arena;

static void
set_up(void)
{
	arena_init(&arena);
}

static void
tear_down(void)
{
	arena_clear(&arena);
}

static struct span
file(const char *name)
{
	return read_test_bytes(&arena, arena_printf(&arena, "data/staples/%s", name));
}

static struct staple
read_response(struct span der, size_t chain_len, int64_t at)
{
	const struct span chain[] = { file("leaf.der"), file("issuer.der") };

	return staple_read(der, chain, chain_len, at);
}

struct staple_case {
	const char *name;
	const char *file;
	int64_t at;
	enum staple_status want;
};

/* clang-format off */
static const struct staple_case staples[] = {
	{ "good", "good.resp", NOW, STAPLE_GOOD },
	{ "good at its first second", "good.resp", MADE_AT, STAPLE_GOOD },
	{ "good at its last second", "good.resp", UP_TO, STAPLE_GOOD },
	{ "a clock that is five minutes ahead", "good.resp", MADE_AT - 300, STAPLE_GOOD },
	{ "a clock that is further ahead", "good.resp", MADE_AT - 301, STAPLE_OUT_OF_DATE },
	{ "expired", "good.resp", UP_TO + 1, STAPLE_OUT_OF_DATE },
	{ "expired for years", "good.resp", INT64_C(4000000000), STAPLE_OUT_OF_DATE },
	{ "without an end", "endless.resp", INT64_C(4000000000), STAPLE_GOOD },
	{ "without an end, but too early", "endless.resp", MADE_AT - 301, STAPLE_OUT_OF_DATE },
	{ "revoked", "revoked.resp", NOW, STAPLE_REVOKED },
	{ "revoked stays revoked", "revoked.resp", UP_TO + 1, STAPLE_REVOKED },
	{ "unknown to the responder", "unknown.resp", NOW, STAPLE_STATUS_UNKNOWN },
	{ "of another certificate", "other.resp", NOW, STAPLE_OTHER_CERTIFICATE },
	{ "of two certificates", "both.resp", NOW, STAPLE_GOOD },
	{ "signed with SHA-1", "sha1.resp", NOW, STAPLE_GOOD },
	{ "by whom the issuer named", "delegated.resp", NOW, STAPLE_GOOD },
	{ "by whom the issuer named for something else", "no-delegate.resp", NOW,
	  STAPLE_BAD_SIGNATURE },
	{ "by a stranger of the same name", "stranger.resp", NOW, STAPLE_BAD_SIGNATURE },
	{ "signature changed", "bad-signature.resp", NOW, STAPLE_BAD_SIGNATURE },
	{ "signature changed and out of date", "bad-signature.resp", UP_TO + 1,
	  STAPLE_BAD_SIGNATURE },
	{ "no answer", "try-later.resp", NOW, STAPLE_UNREADABLE },
	{ "a certificate", "leaf.der", NOW, STAPLE_UNREADABLE },
	{ "text", "make-staples", NOW, STAPLE_UNREADABLE },
};
/* clang-format on */

START_TEST(a_staple_is_read)
{
	const struct staple_case *row = &staples[_i];
	enum staple_status status = read_response(file(row->file), 2, row->at).status;

	ck_assert_msg(status == row->want, "%s: %s", row->name, staple_status_name(status));
}
END_TEST

START_TEST(dates_are_told)
{
	struct staple staple = read_response(file("revoked.resp"), 2, NOW);

	ck_assert_int_eq(staple.this_update, MADE_AT);
	ck_assert_int_eq(staple.next_update, UP_TO);
	ck_assert_int_eq(staple.revoked_at, MADE_AT - DAY);
	staple = read_response(file("endless.resp"), 2, NOW);
	ck_assert_int_eq(staple.next_update, 0);
	ck_assert_int_eq(staple.revoked_at, 0);
}
END_TEST

START_TEST(without_the_issuer_it_stays_unchecked)
{
	const struct span others[] = { file("leaf.der"), file("other.der"),
		span_of("garbage") };

	ck_assert_int_eq(read_response(file("good.resp"), 1, NOW).status, STAPLE_UNCHECKED);
	ck_assert_int_eq(
	    read_response(file("bad-signature.resp"), 1, NOW).status, STAPLE_UNCHECKED);
	ck_assert_int_eq(read_response(file("revoked.resp"), 1, NOW).status, STAPLE_UNCHECKED);
	ck_assert_int_eq(read_response(file("unknown.resp"), 1, NOW).status, STAPLE_UNCHECKED);
	ck_assert_int_eq(
	    read_response(file("good.resp"), 1, UP_TO + 1).status, STAPLE_OUT_OF_DATE);
	ck_assert_int_eq(
	    read_response(file("other.resp"), 1, NOW).status, STAPLE_OTHER_CERTIFICATE);
	ck_assert_int_eq(
	    staple_read(file("good.resp"), others, 3, NOW).status, STAPLE_UNCHECKED);
}
END_TEST

START_TEST(the_issuer_may_come_later)
{
	const struct span chain[] = { file("leaf.der"), file("other.der"), file("issuer.der") };

	ck_assert_int_eq(staple_read(file("good.resp"), chain, 3, NOW).status, STAPLE_GOOD);
}
END_TEST

START_TEST(without_a_certificate_it_stays_unchecked)
{
	const struct span garbage[] = { span_of("garbage"), file("issuer.der") };

	ck_assert_int_eq(read_response(file("good.resp"), 0, NOW).status, STAPLE_UNCHECKED);
	ck_assert_int_eq(
	    staple_read(file("good.resp"), garbage, 2, NOW).status, STAPLE_UNCHECKED);
}
END_TEST

START_TEST(a_staple_cut_off_anywhere_is_unreadable)
{
	static const char *const files[] = { "good.resp", "delegated.resp", "try-later.resp" };
	struct span der = file(files[_i]);

	for (size_t len = 0; len < der.len; len++)
		ck_assert_msg(read_response((struct span){ der.data, len }, 2, NOW).status ==
				  STAPLE_UNREADABLE,
		    "%zu bytes of %s", len, files[_i]);
}
END_TEST

/* A wrong bit may fall into what nobody reads, but what is signed is protected. */
START_TEST(a_staple_with_a_wrong_bit_never_tells_of_another_state)
{
	struct span der = file("revoked.resp");

	for (size_t i = 0; i < der.len * 8; i += 3) {
		uint8_t *bytes = arena_alloc(&arena, der.len);
		enum staple_status status;

		memcpy(bytes, der.data, der.len);
		bytes[i / 8] ^= (uint8_t)(1 << i % 8);
		status = read_response((struct span){ bytes, der.len }, 2, NOW).status;
		ck_assert_msg(status != STAPLE_GOOD && status != STAPLE_NONE, "bit %zu", i);
	}
}
END_TEST

Suite *
suite(void)
{
	Suite *s = suite_create("staple");
	TCase *tcase = tcase_create("core");

	tcase_add_checked_fixture(tcase, set_up, tear_down);
	tcase_set_timeout(tcase, 60);
	tcase_add_loop_test(tcase, a_staple_is_read, 0, (int)COUNT_OF(staples));
	tcase_add_test(tcase, dates_are_told);
	tcase_add_test(tcase, without_the_issuer_it_stays_unchecked);
	tcase_add_test(tcase, the_issuer_may_come_later);
	tcase_add_test(tcase, without_a_certificate_it_stays_unchecked);
	tcase_add_loop_test(tcase, a_staple_cut_off_anywhere_is_unreadable, 0, 3);
	tcase_add_test(tcase, a_staple_with_a_wrong_bit_never_tells_of_another_state);
	suite_add_tcase(s, tcase);
	return s;
}
