/* SPDX-License-Identifier: MIT */
#include "rules/rule.h"
#include "rules/software.h"

#include "support/suite.h"

#include <string.h>

/* Lines that can be pasted: whole, without blanks at their ends, for Postfix in a shell. */
static void
check_lines(const char *id, const char *lines, bool is_shell)
{
	if (lines == NULL)
		return;
	ck_assert_msg(*lines != '\0', "%s: no lines", id);
	while (*lines != '\0') {
		size_t len = strcspn(lines, "\n");
		struct span line = { .data = (const uint8_t *)lines, .len = len };

		ck_assert_msg(
		    len > 0 && lines[len - 1] != ' ', "%s: '%.*s'", id, (int)len, lines);
		ck_assert_msg(!is_shell || span_starts(line, "postconf -") || lines[0] == '#',
		    "%s: '%.*s' is no command", id, (int)len, lines);
		lines += len;
		if (*lines == '\n')
			ck_assert_msg(*++lines != '\0', "%s: an end of line too much", id);
	}
}

START_TEST(lines_of_every_rule_can_be_pasted)
{
	size_t count = 0;

	for (size_t i = 0; i < rules_count(); i++) {
		const struct rule *rule = rule_at(i);
		const struct settings *both[] = { rule->settings, rule->settings_mx };

		for (size_t s = 0; s < COUNT_OF(both); s++) {
			if (both[s] == NULL)
				continue;
			count++;
			check_lines(rule->id, both[s]->postfix, true);
			check_lines(rule->id, both[s]->dovecot, false);
			check_lines(rule->id, both[s]->exim, false);
		}
	}
	ck_assert_uint_gt(count, 50);
}
END_TEST

/* The line that sets this; without the LF. */
static struct span
line_of(const char *lines, const char *option)
{
	struct span line = { 0 };

	while (lines != NULL && *lines != '\0' && line.len == 0) {
		struct span this = { .data = (const uint8_t *)lines,
			.len = strcspn(lines, "\n") };

		if (this.data[0] != '#' && span_contains(this, option))
			line = this;
		lines += this.len + (lines[this.len] == '\n' ? 1 : 0);
	}
	return line;
}

/* What one server has only once, for all of its ports, must not be set in different ways: what
 * was pasted for one finding would undo what another one needs. */
START_TEST(no_advice_undoes_another)
{
	static const char *const options[] = { "tls_require_ciphers",
		"smtpd_tls_exclude_ciphers", "ssl_cipher_list", "tls_high_cipherlist" };
	struct span first = { 0 };

	for (size_t i = 0; i < rules_count(); i++) {
		const struct rule *rule = rule_at(i);
		const struct settings *both[] = { rule->settings, rule->settings_mx };

		for (size_t s = 0; s < COUNT_OF(both) * SOFTWARE_COUNT; s++) {
			struct span line =
			    line_of(software_settings(both[s % 2], (enum software)(s / 2)),
				options[_i]);

			if (first.len == 0)
				first = line;
			ck_assert_msg(line.len == 0 || span_equal(line, first), "%s: '%.*s'",
			    rule->id, (int)line.len, (const char *)line.data);
		}
	}
	ck_assert_uint_gt(first.len, 0);
}
END_TEST

/* With PAM there is no SCRAM, and Dovecot serves no login at all then. With noplaintext Postfix
 * has no mechanism left before TLS, and ends. */
START_TEST(no_advice_stops_logins)
{
	for (size_t i = 0; i < rules_count(); i++) {
		const struct settings *settings = rule_at(i)->settings;

		if (settings == NULL)
			continue;
		ck_assert_msg(
		    !span_contains(line_of(settings->dovecot, "auth_mechanisms"), "scram"),
		    "%s", rule_at(i)->id);
		ck_assert_msg(!span_contains(line_of(settings->postfix, "sasl"), "noplaintext"),
		    "%s", rule_at(i)->id);
	}
}
END_TEST

Suite *
suite(void)
{
	Suite *s = suite_create("settings");
	TCase *tcase = tcase_create("core");

	tcase_add_test(tcase, lines_of_every_rule_can_be_pasted);
	tcase_add_loop_test(tcase, no_advice_undoes_another, 0, 4);
	tcase_add_test(tcase, no_advice_stops_logins);
	suite_add_tcase(s, tcase);
	return s;
}
