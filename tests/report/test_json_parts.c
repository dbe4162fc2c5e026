/* SPDX-License-Identifier: MIT */
#include "report/json_parts.h"
#include "support/suite.h"

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

START_TEST(members_and_items_are_taken_over)
{
	json_t *object = json_must(json_object());
	json_t *array = json_must(json_array());

	json_append(array, json_integer(7));
	json_append(array, json_null());
	json_put(object, "list", array);
	json_put(object, "word", json_string("x"));
	json_put(object, "word", json_string("y"));
	ck_assert_uint_eq(json_object_size(object), 2);
	ck_assert_uint_eq(json_array_size(json_object_get(object, "list")), 2);
	ck_assert_str_eq(json_string_value(json_object_get(object, "word")), "y");
	json_decref(object);
}
END_TEST

START_TEST(no_text_is_null)
{
	json_t *value = json_text_or_null("words");

	ck_assert_str_eq(json_string_value(value), "words");
	json_decref(value);
	ck_assert(json_is_null(json_text_or_null("")));
	ck_assert(json_is_null(json_text_or_null(NULL)));
}
END_TEST

static const struct {
	uint32_t number;
	int digits;
	const char *text;
} numbers[] = {
	{ 0, 4, "0x0000" },
	{ 0x1301, 4, "0x1301" },
	{ 0xc02f, 4, "0xc02f" },
	{ 0xffff, 4, "0xffff" },
	{ 0x010080, 6, "0x010080" },
};

START_TEST(numbers_of_registries_are_hexadecimal)
{
	json_t *value = json_hex(&arena, numbers[_i].number, numbers[_i].digits);

	ck_assert_str_eq(json_string_value(value), numbers[_i].text);
	json_decref(value);
}
END_TEST

Suite *
suite(void)
{
	Suite *s = suite_create("json parts");
	TCase *tcase = tcase_create("core");

	tcase_add_checked_fixture(tcase, set_up, tear_down);
	tcase_add_test(tcase, members_and_items_are_taken_over);
	tcase_add_test(tcase, no_text_is_null);
	tcase_add_loop_test(tcase, numbers_of_registries_are_hexadecimal, 0, COUNT_OF(numbers));
	suite_add_tcase(s, tcase);
	return s;
}
