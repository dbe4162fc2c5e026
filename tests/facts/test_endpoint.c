/* SPDX-License-Identifier: MIT */
#include "facts/endpoint.h"
#include "support/suite.h"

/* What RFC 8314 section 7, RFC 5804 section 1.8 and RFC 2033 section 5 say of the services. */
static const struct {
	const char *name;
	uint16_t port;
	enum protocol protocol;
	enum mode mode;
	enum role role;
	bool is_default;
} services[] = {
	{ "smtp", 25, PROTOCOL_SMTP, MODE_STARTTLS, ROLE_MX, true },
	{ "submissions", 465, PROTOCOL_SMTP, MODE_IMPLICIT, ROLE_SUBMISSION, true },
	{ "submission", 587, PROTOCOL_SMTP, MODE_STARTTLS, ROLE_SUBMISSION, true },
	{ "pop3", 110, PROTOCOL_POP3, MODE_STARTTLS, ROLE_ACCESS, true },
	{ "pop3s", 995, PROTOCOL_POP3, MODE_IMPLICIT, ROLE_ACCESS, true },
	{ "imap", 143, PROTOCOL_IMAP, MODE_STARTTLS, ROLE_ACCESS, true },
	{ "imaps", 993, PROTOCOL_IMAP, MODE_IMPLICIT, ROLE_ACCESS, true },
	{ "sieve", 4190, PROTOCOL_SIEVE, MODE_STARTTLS, ROLE_ACCESS, false },
	{ "lmtp", 24, PROTOCOL_LMTP, MODE_STARTTLS, ROLE_MX, false },
};

START_TEST(services_are_as_the_standards_say)
{
	const char *name = services[_i].name;
	const struct scheme *scheme = scheme_by_name(span_of(name));

	ck_assert_msg(scheme != NULL, "%s: not there", name);
	ck_assert_msg(scheme->port == services[_i].port, "%s: port", name);
	ck_assert_msg(scheme->protocol == services[_i].protocol, "%s: protocol", name);
	ck_assert_msg(scheme->mode == services[_i].mode, "%s: mode", name);
	ck_assert_msg(scheme->role == services[_i].role, "%s: role", name);
	ck_assert_msg(scheme->is_default == services[_i].is_default, "%s: default", name);
	ck_assert_msg(scheme_by_port(services[_i].port) == scheme, "%s: by port", name);
}
END_TEST

START_TEST(there_are_no_other_services)
{
	size_t defaults = 0;

	ck_assert_uint_eq(schemes_count, COUNT_OF(services));
	for (size_t i = 0; i < schemes_count; i++)
		defaults += schemes[i].is_default ? 1 : 0;
	ck_assert_uint_eq(defaults, 7);
	for (uint64_t port = 0; port <= 65536; port++) {
		const struct scheme *scheme = scheme_by_port(port);

		ck_assert(scheme == NULL || scheme->port == port);
	}
	ck_assert_ptr_null(scheme_by_port(UINT64_C(65536) + 25));
}
END_TEST

START_TEST(schemes_are_found_in_any_case_but_only_whole)
{
	ck_assert_ptr_nonnull(scheme_by_name(span_of("IMAPs")));
	ck_assert_ptr_null(scheme_by_name(span_of("")));
	ck_assert_ptr_null(scheme_by_name((struct span){ 0 }));
	ck_assert_ptr_null(scheme_by_name(span_of("imapss")));
	ck_assert_ptr_null(scheme_by_name(span_of("ima")));
	ck_assert_ptr_null(scheme_by_name(span_of("http")));
	ck_assert_ptr_null(scheme_by_name((struct span){ (const uint8_t *)"imap\0", 5 }));
}
END_TEST

START_TEST(tls_begins_with_the_verb_of_the_protocol)
{
	ck_assert_str_eq(protocol_tls_verb(PROTOCOL_SMTP), "STARTTLS");
	ck_assert_str_eq(protocol_tls_verb(PROTOCOL_LMTP), "STARTTLS");
	ck_assert_str_eq(protocol_tls_verb(PROTOCOL_IMAP), "STARTTLS");
	ck_assert_str_eq(protocol_tls_verb(PROTOCOL_POP3), "STLS");
	ck_assert_str_eq(protocol_tls_verb(PROTOCOL_SIEVE), "STARTTLS");
}
END_TEST

START_TEST(protocols_modes_and_roles_have_names)
{
	ck_assert_str_eq(protocol_name(PROTOCOL_SMTP), "SMTP");
	ck_assert_str_eq(protocol_name(PROTOCOL_LMTP), "LMTP");
	ck_assert_str_eq(protocol_name(PROTOCOL_IMAP), "IMAP");
	ck_assert_str_eq(protocol_name(PROTOCOL_POP3), "POP3");
	ck_assert_str_eq(protocol_name(PROTOCOL_SIEVE), "ManageSieve");
	ck_assert_str_eq(mode_name(MODE_STARTTLS), "starttls");
	ck_assert_str_eq(mode_name(MODE_IMPLICIT), "implicit");
	ck_assert_str_eq(role_name(ROLE_MX), "mx");
	ck_assert_str_eq(role_name(ROLE_SUBMISSION), "submission");
	ck_assert_str_eq(role_name(ROLE_ACCESS), "access");
}
END_TEST

Suite *
suite(void)
{
	Suite *s = suite_create("endpoint");
	TCase *tcase = tcase_create("core");

	tcase_add_loop_test(tcase, services_are_as_the_standards_say, 0, COUNT_OF(services));
	tcase_add_test(tcase, there_are_no_other_services);
	tcase_add_test(tcase, schemes_are_found_in_any_case_but_only_whole);
	tcase_add_test(tcase, tls_begins_with_the_verb_of_the_protocol);
	tcase_add_test(tcase, protocols_modes_and_roles_have_names);
	suite_add_tcase(s, tcase);
	return s;
}
