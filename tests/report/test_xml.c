/* SPDX-License-Identifier: MIT */
#include "base/text.h"
#include "report/xml.h"
#include "support/suite.h"

#include <stdlib.h>
#include <string.h>

#define BYTES(literal)                                                                         \
	{                                                                                      \
		(const uint8_t *)(literal), sizeof(literal) - 1                                \
	}

static struct arena arena;

static void
begin(void)
{
	arena_init(&arena);
}

static void
end(void)
{
	arena_clear(&arena);
}

static const struct {
	const char *name;
	struct span text;
	const char *content;
	const char *value; /* NULL: the same */
} rows[] = {
	{ "nothing", BYTES(""), "", NULL },
	{ "plain words", BYTES("220 ready; t\xc3\xbcr"), "220 ready; t\xc3\xbcr", NULL },
	{ "markup", BYTES("<a b='c' d=\"e\">&amp;</a>"),
	    "&lt;a b=&apos;c&apos; d=&quot;e&quot;&gt;&amp;amp;&lt;/a&gt;", NULL },
	{ "the end of a CDATA section", BYTES("]]>"), "]]&gt;", NULL },
	{ "what is escaped already", BYTES("a\\x1bb"), "a\\x1bb", NULL },
	{ "controls", BYTES("a\x1b[31m\0\x07\x7f"), "a\\x1b[31m\\x00\\x07\\x7f", NULL },
	{ "controls beside backslashes", BYTES("\\x1b\x1b"), "\\\\x1b\\x1b", NULL },
	{ "a tab and a return", BYTES("a\tb\rc"), "a\\tb\\rc", NULL },
	{ "lines", BYTES("a\nb\n"), "a\nb\n", "a&#10;b&#10;" },
	{ "only one line is odd", BYTES("\\a\n\\\x01"), "\\a\n\\\\\\x01", "\\a&#10;\\\\\\x01" },
	{ "not UTF-8", BYTES("\xff<\xc0\xaf"), "\\xff&lt;\\xc0\\xaf", NULL },
	{ "a surrogate", BYTES("\xed\xa0\x80"), "\\xed\\xa0\\x80", NULL },
	{ "half a character", BYTES("\xe2\x82"), "\\xe2\\x82", NULL },
	{ "no characters of XML", BYTES("\xef\xbf\xbe\xef\xbf\xbf"),
	    "\\xef\\xbf\\xbe\\xef\\xbf\\xbf", NULL },
	{ "their neighbour", BYTES("\xef\xbf\xbd"), "\xef\xbf\xbd", NULL },
	{ "the last characters", BYTES("\xf4\x8f\xbf\xbf"), "\xf4\x8f\xbf\xbf", NULL },
	{ "a change of direction", BYTES("\xe2\x80\xaex"), "\\xe2\\x80\\xaex", NULL },
	{ "a C1 control", BYTES("\xc2\x9b"), "\\xc2\\x9b", NULL },
};

START_TEST(text_is_made_safe)
{
	ck_assert_msg(strcmp(xml_text(&arena, rows[_i].text), rows[_i].content) == 0,
	    "%s: '%s'", rows[_i].name, xml_text(&arena, rows[_i].text));
	ck_assert_msg(strcmp(xml_value(&arena, rows[_i].text),
			  rows[_i].value == NULL ? rows[_i].content : rows[_i].value) == 0,
	    "%s: '%s'", rows[_i].name, xml_value(&arena, rows[_i].text));
}
END_TEST

START_TEST(no_pair_of_bytes_makes_markup_or_a_forbidden_character)
{
	for (unsigned first = 0; first < 256; first++)
		for (unsigned second = 0; second < 256; second++) {
			const uint8_t bytes[] = { (uint8_t)first, (uint8_t)second };
			const char *value =
			    xml_value(&arena, (struct span){ bytes, sizeof(bytes) });

			ck_assert(text_is_plain(span_of(value)));
			ck_assert_ptr_null(strpbrk(value, "<>\"'"));
		}
}
END_TEST

START_TEST(attributes_are_quoted_or_left_out)
{
	char *text = NULL;
	size_t len;
	FILE *stream = open_memstream(&text, &len);

	xml_attribute(stream, &arena, "name", "\"><x>\n");
	xml_attribute(stream, &arena, "type", NULL);
	xml_attribute(stream, &arena, "empty", "");
	ck_assert_int_eq(fclose(stream), 0);
	ck_assert_str_eq(text, " name=\"&quot;&gt;&lt;x&gt;&#10;\" empty=\"\"");
	free(text);
}
END_TEST

Suite *
suite(void)
{
	Suite *s = suite_create("xml");
	TCase *tcase = tcase_create("core");

	tcase_add_checked_fixture(tcase, begin, end);
	tcase_add_loop_test(tcase, text_is_made_safe, 0, COUNT_OF(rows));
	tcase_add_test(tcase, no_pair_of_bytes_makes_markup_or_a_forbidden_character);
	tcase_add_test(tcase, attributes_are_quoted_or_left_out);
	suite_add_tcase(s, tcase);
	return s;
}
