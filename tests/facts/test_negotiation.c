/* SPDX-License-Identifier: MIT */
/* That words are unique and of small letters: test_host.c, with all that support/names.c lists.
 */
#include "facts/negotiation.h"
#include "registry/suite.h"
#include "support/suite.h"

#include <string.h>

/* Written down apart from the code: RFC 8446 section 4.1.2, RFC 6101, the SSL 2.0 draft. */
static const struct {
	enum tls_version version;
	uint16_t number;
	const char *id;
	const char *title;
} versions[] = {
	{ TLS_VERSION_SSL2, 0x0002, "ssl-2.0", "SSL 2.0" },
	{ TLS_VERSION_SSL3, 0x0300, "ssl-3.0", "SSL 3.0" },
	{ TLS_VERSION_10, 0x0301, "tls-1.0", "TLS 1.0" },
	{ TLS_VERSION_11, 0x0302, "tls-1.1", "TLS 1.1" },
	{ TLS_VERSION_12, 0x0303, "tls-1.2", "TLS 1.2" },
	{ TLS_VERSION_13, 0x0304, "tls-1.3", "TLS 1.3" },
};
_Static_assert(COUNT_OF(versions) == TLS_VERSIONS, "each version");

START_TEST(versions_have_their_numbers_and_words)
{
	enum tls_version version = versions[_i].version;

	ck_assert_uint_eq(tls_version_number(version), versions[_i].number);
	ck_assert_str_eq(tls_version_id(version), versions[_i].id);
	ck_assert_str_eq(tls_version_title(version), versions[_i].title);
}
END_TEST

START_TEST(newer_versions_are_greater)
{
	for (unsigned i = 1; i < TLS_VERSIONS; i++)
		ck_assert_uint_gt(tls_version_number((enum tls_version)i),
		    tls_version_number((enum tls_version)(i - 1)));
}
END_TEST

/* By hand, from the names of IANA. */
START_TEST(suites_are_of_their_classes)
{
	static const struct {
		uint16_t number;
		unsigned classes; /* a bit for each */
	} rows[] = {
		{ 0xc02f, 0 },
		{ 0x009c, 1U << SUITE_CLASS_STATIC_RSA },
		{ 0x009e, 1U << SUITE_CLASS_DHE },
		{ 0x0033, 1U << SUITE_CLASS_DHE | 1U << SUITE_CLASS_CBC },
		{ 0xc00e, 1U << SUITE_CLASS_STATIC_DH | 1U << SUITE_CLASS_CBC },
		{ 0x0034, 1U << SUITE_CLASS_DHE | 1U << SUITE_CLASS_ANONYMOUS |
			      1U << SUITE_CLASS_CBC },
		{ 0x0007, 1U << SUITE_CLASS_STATIC_RSA | 1U << SUITE_CLASS_3DES |
			      1U << SUITE_CLASS_CBC },
		{ 0x0003, 1U << SUITE_CLASS_STATIC_RSA | 1U << SUITE_CLASS_EXPORT |
			      1U << SUITE_CLASS_RC4 | 1U << SUITE_CLASS_MD5 },
		{ 0x0006, 1U << SUITE_CLASS_STATIC_RSA | 1U << SUITE_CLASS_EXPORT |
			      1U << SUITE_CLASS_DES | 1U << SUITE_CLASS_CBC |
			      1U << SUITE_CLASS_MD5 },
		{ 0xc010, 1U << SUITE_CLASS_NULL },
	};

	for (size_t i = 0; i < COUNT_OF(rows); i++)
		for (size_t c = 0; c < SUITE_CLASSES; c++)
			ck_assert_msg(
			    suite_is_of_class(suite_by_number(rows[i].number),
				(enum suite_class)c) == ((rows[i].classes >> c & 1) != 0),
			    "0x%04x and %s", rows[i].number,
			    suite_class_name((enum suite_class)c));
}
END_TEST

START_TEST(words_that_scripts_rely_on_do_not_change)
{
	ck_assert_str_eq(suite_class_name(SUITE_CLASS_STATIC_RSA), "static-rsa");
	ck_assert_str_eq(suite_class_name(SUITE_CLASS_3DES), "3des");
	ck_assert_str_eq(behaviour_name(BEHAVIOUR_SAFE_RENEGOTIATION), "safe-renegotiation");
	ck_assert_str_eq(behaviour_name(BEHAVIOUR_INJECTION), "starttls-injection");
	ck_assert_str_eq(behaviour_name(BEHAVIOUR_HEARTBLEED), "heartbleed");
	ck_assert_str_eq(behaviour_name(BEHAVIOUR_ROBOT), "robot");
	ck_assert_str_eq(hello_kind_name(HELLO_KIND_GREASE), "grease");
	ck_assert_str_eq(hello_kind_name(HELLO_KIND_LARGE), "large");
	ck_assert_str_eq(preference_name(PREFERENCE_UNKNOWN), "unknown");
	ck_assert_str_eq(preference_name(PREFERENCE_SERVER), "server");
	ck_assert_str_eq(preference_name(PREFERENCE_CLIENT), "client");
	ck_assert_str_eq(heed_name(HEED_REFUSED), "refused");
	ck_assert_str_eq(heed_name(HEED_NOT_APPLICABLE), "not-applicable");
}
END_TEST

/* Titles come into lists in sentences: short, unlike each other, without a full stop. */
static void
check_titles(const char *what, unsigned count, const char *(*title)(unsigned value))
{
	for (unsigned i = 0; i < count; i++) {
		size_t len = strlen(title(i));

		ck_assert_msg(len > 0 && len <= 48, "%s %u: '%s'", what, i, title(i));
		ck_assert_msg(
		    title(i)[len - 1] != '.' && title(i)[0] != ' ', "%s '%s'", what, title(i));
		for (unsigned j = 0; j < i; j++)
			ck_assert_msg(
			    strcmp(title(i), title(j)) != 0, "%s '%s' twice", what, title(i));
	}
}

static const char *
version_title(unsigned value)
{
	return tls_version_title((enum tls_version)value);
}

static const char *
class_title(unsigned value)
{
	return suite_class_title((enum suite_class)value);
}

static const char *
manner_title(unsigned value)
{
	return behaviour_title((enum behaviour)value);
}

static const char *
kind_title(unsigned value)
{
	return hello_kind_title((enum hello_kind)value);
}

START_TEST(titles_are_short_and_unique)
{
	check_titles("version", TLS_VERSIONS, version_title);
	check_titles("class", SUITE_CLASSES, class_title);
	check_titles("behaviour", BEHAVIOURS, manner_title);
	check_titles("hello", HELLO_KINDS, kind_title);
}
END_TEST

Suite *
suite(void)
{
	Suite *s = suite_create("negotiation");
	TCase *tcase = tcase_create("core");

	tcase_add_loop_test(
	    tcase, versions_have_their_numbers_and_words, 0, COUNT_OF(versions));
	tcase_add_test(tcase, newer_versions_are_greater);
	tcase_add_test(tcase, suites_are_of_their_classes);
	tcase_add_test(tcase, words_that_scripts_rely_on_do_not_change);
	tcase_add_test(tcase, titles_are_short_and_unique);
	suite_add_tcase(s, tcase);
	return s;
}
