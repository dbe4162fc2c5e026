/* SPDX-License-Identifier: MIT */
#include "report/replay_fields.h"

#include "support/suite.h"

static struct arena arena;
static json_t *object;
static struct fields fields;

static void
set_up(void)
{
	arena_init(&arena);
	object = json_loads("{\"text\":\"a\",\"number\":7,\"yes\":true,\"list\":[1,2],"
			    "\"hex\":\"00ff\",\"rude\":\"a\\u0007\",\"minus\":-1}",
	    0, NULL);
	ck_assert_ptr_nonnull(object);
	fields = (struct fields){ .object = object, .arena = &arena };
}

static void
tear_down(void)
{
	json_decref(object);
	arena_clear(&arena);
}

START_TEST(what_is_there_is_read)
{
	ck_assert_str_eq(fields_text(&fields, "text", NULL), "a");
	ck_assert_str_eq(fields_text(&fields, "none", "else"), "else");
	ck_assert_uint_eq(fields_number(&fields, "number", true, 7), 7);
	ck_assert_uint_eq(fields_number(&fields, "none", false, 7), 0);
	ck_assert(fields_bool(&fields, "yes") && !fields_bool(&fields, "none"));
	ck_assert_uint_eq(json_array_size(fields_array(&fields, "list", 2)), 2);
	ck_assert_uint_eq(fields_bytes(&fields).len, 2);
	ck_assert_ptr_null(fields.wrong);
}
END_TEST

static const struct {
	const char *kind;
	const char *key;
} wrong[] = {
	{ "text", "none" }, { "text", "number" }, { "text", "rude" }, { "number", "none" },
	{ "number", "text" }, { "number", "minus" },
	{ "number", "number" },                                       /* above the most */
	{ "bool", "text" }, { "array", "text" }, { "array", "list" }, /* too long */
};

START_TEST(what_is_wrong_is_noted_and_stays)
{
	const char *key = wrong[_i].key;

	switch (*wrong[_i].kind) {
	case 't':
		ck_assert_str_eq(fields_text(&fields, key, NULL), "");
		break;
	case 'n':
		ck_assert_uint_eq(fields_number(&fields, key, true, 6), 0);
		break;
	case 'b':
		ck_assert(!fields_bool(&fields, key));
		break;
	default:
		ck_assert_ptr_null(fields_array(&fields, key, 1));
		break;
	}
	ck_assert_str_eq(fields.wrong, key);
	ck_assert_ptr_null(fields_get(&fields, "text", true));
	fields_reject(&fields, "other");
	ck_assert_str_eq(fields.wrong, key);
}
END_TEST

START_TEST(hexadecimal_is_strict)
{
	ck_assert_uint_eq(fields_hex(&fields, "text", json_object_get(object, "text")).len, 0);
	ck_assert_str_eq(fields.wrong, "text");
}
END_TEST

Suite *
suite(void)
{
	Suite *s = suite_create("replay_fields");
	TCase *tcase = tcase_create("core");

	tcase_add_checked_fixture(tcase, set_up, tear_down);
	tcase_add_test(tcase, what_is_there_is_read);
	tcase_add_loop_test(tcase, what_is_wrong_is_noted_and_stays, 0, (int)COUNT_OF(wrong));
	tcase_add_test(tcase, hexadecimal_is_strict);
	suite_add_tcase(s, tcase);
	return s;
}
