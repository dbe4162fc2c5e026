/* SPDX-License-Identifier: MIT */
/* The whole is compared in tests/data/golden and with the schema; here is what programs rely
 * on.
 */
#include "report/json_negotiation.h"
#include "support/report.h"
#include "support/samples.h"
#include "support/suite.h"

#include <stdlib.h>
#include <string.h>

/* The negotiation of one port of a sample. */
static json_t *
load(const char *sample, size_t port)
{
	struct host_record host;
	struct result result;
	json_t *value;

	sample_make(sample_by_name(sample), &host);
	result = report_result(&host);
	ck_assert_uint_lt(port, host.ports_len);
	value = json_negotiation(&host.arena, &result.facts[port].negotiation);
	arena_clear(&host.arena);
	return value;
}

/* The value behind a path like "suites/tls-1.2/suites/0/name". */
static const json_t *
at(const json_t *value, const char *path)
{
	while (value != NULL && *path != '\0') {
		size_t len = strcspn(path, "/");
		char key[64] = "";

		ck_assert_uint_lt(len, sizeof(key));
		memcpy(key, path, len);
		value = json_is_array(value) ? json_array_get(value, (size_t)(key[0] - '0'))
		                             : json_object_get(value, key);
		path += len + (path[len] == '/' ? 1 : 0);
	}
	return value;
}

/* Of the port 25 of the sample "lax". */
static const struct {
	const char *path;
	const char *json;
} values[] = {
	{ "versions/ssl-2.0", "{\"answer\":\"yes\",\"certainty\":\"certain\",\"why\":null}" },
	{ "versions/tls-1.3", "{\"answer\":\"no\",\"certainty\":\"certain\",\"why\":null}" },
	{ "classes/rc4/example",
	    "{\"name\":\"TLS_RSA_WITH_RC4_128_MD5\",\"number\":\"0x0004\"}" },
	{ "classes/static-dh/example", "null" },
	{ "ssl2_kinds/0", "{\"name\":\"SSL_CK_RC4_128_WITH_MD5\",\"number\":\"0x010080\"}" },
	{ "ssl2_kinds/3", "{\"name\":null,\"number\":\"0xffffff\"}" },
	{ "dh/bits", "512" },
	{ "dh/prime", "false" },
	{ "post_quantum/supported", "{\"answer\":\"no\",\"certainty\":\"certain\","
				    "\"why\":\"the server does not have TLS 1.3\"}" },
	{ "post_quantum/preferred", "{\"answer\":\"not-applicable\",\"certainty\":null,"
				    "\"why\":\"there is none to prefer\"}" },
	{ "post_quantum/group", "null" },
	{ "without_name/key_bits", "1024" },
	{ "without_name/alert", "null" },
	{ "other_key/sha256", "null" },
	{ "other_key/key_bits", "null" },
	{ "other_key/alert", "40" },
	{ "other_key/alert_name", "\"handshake_failure\"" },
	{ "suites/tls-1.2/preference", "\"client\"" },
	{ "suites/tls-1.2/complete/answer", "\"yes\"" },
	{ "suites/tls-1.2/suites/7",
	    "{\"name\":\"TLS_DHE_RSA_WITH_AES_128_CBC_SHA\",\"number\":\"0x0033\"}" },
	{ "suites/tls-1.3/suites", "[]" },
	{ "suites/ssl-3.0/complete/why", "\"the server stopped answering\"" },
	{ "groups_tls12/groups/3", "{\"name\":\"x25519\",\"number\":\"0x001d\"}" },
	{ "groups_tls12/complete/certainty", "\"likely\"" },
	{ "signature_schemes/schemes/6", "{\"name\":null,\"number\":\"0xfefe\"}" },
	{ "alpn", "{\"alert\":null,\"alert_name\":null,\"heed\":\"ignored\",\"why\":null}" },
	{ "unknown_name/alert_name", "\"unrecognized_name\"" },
	{ "tolerates/large", "{\"answer\":\"unknown\",\"certainty\":null,"
			     "\"why\":\"the server stopped answering\"}" },
	{ "behaviours/robot", "{\"answer\":\"yes\",\"certainty\":\"likely\",\"why\":null}" },
	{ "tickets/tls-1.2/lifetime_s", "7200" },
	{ "asked/3",
	    "{\"applicable\":true,\"asked\":true,\"connections\":48,\"question\":\"suites\","
	    "\"why\":null}" },
	{ "asked/4", "{\"applicable\":false,\"asked\":false,\"connections\":0,"
		     "\"question\":\"suite-classes\",\"why\":\"every suite is asked\"}" },
};

START_TEST(programs_find_what_they_look_for)
{
	json_t *negotiation = load("lax", 0);
	const json_t *value = at(negotiation, values[_i].path);
	char *text;

	ck_assert_msg(value != NULL, "%s is missing", values[_i].path);
	text = json_dumps(value, JSON_COMPACT | JSON_SORT_KEYS | JSON_ENCODE_ANY);
	ck_assert_str_eq(text, values[_i].json);
	free(text);
	json_decref(negotiation);
}
END_TEST

/* All that is zero is told as not known, with a reason. */
START_TEST(nothing_known_is_no_answer)
{
	static const struct negotiation nothing;
	struct arena arena;
	json_t *value;
	const char *key;
	json_t *item;

	arena_init(&arena);
	value = json_negotiation(&arena, &nothing);
	json_object_foreach(json_object_get(value, "versions"), key, item)
	{
		ck_assert_str_eq(json_string_value(json_object_get(item, "answer")), "unknown");
		ck_assert_str_eq(
		    json_string_value(json_object_get(item, "why")), "it was not asked");
	}
	ck_assert(json_is_null(at(value, "dh")));
	ck_assert(json_is_null(at(value, "without_name/alert")));
	ck_assert_str_eq(json_string_value(at(value, "alpn/heed")), "unknown");
	ck_assert_str_eq(json_string_value(at(value, "alpn/why")), "it was not asked");
	json_decref(value);
	arena_clear(&arena);
}
END_TEST

static const struct {
	const char *sample;
	bool has_negotiation;
} reports[] = {
	{ "healthy", false },
	{ "modern", true },
	{ "lax", true },
};

START_TEST(only_a_port_that_was_asked_more_has_it)
{
	struct host_record host;
	struct host_record *list = &host;
	const char *report;

	sample_make(sample_by_name(reports[_i].sample), &host);
	report = report_json(&list, 1, &report_run);
	ck_assert((strstr(report, "\"negotiation\"") != NULL) == reports[_i].has_negotiation);
	ck_assert((strstr(report, "\"limits\"") != NULL) == reports[_i].has_negotiation);
	arena_clear(&host.arena);
}
END_TEST

Suite *
suite(void)
{
	Suite *s = suite_create("json negotiation");
	TCase *tcase = tcase_create("core");

	tcase_add_loop_test(tcase, programs_find_what_they_look_for, 0, COUNT_OF(values));
	tcase_add_test(tcase, nothing_known_is_no_answer);
	tcase_add_loop_test(
	    tcase, only_a_port_that_was_asked_more_has_it, 0, COUNT_OF(reports));
	suite_add_tcase(s, tcase);
	return s;
}
