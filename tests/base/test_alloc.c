/* SPDX-License-Identifier: MIT */
#include "base/alloc.h"
#include "base/status.h"
#include "support/capture.h"
#include "support/suite.h"

#include <stdlib.h>
#include <string.h>

/* What cannot be had is NULL here as it is without AddressSanitizer. */
const char *__asan_default_options(void);

const char *
__asan_default_options(void)
{
	return "allocator_may_return_null=1";
}

static int
die_of_words(void *context)
{
	die("%s and %d", (const char *)context, 7);
}

static int
ask_for_too_much(void *context)
{
	/* Not known to the compiler, which would warn. */
	volatile size_t much = SIZE_MAX / 4;

	(void)context;
	free(alloc_zeroed(much, 8));
	return 0;
}

static int
grow_too_much(void *context)
{
	volatile size_t much = SIZE_MAX / 4;

	(void)context;
	free(alloc_resize(NULL, much, 8));
	return 0;
}

static const struct {
	const char *name;
	int (*function)(void *context);
	const char *words;
} deaths[] = {
	{ "words", die_of_words, "mailsonde: the reason and 7\n" },
	{ "too much memory", ask_for_too_much, "mailsonde: out of memory\n" },
	{ "too much growth", grow_too_much, "mailsonde: out of memory\n" },
};

START_TEST(the_end_is_one_line_and_its_own_status)
{
	static char reason[] = "the reason";
	struct arena arena;
	struct captured captured;

	arena_init(&arena);
	captured = capture(&arena, deaths[_i].function, reason, "");
	ck_assert_msg(captured.status == STATUS_INTERNAL, "%s: status %d", deaths[_i].name,
	    captured.status);
	/* AddressSanitizer says a word of its own before. */
	ck_assert_msg(strstr(captured.err, deaths[_i].words) != NULL, "%s: '%s'",
	    deaths[_i].name, captured.err);
	ck_assert_str_eq(captured.out, "");
	arena_clear(&arena);
}
END_TEST

START_TEST(new_memory_is_zero)
{
	static const uint8_t zeros[4096];
	struct arena arena;
	uint8_t *memory = alloc_zeroed(64, 64);

	ck_assert_mem_eq(memory, zeros, sizeof(zeros));
	free(memory);
	arena_init(&arena);
	ck_assert_mem_eq(arena_alloc(&arena, sizeof(zeros)), zeros, sizeof(zeros));
	arena_clear(&arena);
}
END_TEST

START_TEST(nothing_can_be_had_too)
{
	struct arena arena;
	void *memory = alloc_zeroed(0, 0);

	ck_assert_ptr_nonnull(memory);
	free(memory);
	arena_init(&arena);
	ck_assert_ptr_nonnull(arena_alloc(&arena, 0));
	ck_assert_str_eq(arena_string(&arena, (struct span){ 0 }), "");
	ck_assert_uint_eq(arena_copy(&arena, (struct span){ 0 }).len, 0);
	arena_clear(&arena);
}
END_TEST

START_TEST(memory_that_grows_keeps_what_it_holds)
{
	uint32_t *numbers = NULL;

	for (uint32_t i = 0; i < 1000; i++) {
		numbers = alloc_resize(numbers, i + 1, sizeof(*numbers));
		numbers[i] = i;
	}
	for (uint32_t i = 0; i < 1000; i++)
		ck_assert_uint_eq(numbers[i], i);
	free(numbers);
}
END_TEST

START_TEST(an_arena_is_cleared_more_than_once)
{
	struct arena zeroed = { 0 };
	struct arena arena;

	arena_clear(&zeroed);
	arena_init(&arena);
	for (size_t i = 0; i < 1000; i++)
		memset(arena_alloc(&arena, i), 0xff, i);
	arena_clear(&arena);
	arena_clear(&arena);
	ck_assert_ptr_null(arena.blocks);
	ck_assert_str_eq(arena_printf(&arena, "%s", "goes on"), "goes on");
	arena_clear(&arena);
}
END_TEST

START_TEST(copies_do_not_depend_on_what_was_copied)
{
	char text[] = "ab\0cd";
	struct span bytes = { .data = (const uint8_t *)text, .len = sizeof(text) - 1 };
	struct arena arena;
	struct span copy;
	char *string;

	arena_init(&arena);
	copy = arena_copy(&arena, bytes);
	string = arena_string(&arena, bytes);
	memset(text, 'x', sizeof(text));
	ck_assert_uint_eq(copy.len, 5);
	ck_assert_mem_eq(copy.data, "ab\0cd", 5);
	ck_assert_str_eq(string, "ab");
	arena_clear(&arena);
}
END_TEST

START_TEST(printed_text_may_be_of_any_length)
{
	struct arena arena;
	char *text;

	arena_init(&arena);
	text = arena_printf(&arena, "%0100000d", 7);
	ck_assert_uint_eq(strlen(text), 100000);
	ck_assert_int_eq(text[99999], '7');
	ck_assert_str_eq(arena_printf(&arena, "%s", ""), "");
	arena_clear(&arena);
}
END_TEST

Suite *
suite(void)
{
	Suite *s = suite_create("alloc");
	TCase *tcase = tcase_create("core");

	tcase_add_loop_test(tcase, the_end_is_one_line_and_its_own_status, 0, COUNT_OF(deaths));
	tcase_add_test(tcase, new_memory_is_zero);
	tcase_add_test(tcase, nothing_can_be_had_too);
	tcase_add_test(tcase, memory_that_grows_keeps_what_it_holds);
	tcase_add_test(tcase, an_arena_is_cleared_more_than_once);
	tcase_add_test(tcase, copies_do_not_depend_on_what_was_copied);
	tcase_add_test(tcase, printed_text_may_be_of_any_length);
	suite_add_tcase(s, tcase);
	return s;
}
