/* SPDX-License-Identifier: MIT */
/* The hellos that most questions send, read back. */
#include "probe/attempt.h"

#include "probe/interview.h"
#include "registry/number.h"
#include "registry/suite.h"
#include "support/suite.h"

static struct arena arena;
static struct attempt attempt;

static void
set_up(void)
{
	arena_init(&arena);
	attempt_init(&attempt);
}

static void
tear_down(void)
{
	attempt_clear(&attempt);
	arena_clear(&arena);
}

static struct hello_view
write_wish(const struct hello_wish *wish)
{
	struct hello hello;
	struct hello_view view;

	wish_make(wish, draw_fixed, &hello);
	attempt_raw(&attempt, MODE_STARTTLS, &hello);
	ck_assert(hello_read(buffer_span(&attempt.hello), &arena, &view));
	return view;
}

static size_t
suites_of(const struct hello_view *view, uint16_t *numbers)
{
	size_t len = view->suites.len / 2;

	for (size_t i = 0; i < len; i++)
		numbers[i] =
		    (uint16_t)(view->suites.data[2 * i] << 8 | view->suites.data[2 * i + 1]);
	return len;
}

static bool
has(const struct hello_view *view, uint16_t extension)
{
	struct span body;

	return hello_extension(view, extension, &body);
}

struct version_case {
	const char *name;
	uint16_t version;
	uint16_t want_record;
	uint16_t want_legacy;
	bool has_extensions;
	bool has_schemes;
	bool is_tls13;
};

static const struct version_case versions[] = {
	{ "SSL 3.0", VERSION_SSL3, VERSION_SSL3, VERSION_SSL3, false, false, false },
	{ "TLS 1.0", VERSION_TLS10, VERSION_TLS10, VERSION_TLS10, true, false, false },
	{ "TLS 1.1", VERSION_TLS11, VERSION_TLS10, VERSION_TLS11, true, false, false },
	{ "TLS 1.2", VERSION_TLS12, VERSION_TLS10, VERSION_TLS12, true, true, false },
	{ "TLS 1.3", VERSION_TLS13, VERSION_TLS10, VERSION_TLS12, true, true, true },
};

START_TEST(a_hello_has_what_belongs_to_its_version)
{
	const struct version_case *row = &versions[_i];
	struct hello_view view = write_wish(&(struct hello_wish){
	    .version = row->version, .server_name = "mail.example.test", .offers_all = true });
	bool is_old = row->has_extensions && !row->is_tls13;

	ck_assert_msg(view.record_version == row->want_record, "%s", row->name);
	ck_assert_msg(view.version == row->want_legacy, "%s", row->name);
	ck_assert_msg((view.extensions.len > 0) == row->has_extensions, "%s", row->name);
	ck_assert_msg(
	    has(&view, EXTENSION_SERVER_NAME) == row->has_extensions, "%s", row->name);
	ck_assert_msg(
	    has(&view, EXTENSION_SUPPORTED_GROUPS) == row->has_extensions, "%s", row->name);
	ck_assert_msg(
	    has(&view, EXTENSION_SIGNATURE_ALGORITHMS) == row->has_schemes, "%s", row->name);
	ck_assert_msg(
	    has(&view, EXTENSION_SUPPORTED_VERSIONS) == row->is_tls13, "%s", row->name);
	ck_assert_msg(has(&view, EXTENSION_KEY_SHARE) == row->is_tls13, "%s", row->name);
	ck_assert_msg(view.session_id.len == (row->is_tls13 ? 32 : 0), "%s", row->name);
	ck_assert_msg(has(&view, EXTENSION_RENEGOTIATION_INFO) == is_old, "%s", row->name);
	ck_assert_msg(has(&view, EXTENSION_HEARTBEAT) == is_old, "%s", row->name);
	ck_assert_msg(view.compressions.len == (is_old ? 2 : 1), "%s", row->name);
}
END_TEST

START_TEST(the_suites_of_a_hello_are_of_its_version_and_few)
{
	const struct version_case *row = &versions[_i];
	struct hello_view view = write_wish(&(struct hello_wish){ .version = row->version });
	uint16_t numbers[HELLO_SUITES_MAX];
	size_t len = suites_of(&view, numbers);

	ck_assert_msg(len >= 10 && len <= COMMON_SUITES_MAX, "%s: %zu", row->name, len);
	for (size_t i = 0; i < len; i++) {
		const struct suite *suite = suite_by_number(numbers[i]);

		if (numbers[i] == 0x00ff && row->version == VERSION_SSL3)
			continue;
		ck_assert_msg(suite != NULL && suite->from <= row->version, "%s: %04x",
		    row->name, numbers[i]);
		ck_assert_msg(row->is_tls13 == (suite->from == VERSION_TLS13), "%s: %04x",
		    row->name, numbers[i]);
		/* TLS 1.3 has some without encryption (RFC 9150), which are asked for as well.
		 */
		ck_assert_msg(
		    row->is_tls13 || (!suite->is_export && suite->cipher != CIPHER_NULL &&
					 suite->authentication != AUTHENTICATION_NONE),
		    "%s: %s", row->name, suite->name);
		for (size_t k = 0; k < i; k++)
			ck_assert_msg(
			    numbers[k] != numbers[i], "%s: %s twice", row->name, suite->name);
	}
}
END_TEST

START_TEST(a_wish_for_numbers_is_kept_in_their_order)
{
	static const uint16_t suites_wanted[] = { 0x002f, 0xc02f, 0x000a };
	static const uint16_t groups_wanted[] = { 0x0018, 0x001d };
	static const uint16_t schemes_wanted[] = { 0x0601, 0x0401 };
	struct hello_view view = write_wish(&(struct hello_wish){ .version = VERSION_TLS12,
	    .suites = suites_wanted,
	    .suites_len = 3,
	    .groups = groups_wanted,
	    .groups_len = 2,
	    .schemes = schemes_wanted,
	    .schemes_len = 2,
	    .alpn = "smtp" });
	uint16_t numbers[HELLO_SUITES_MAX];
	struct span body;
	size_t len;

	ck_assert_uint_eq(suites_of(&view, numbers), 3);
	ck_assert_mem_eq(numbers, suites_wanted, sizeof(suites_wanted));
	ck_assert(hello_extension(&view, EXTENSION_SUPPORTED_GROUPS, &body));
	ck_assert(hello_numbers(body, numbers, COUNT_OF(numbers), &len) && len == 2);
	ck_assert_mem_eq(numbers, groups_wanted, sizeof(groups_wanted));
	ck_assert(hello_extension(&view, EXTENSION_SIGNATURE_ALGORITHMS, &body));
	ck_assert(hello_numbers(body, numbers, COUNT_OF(numbers), &len) && len == 2);
	ck_assert_mem_eq(numbers, schemes_wanted, sizeof(schemes_wanted));
	ck_assert(hello_extension(&view, EXTENSION_ALPN, &body));
	ck_assert(span_contains(body, "smtp"));
	ck_assert(!has(&view, EXTENSION_SERVER_NAME));
	ck_assert(!has(&view, EXTENSION_HEARTBEAT));
	ck_assert_uint_eq(view.compressions.len, 1);
}
END_TEST

START_TEST(without_a_key_the_list_of_shares_is_empty)
{
	struct hello_view view = write_wish(
	    &(struct hello_wish){ .version = VERSION_TLS13, .is_silent_on_keys = true });
	struct span body;

	ck_assert(hello_extension(&view, EXTENSION_KEY_SHARE, &body));
	ck_assert_uint_eq(body.len, 2);
	view = write_wish(&(struct hello_wish){ .version = VERSION_TLS13 });
	ck_assert(hello_extension(&view, EXTENSION_KEY_SHARE, &body));
	ck_assert_uint_eq(body.len, 2 + 2 + 2 + 32);
}
END_TEST

START_TEST(a_raw_attempt_holds_its_last_hello_only)
{
	size_t len;

	(void)write_wish(&(struct hello_wish){ .version = VERSION_TLS12 });
	len = attempt.hello.len;
	(void)write_wish(&(struct hello_wish){ .version = VERSION_TLS12 });
	ck_assert_uint_eq(attempt.hello.len, len);
	ck_assert(attempt.is_raw);
	ck_assert_int_eq(attempt.errand, ERRAND_HELLO);
	ck_assert_int_eq(attempt.mode, MODE_STARTTLS);
}
END_TEST

START_TEST(a_session_is_of_the_endpoint)
{
	const struct endpoint endpoint = { .server_name = "mail.example.test" };

	attempt.is_raw = true;
	attempt_session(&attempt, &endpoint, MODE_IMPLICIT, ERRAND_NONE);
	ck_assert(!attempt.is_raw);
	ck_assert_int_eq(attempt.mode, MODE_IMPLICIT);
	ck_assert_str_eq(attempt.offer.server_name, "mail.example.test");
	ck_assert_int_eq(attempt.offer.profile, TLS_PROFILE_ALL);
	ck_assert_ptr_null(attempt.offer.alpn);
	ck_assert_uint_eq(attempt.offer.resumption.len, 0);
}
END_TEST

Suite *
suite(void)
{
	Suite *all = suite_create("probe/attempt");
	TCase *tcase = tcase_create("hellos");

	tcase_add_checked_fixture(tcase, set_up, tear_down);
	tcase_add_loop_test(
	    tcase, a_hello_has_what_belongs_to_its_version, 0, COUNT_OF(versions));
	tcase_add_loop_test(
	    tcase, the_suites_of_a_hello_are_of_its_version_and_few, 0, COUNT_OF(versions));
	tcase_add_test(tcase, a_wish_for_numbers_is_kept_in_their_order);
	tcase_add_test(tcase, without_a_key_the_list_of_shares_is_empty);
	tcase_add_test(tcase, a_raw_attempt_holds_its_last_hello_only);
	tcase_add_test(tcase, a_session_is_of_the_endpoint);
	suite_add_tcase(all, tcase);
	return all;
}
