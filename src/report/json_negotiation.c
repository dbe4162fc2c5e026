/* SPDX-License-Identifier: MIT */
#include "report/json_negotiation.h"

#include "facts/transcript.h"
#include "registry/number.h"
#include "registry/suite.h"

static json_t *
answer_json(const struct answer *answer)
{
	json_t *object = json_must(json_object());
	bool is_decided = answer->value == ANSWER_YES || answer->value == ANSWER_NO;
	const char *why = answer->why;

	if (why == NULL && answer->value == ANSWER_UNKNOWN)
		why = "it was not asked";
	json_put(object, "answer", json_string(answer_name(answer->value)));
	json_put(object, "certainty",
	    is_decided ? json_string(certainty_name(answer->certainty)) : json_null());
	json_put(object, "why", json_text_or_null(why));
	return object;
}

/* A number of a registry, and its name there. */
static json_t *
numbered(struct arena *arena, uint32_t number, int digits, const char *name)
{
	json_t *object = json_must(json_object());

	json_put(object, "number", json_hex(arena, number, digits));
	json_put(object, "name", json_text_or_null(name));
	return object;
}

static json_t *
suite_json(struct arena *arena, uint16_t number)
{
	const struct suite *suite = suite_by_number(number);

	return numbered(arena, number, 4, suite == NULL ? NULL : suite->name);
}

static json_t *
group_json(struct arena *arena, uint16_t number)
{
	const struct group *group = group_by_number(number);

	return numbered(arena, number, 4, group == NULL ? NULL : group->name);
}

static json_t *
scheme_json(struct arena *arena, uint16_t number)
{
	const struct scheme_number *scheme = signature_scheme_by_number(number);

	return numbered(arena, number, 4, scheme == NULL ? NULL : scheme->name);
}

static json_t *
versions_json(const struct negotiation *negotiation)
{
	json_t *object = json_must(json_object());

	for (size_t i = 0; i < TLS_VERSIONS; i++)
		json_put(object, tls_version_id((enum tls_version)i),
		    answer_json(&negotiation->versions[i]));
	return object;
}

static json_t *
classes_json(struct arena *arena, const struct negotiation *negotiation)
{
	json_t *object = json_must(json_object());

	for (size_t i = 0; i < SUITE_CLASSES; i++) {
		json_t *value = answer_json(&negotiation->classes[i]);
		uint16_t example = negotiation->class_examples[i];

		json_put(
		    value, "example", example == 0 ? json_null() : suite_json(arena, example));
		json_put(object, suite_class_name((enum suite_class)i), value);
	}
	return object;
}

static json_t *
ssl2_kinds_json(struct arena *arena, const struct negotiation *negotiation)
{
	json_t *array = json_must(json_array());

	for (size_t i = 0; i < negotiation->ssl2_kinds_len; i++) {
		uint32_t number = negotiation->ssl2_kinds[i];
		const struct ssl2_kind *kind = ssl2_kind_by_number(number);

		json_append(
		    array, numbered(arena, number, 6, kind == NULL ? NULL : kind->name));
	}
	return array;
}

static json_t *
dh_json(const struct dh_facts *dh)
{
	json_t *object;

	if (dh->bits == 0)
		return json_null();
	object = json_must(json_object());
	json_put(object, "bits", json_integer(dh->bits));
	json_put(object, "name", json_text_or_null(dh->name));
	json_put(object, "prime", json_boolean(dh->is_prime));
	json_put(object, "safe_prime", json_boolean(dh->is_safe_prime));
	json_put(object, "sha256", json_text_or_null(dh->sha256));
	return object;
}

static json_t *
post_quantum_json(struct arena *arena, const struct negotiation *negotiation)
{
	json_t *object = json_must(json_object());
	uint16_t group = negotiation->post_quantum_group;

	json_put(object, "supported", answer_json(&negotiation->post_quantum));
	json_put(object, "preferred", answer_json(&negotiation->post_quantum_preferred));
	json_put(object, "group", group == 0 ? json_null() : group_json(arena, group));
	return object;
}

static void
put_alert(json_t *object, bool is_there, uint32_t alert)
{
	json_put(object, "alert", is_there ? json_integer(alert) : json_null());
	json_put(object, "alert_name",
	    is_there ? json_text_or_null(alert_name(alert)) : json_null());
}

static json_t *
other_certificate_json(const struct other_certificate *other)
{
	json_t *object = json_must(json_object());
	bool has_one = other->sha256 != NULL;
	bool is_refused =
	    !has_one && other->is_other.value != ANSWER_UNKNOWN && other->alert != UINT32_MAX;

	json_put(object, "other", answer_json(&other->is_other));
	json_put(object, "sha256", json_text_or_null(other->sha256));
	json_put(object, "subject", has_one ? json_text_or_null(other->subject) : json_null());
	json_put(
	    object, "key_type", has_one ? json_text_or_null(other->key_type) : json_null());
	json_put(object, "key_bits", has_one ? json_integer(other->key_bits) : json_null());
	put_alert(object, is_refused, other->alert);
	return object;
}

typedef json_t *number_json(struct arena *arena, uint16_t number);

static json_t *
ranking_json(
    struct arena *arena, const struct ranking *ranking, const char *key, number_json *number)
{
	json_t *object = json_must(json_object());
	json_t *array = json_must(json_array());

	for (size_t i = 0; i < ranking->len; i++)
		json_append(array, number(arena, ranking->numbers[i]));
	json_put(object, "complete", answer_json(&ranking->is_whole));
	json_put(object, "preference", json_string(preference_name(ranking->preference)));
	json_put(object, "order_complete", json_boolean(!ranking->is_order_partial));
	json_put(object, key, array);
	return object;
}

/* SSL 2.0 has kinds of ciphers in their place. */
static json_t *
suites_json(struct arena *arena, const struct negotiation *negotiation)
{
	json_t *object = json_must(json_object());

	for (size_t i = TLS_VERSION_SSL3; i < TLS_VERSIONS; i++)
		json_put(object, tls_version_id((enum tls_version)i),
		    ranking_json(arena, &negotiation->suites[i], "suites", suite_json));
	return object;
}

static json_t *
heeding_json(const struct heeding *heeding)
{
	json_t *object = json_must(json_object());
	bool has_reason = heeding->heed == HEED_UNKNOWN || heeding->heed == HEED_NOT_APPLICABLE;
	const char *why = heeding->why;

	if (why == NULL && heeding->heed == HEED_UNKNOWN)
		why = "it was not asked";
	json_put(object, "heed", json_string(heed_name(heeding->heed)));
	json_put(object, "why", has_reason ? json_text_or_null(why) : json_null());
	put_alert(object, heeding->heed == HEED_REFUSED && heeding->alert != UINT32_MAX,
	    heeding->alert);
	return object;
}

static json_t *
tolerates_json(const struct negotiation *negotiation)
{
	json_t *object = json_must(json_object());

	for (size_t i = 0; i < HELLO_KINDS; i++)
		json_put(object, hello_kind_name((enum hello_kind)i),
		    answer_json(&negotiation->tolerates[i]));
	return object;
}

static json_t *
behaviours_json(const struct negotiation *negotiation)
{
	json_t *object = json_must(json_object());

	for (size_t i = 0; i < BEHAVIOURS; i++)
		json_put(object, behaviour_name((enum behaviour)i),
		    answer_json(&negotiation->behaviours[i]));
	return object;
}

static json_t *
tickets_json(const struct ticket_facts *tickets)
{
	json_t *object = json_must(json_object());

	json_put(object, "count", json_integer(tickets->count));
	json_put(object, "lifetime_s", json_integer(tickets->lifetime_s));
	json_put(object, "before_finished", json_boolean(tickets->is_before_finished));
	json_put(object, "max_early_data", json_integer(tickets->max_early_data));
	return object;
}

static json_t *
asked_json(const struct negotiation *negotiation)
{
	json_t *array = json_must(json_array());

	for (size_t i = 0; i < negotiation->asked_len; i++) {
		const struct asked *asked = &negotiation->asked[i];
		json_t *object = json_must(json_object());

		json_put(object, "question",
		    json_string(question_name((enum question)asked->question)));
		json_put(object, "connections", json_integer(asked->connections));
		json_put(object, "asked",
		    json_boolean(asked->is_applicable && asked->why_not == NULL));
		json_put(object, "applicable", json_boolean(asked->is_applicable));
		json_put(object, "why", json_text_or_null(asked->why_not));
		json_append(array, object);
	}
	return array;
}

json_t *
json_negotiation(struct arena *arena, const struct negotiation *negotiation)
{
	json_t *object = json_must(json_object());
	json_t *tickets = json_must(json_object());

	json_put(object, "versions", versions_json(negotiation));
	json_put(object, "classes", classes_json(arena, negotiation));
	json_put(object, "ssl2_kinds", ssl2_kinds_json(arena, negotiation));
	json_put(object, "dh", dh_json(&negotiation->dh));
	json_put(object, "post_quantum", post_quantum_json(arena, negotiation));
	json_put(object, "without_name", other_certificate_json(&negotiation->without_name));
	json_put(object, "other_key", other_certificate_json(&negotiation->other_key));
	json_put(object, "suites", suites_json(arena, negotiation));
	json_put(object, "groups_tls13",
	    ranking_json(arena, &negotiation->groups_tls13, "groups", group_json));
	json_put(object, "groups_tls12",
	    ranking_json(arena, &negotiation->groups_tls12, "groups", group_json));
	json_put(object, "signature_schemes",
	    ranking_json(arena, &negotiation->schemes, "schemes", scheme_json));
	json_put(object, "alpn", heeding_json(&negotiation->alpn));
	json_put(object, "alpn_unknown", heeding_json(&negotiation->alpn_unknown));
	json_put(object, "unknown_name", heeding_json(&negotiation->unknown_name));
	json_put(object, "tolerates", tolerates_json(negotiation));
	json_put(object, "behaviours", behaviours_json(negotiation));
	json_put(object, "mail_before_tls", answer_json(&negotiation->mail_before_tls));
	json_put(tickets, "tls-1.2", tickets_json(&negotiation->tickets_tls12));
	json_put(tickets, "tls-1.3", tickets_json(&negotiation->tickets_tls13));
	json_put(object, "tickets", tickets);
	json_put(object, "asked", asked_json(negotiation));
	return object;
}
