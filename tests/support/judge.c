/* SPDX-License-Identifier: MIT */
#include "support/judge.h"

#include "base/text.h"
#include "support/player.h"

#include <string.h>

enum { DAY = 24 * 60 * 60 };

static const struct certificate good_certificate = {
	.is_readable = true,
	.subject = "CN=" PLAYER_HOST,
	.issuer = "CN=Intermediate,O=Test",
	.common_name = PLAYER_HOST,
	.names_len = 1,
	.names = { "DNS:" PLAYER_HOST },
	.not_before = PLAYER_NOW - (int64_t)20 * DAY,
	.not_after = PLAYER_NOW + (int64_t)70 * DAY,
	.key_type = "EC",
	.key_bits = 256,
	.signature = "ECDSA-SHA256",
	.sha256 = "aa",
	.spki_sha256 = "bb",
	.has_issuer_url = true,
	.is_needed = true,
};

static const struct certificate good_intermediate = {
	.is_readable = true,
	.subject = "CN=Intermediate,O=Test",
	.issuer = "CN=Root,O=Test",
	.common_name = "Intermediate",
	.not_before = PLAYER_NOW - (int64_t)400 * DAY,
	.not_after = PLAYER_NOW + (int64_t)1400 * DAY,
	.key_type = "EC",
	.key_bits = 384,
	.signature = "ECDSA-SHA384",
	.sha256 = "cc",
	.spki_sha256 = "dd",
	.is_needed = true,
};

static const struct answer yes = { .value = ANSWER_YES };
static const struct answer no = { .value = ANSWER_NO };

static void
fill_manners(struct negotiation *negotiation)
{
	static const enum behaviour good[] = {
		BEHAVIOUR_SAFE_RENEGOTIATION,
		BEHAVIOUR_EXTENDED_MASTER_SECRET,
		BEHAVIOUR_ENCRYPT_THEN_MAC,
		BEHAVIOUR_DOWNGRADE_SENTINEL,
		BEHAVIOUR_FALLBACK_SCSV,
		BEHAVIOUR_TICKETS_TLS12,
		BEHAVIOUR_TICKETS_TLS13,
		BEHAVIOUR_RESUMPTION_TLS12,
		BEHAVIOUR_RESUMPTION_TLS13,
	};

	for (size_t i = 0; i < BEHAVIOURS; i++)
		negotiation->behaviours[i] = no;
	for (size_t i = 0; i < COUNT_OF(good); i++)
		negotiation->behaviours[good[i]] = yes;
	for (size_t i = 0; i < HELLO_KINDS; i++)
		negotiation->tolerates[i] = yes;
	negotiation->alpn = (struct heeding){ .heed = HEED_ACCEPTED };
	negotiation->alpn_unknown = (struct heeding){ .heed = HEED_REFUSED, .alert = 120 };
	negotiation->unknown_name = (struct heeding){ .heed = HEED_REFUSED, .alert = 112 };
	negotiation->tickets_tls12 = (struct ticket_facts){ .count = 1, .lifetime_s = 7200 };
	negotiation->tickets_tls13 = (struct ticket_facts){ .count = 2, .lifetime_s = 7200 };
}

/* What a modern server takes: RFC 9325 section 4.2. */
static void
fill_negotiation(struct negotiation *negotiation)
{
	*negotiation = (struct negotiation){
		.is_known = true,
		.post_quantum = yes,
		.post_quantum_preferred = yes,
		.post_quantum_group = 0x11ec,
		.without_name = { .is_other = no, .alert = UINT32_MAX },
		.other_key = { .is_other = no, .alert = UINT32_MAX },
		.groups_tls13 = { yes, PREFERENCE_SERVER, false, 3,
		    { 0x11ec, 0x001d, 0x0017 } },
		.groups_tls12 = { yes, PREFERENCE_SERVER, false, 2, { 0x001d, 0x0017 } },
		.schemes = { yes, PREFERENCE_SERVER, false, 1, { 0x0403 } },
	};
	for (size_t i = 0; i < TLS_VERSIONS; i++) {
		negotiation->versions[i] =
		    i == TLS_VERSION_12 || i == TLS_VERSION_13 ? yes : no;
		negotiation->suites[i] = (struct ranking){ .is_whole = yes };
	}
	negotiation->suites[TLS_VERSION_13] =
	    (struct ranking){ yes, PREFERENCE_SERVER, false, 3, { 0x1302, 0x1303, 0x1301 } };
	negotiation->suites[TLS_VERSION_12] =
	    (struct ranking){ yes, PREFERENCE_SERVER, false, 3, { 0xc02c, 0xcca9, 0xc02b } };
	for (size_t i = 0; i < SUITE_CLASSES; i++)
		negotiation->classes[i] = no;
	fill_manners(negotiation);
}

/* Relays take what they can get; submission demands TLS. */
static struct answer
mail_before_tls(const struct scheme *scheme)
{
	bool is_smtp = scheme->protocol == PROTOCOL_SMTP || scheme->protocol == PROTOCOL_LMTP;

	if (!is_smtp || scheme->mode == MODE_IMPLICIT)
		return (struct answer){ .value = ANSWER_NOT_APPLICABLE, .why = "no MAIL here" };
	return scheme->role == ROLE_MX ? yes : no;
}

struct lines
judge_lines(struct judge *judge, size_t len, const char *const *texts)
{
	struct lines lines = { .len = len,
		.lines = arena_alloc(&judge->host.arena, sizeof(struct span) * (len + 1)) };

	for (size_t i = 0; i < len; i++)
		lines.lines[i] = span_of(texts[i]);
	return lines;
}

static void
fill_dialogue(struct judge *judge, struct port_facts *facts)
{
	static const struct {
		const char *greeting;
		size_t before_len;
		const char *before[4];
		size_t after_len;
		const char *after[4];
		const char *go_ahead;
	} dialogues[PROTOCOL_COUNT] = {
		[PROTOCOL_SMTP] = { "220 " PLAYER_HOST " ESMTP", 2, { PLAYER_HOST, "STARTTLS" },
		    2, { PLAYER_HOST, "AUTH PLAIN" }, "220 Ready to start TLS" },
		[PROTOCOL_LMTP] = { "220 " PLAYER_HOST " LMTP", 2, { PLAYER_HOST, "STARTTLS" },
		    2, { PLAYER_HOST, "PIPELINING" }, "220 Ready to start TLS" },
		[PROTOCOL_IMAP] = { "* OK ready", 3,
		    { "IMAP4rev1", "STARTTLS", "LOGINDISABLED" }, 2,
		    { "IMAP4rev1", "AUTH=PLAIN" }, "p2 OK Begin TLS" },
		[PROTOCOL_POP3] = { "+OK ready", 2, { "CAPA", "STLS" }, 2,
		    { "USER", "SASL PLAIN" }, "+OK Begin TLS" },
		[PROTOCOL_SIEVE] = { "\"IMPLEMENTATION\" \"Sieve\"", 2,
		    { "\"SASL\" \"\"", "\"STARTTLS\"" }, 1, { "\"SASL\" \"PLAIN\"" }, "OK" },
	};
	enum protocol protocol = facts->record->endpoint.scheme->protocol;
	bool is_mx = facts->record->endpoint.scheme->role == ROLE_MX;

	facts->greeting = judge_lines(judge, 1, &dialogues[protocol].greeting);
	if (protocol == PROTOCOL_SMTP)
		facts->ehlo_name = span_of(PLAYER_HOST);
	facts->after = judge_lines(judge,
	    protocol == PROTOCOL_SMTP && is_mx ? 1 : dialogues[protocol].after_len,
	    dialogues[protocol].after);
	if (facts->mode == MODE_IMPLICIT)
		return;
	facts->before =
	    judge_lines(judge, dialogues[protocol].before_len, dialogues[protocol].before);
	facts->go_ahead = judge_lines(judge, 1, &dialogues[protocol].go_ahead);
}

/* The mechanisms of the lists that fill_dialogue makes. */
static void
fill_login(struct port_facts *facts)
{
	static const struct mechanisms inside[PROTOCOL_COUNT] = {
		[PROTOCOL_SMTP] = { true, 1, { "PLAIN" } },
		[PROTOCOL_LMTP] = { true, 0, { NULL } },
		[PROTOCOL_IMAP] = { true, 2, { "PLAIN", "LOGIN command" } },
		[PROTOCOL_POP3] = { true, 2, { "PLAIN", "USER command" } },
		[PROTOCOL_SIEVE] = { true, 1, { "PLAIN" } },
	};
	const struct scheme *scheme = facts->record->endpoint.scheme;

	facts->login = (struct login){
		.verdict = LOGIN_NONE,
		.mechanisms = { .is_known = true },
		.inside = inside[scheme->protocol],
		.advertises_plaintext = no,
		.advertises_challenge = no,
		.accepts_plaintext = no,
	};
	if (scheme->role == ROLE_MX)
		facts->login.inside.len = 0;
	if (facts->mode == MODE_STARTTLS && scheme->protocol != PROTOCOL_LMTP)
		return;
	facts->login.verdict = LOGIN_NOT_APPLICABLE;
	facts->login.why = scheme->protocol == PROTOCOL_LMTP
	                       ? "this protocol has no login of persons"
	                       : "everything on this port is inside TLS";
	facts->login.mechanisms.is_known = false;
	facts->login.advertises_plaintext.value = ANSWER_NOT_APPLICABLE;
	facts->login.advertises_challenge.value = ANSWER_NOT_APPLICABLE;
	facts->login.accepts_plaintext.value = ANSWER_NOT_APPLICABLE;
}

static void
fill_session(struct judge *judge, size_t place)
{
	struct port_facts *facts = &judge->ports[place];

	judge->sessions[place] = (struct session){
		.version = "TLS 1.3",
		.suite = "TLS_AES_256_GCM_SHA384",
		.group = "X25519",
		.signature = "ECDSA-SECP256R1-SHA256",
		.alpn = "",
		.has_extended_master_secret = true,
		.has_safe_renegotiation = true,
		.is_used = { true, true },
		.chain_sent = 2,
		.chain_len = 2,
		.trust = TRUST_ANCHORED,
		.trust_source = "test",
	};
	judge->certificates[place][0] = good_certificate;
	judge->certificates[place][1] = good_intermediate;
	facts->has_session = true;
	facts->session = &judge->sessions[place];
	facts->chain = (struct chain){
		.len = 2,
		.certificates = judge->certificates[place],
		.has_name = true,
	};
}

struct port_facts *
judge_add(struct judge *judge, const char *scheme)
{
	size_t place = judge->len++;
	struct port_facts *facts = &judge->ports[place];
	struct port_record *record = &judge->records[place];
	bool is_implicit;

	ck_assert_uint_lt(place, JUDGE_PORTS_MAX);
	record->endpoint = (struct endpoint){
		.scheme = scheme_by_name(span_of(scheme)),
		.address = "192.0.2.25",
		.server_name = PLAYER_HOST,
	};
	record->endpoint.port = record->endpoint.scheme->port;
	if (record->endpoint.scheme->protocol == PROTOCOL_LMTP)
		record->endpoint.address = "10.0.0.25"; /* it is no public service */
	record->limits = (struct limits){ .depth = DEPTH_FULL, .is_intrusive = true };
	is_implicit = record->endpoint.scheme->mode == MODE_IMPLICIT;
	*facts = (struct port_facts){
		.record = record,
		.state = PORT_OK,
		.mode = record->endpoint.scheme->mode,
		.starttls_advertised =
		    is_implicit ? (struct answer){ .value = ANSWER_NOT_APPLICABLE } : yes,
		.starttls_works =
		    is_implicit ? (struct answer){ .value = ANSWER_NOT_APPLICABLE } : yes,
	};
	fill_dialogue(judge, facts);
	fill_login(facts);
	fill_session(judge, place);
	fill_negotiation(&facts->negotiation);
	facts->negotiation.mail_before_tls = mail_before_tls(record->endpoint.scheme);
	judge->host.ports_len = judge->len;
	return facts;
}

void
judge_init(struct judge *judge, const char *scheme)
{
	*judge = (struct judge){
		.host = { .name = PLAYER_HOST,
		    .ports = judge->records,
		    .began_at_ms = (int64_t)PLAYER_NOW * 1000,
		    .is_complete = true },
		.policy = policy_plain,
	};
	arena_init(&judge->host.arena);
	(void)judge_add(judge, scheme);
}

void
judge_clear(struct judge *judge)
{
	arena_clear(&judge->host.arena);
}

struct failure *
judge_fail(struct judge *judge, enum stage stage, enum outcome outcome)
{
	struct port_facts *facts = &judge->ports[0];
	struct failure *failure = &facts->failures[facts->failures_len++];

	facts->state = PORT_FAILED;
	failure->stage = stage;
	failure->outcome = outcome;
	if (stage < STAGE_AFTER_TLS)
		arrange_no_session(judge);
	return failure;
}

void
arrange_no_answer(struct judge *judge)
{
	struct port_facts *facts = &judge->ports[0];

	*facts = (struct port_facts){
		.record = facts->record,
		.state = PORT_UNKNOWN,
		.mode = facts->mode,
		.session = facts->session,
	};
	judge->sessions[0] = (struct session){ 0 };
}

void
arrange_no_session(struct judge *judge)
{
	struct port_facts *facts = &judge->ports[0];

	facts->state = PORT_FAILED;
	facts->has_session = false;
	facts->chain = (struct chain){ 0 };
	facts->after.len = 0;
	facts->login.inside = (struct mechanisms){ 0 };
	facts->negotiation = (struct negotiation){ 0 };
	facts->starttls_works = (struct answer){ .value = ANSWER_UNKNOWN, .why = "broken off" };
	judge->sessions[0] = (struct session){ 0 };
}

void
arrange_quick(struct judge *judge)
{
	judge->records[0].limits = (struct limits){ .depth = DEPTH_QUICK };
	judge->ports[0].negotiation = (struct negotiation){ 0 };
}

/* How everything must be told: titles as clauses, why and advice in sentences. */

static void
check_rule_form(const struct rule *rule)
{
	size_t id_len = strlen(rule->id);
	size_t title_len = strlen(rule->title);
	size_t why_len = strlen(rule->why);
	size_t advice_len = strlen(rule->advice);

	ck_assert_msg(
	    strspn(rule->id, "abcdefghijklmnopqrstuvwxyz0123456789-") == id_len && id_len > 0,
	    "id '%s'", rule->id);
	ck_assert_msg(title_len > 0 && strchr(".:!", rule->title[title_len - 1]) == NULL,
	    "%s: title '%s'", rule->id, rule->title);
	ck_assert_msg(rule->title[0] >= 'a' && rule->title[0] <= 'z', "%s: title '%s'",
	    rule->id, rule->title);
	ck_assert_msg(
	    why_len > 0 && rule->why[why_len - 1] == '.', "%s: why '%s'", rule->id, rule->why);
	ck_assert_msg(advice_len > 0 && rule->advice[advice_len - 1] == '.', "%s: advice '%s'",
	    rule->id, rule->advice);
	ck_assert_msg(strstr(rule->advice, "  ") == NULL && strstr(rule->why, "  ") == NULL,
	    "%s: two blanks", rule->id);
	ck_assert_msg(rule->reference != NULL && strlen(rule->reference) > 0,
	    "%s: no reference", rule->id);
	ck_assert_msg(rule->check != NULL, "%s: no check", rule->id);
}

static void
check_finding_form(const struct finding *finding)
{
	const struct ruling *ruling = &finding->ruling;
	const char *id = finding->rule->id;

	switch (ruling->verdict) {
	case VERDICT_BAD:
		ck_assert_msg(finding->severity > SEVERITY_OFF, "%s: severity", id);
		ck_assert_msg(
		    ruling->evidence != NULL && text_is_plain(span_of(ruling->evidence)),
		    "%s: evidence '%s'", id, ruling->evidence);
		break;
	case VERDICT_UNKNOWN:
	case VERDICT_NOT_APPLICABLE:
		ck_assert_msg(ruling->why != NULL && text_is_plain(span_of(ruling->why)),
		    "%s: no reason", id);
		break;
	case VERDICT_GOOD:
	case VERDICT_COUNT:
		break;
	}
}

void
judge_now(struct judge *judge)
{
	judge_host(
	    &judge->host, judge->ports, &judge->policy, &judge->host.arena, judge->judgements);
	for (size_t p = 0; p < judge->len; p++)
		for (size_t i = 0; i < rules_count(); i++)
			check_finding_form(&judge->judgements[p].findings[i]);
}

const struct finding *
judge_finding(const struct judge *judge, const char *id)
{
	const struct rule *rule = rule_by_id(span_of(id));

	ck_assert_msg(rule != NULL, "there is no rule '%s'", id);
	return &judge->judgements[judge->about].findings[rule_place(rule)];
}

/* Cases. */

static struct {
	const struct rule *const *rules;
	const struct rule_case *cases;
	size_t len;
} topic;

static struct judge judged;

START_TEST(each_case_gets_its_verdict)
{
	const struct rule_case *row = &topic.cases[_i];
	const struct finding *finding;
	const char *words;

	judge_init(&judged, row->scheme == NULL ? "submission" : row->scheme);
	if (row->arrange != NULL)
		row->arrange(&judged);
	judge_now(&judged);
	finding = judge_finding(&judged, row->rule);
	words = finding->ruling.verdict == VERDICT_BAD ? finding->ruling.evidence
	                                               : finding->ruling.why;
	ck_assert_msg(finding->ruling.verdict == row->want, "%s, %s: the verdict is %s (%s)",
	    row->rule, row->name, verdict_name(finding->ruling.verdict),
	    words == NULL ? "" : words);
	if (row->want == VERDICT_BAD)
		ck_assert_msg(finding->severity == row->want_severity,
		    "%s, %s: the severity is %s", row->rule, row->name,
		    severity_name(finding->severity));
	if (row->want_words != NULL)
		ck_assert_msg(words != NULL && strstr(words, row->want_words) != NULL,
		    "%s, %s: '%s' is not in '%s'", row->rule, row->name, row->want_words,
		    words == NULL ? "" : words);
	judge_clear(&judged);
}
END_TEST

static bool
has_case(const struct rule *rule, enum verdict verdict)
{
	for (size_t i = 0; i < topic.len; i++)
		if (strcmp(topic.cases[i].rule, rule->id) == 0 &&
		    topic.cases[i].want == verdict)
			return true;
	return false;
}

START_TEST(each_rule_has_a_good_a_bad_and_a_not_known_case)
{
	for (size_t i = 0; topic.rules[i] != NULL; i++) {
		const char *id = topic.rules[i]->id;

		ck_assert_msg(has_case(topic.rules[i], VERDICT_GOOD), "%s: no good case", id);
		ck_assert_msg(has_case(topic.rules[i], VERDICT_BAD), "%s: no bad case", id);
		ck_assert_msg(
		    has_case(topic.rules[i], VERDICT_UNKNOWN), "%s: no not-known case", id);
	}
}
END_TEST

START_TEST(each_rule_is_well_told)
{
	for (size_t i = 0; topic.rules[i] != NULL; i++)
		check_rule_form(topic.rules[i]);
}
END_TEST

START_TEST(nothing_is_wrong_with_a_healthy_port)
{
	for (size_t i = 0; i < schemes_count; i++) {
		judge_init(&judged, schemes[i].name);
		judge_now(&judged);
		for (size_t r = 0; topic.rules[r] != NULL; r++) {
			const struct finding *finding =
			    judge_finding(&judged, topic.rules[r]->id);

			ck_assert_msg(finding->ruling.verdict != VERDICT_BAD ||
					  finding->severity == SEVERITY_INFO,
			    "%s: %s: %s", schemes[i].name, topic.rules[r]->id,
			    finding->ruling.evidence);
		}
		judge_clear(&judged);
	}
}
END_TEST

Suite *
cases_suite(const char *name, const struct rule *const *rules, const struct rule_case *cases,
    size_t len)
{
	Suite *suite = suite_create(name);
	TCase *tcase = tcase_create(name);

	topic.rules = rules;
	topic.cases = cases;
	topic.len = len;
	tcase_add_loop_test(tcase, each_case_gets_its_verdict, 0, (int)len);
	tcase_add_test(tcase, each_rule_has_a_good_a_bad_and_a_not_known_case);
	tcase_add_test(tcase, each_rule_is_well_told);
	tcase_add_test(tcase, nothing_is_wrong_with_a_healthy_port);
	suite_add_tcase(suite, tcase);
	return suite;
}
