/* SPDX-License-Identifier: MIT */
/*
 * Known bugs, each asked in a way that takes nothing from a server that has it: see the
 * comments.
 */
#include "probe/question.h"
#include "registry/number.h"
#include "registry/suite.h"
#include "tls/oracle.h"
#include "tls/ticket.h"

#include <string.h>

enum {
	CONTENT_CCS = 20,
	CONTENT_ALERT = 21,
	CONTENT_HANDSHAKE = 22,
	CONTENT_HEARTBEAT = 24,
	CLIENT_KEY_EXCHANGE = 16,
	HEARTBEAT_REQUEST = 1,
	HEARTBEAT_RESPONSE = 2,
	/* More than 4,096 bytes: in a handshake OpenSSL keeps smaller records back. */
	HEARTBEAT_LEN = 6000,
	HEARTBEAT_PADDING = 16, /* RFC 6520 section 4: at least so much */
	SESSION_ID_LEN = 31,    /* one less than a server that has the bug gives back */
	TICKET_MAX = 8 * 1024,
	ROBOT_ROUNDS = 3,
};

/* What all of these begin with: the version at which they speak. */
static const char *
why_not_old(const struct survey *survey)
{
	return survey_best_old(survey) == TLS_VERSIONS ? "it is of TLS 1.2 and older" : NULL;
}

/* "No" where what the bug is in is missing, as sure as that is known. */
static bool
is_missing_old(const struct survey *survey, struct answer *answer)
{
	enum certainty certainty;

	if (!survey_lacks_old(survey, &certainty))
		return false;
	*answer = (struct answer){ ANSWER_NO, certainty, "it is of TLS 1.2 and older" };
	return true;
}

static void
put(struct buffer *out, const uint8_t *bytes, size_t len)
{
	if (!buffer_append(out, (struct span){ bytes, len }))
		return; /* what is too much is not sent; the bound is ours and far away */
}

static void
put_record_header(struct buffer *out, uint8_t type, uint16_t version, size_t len)
{
	const uint8_t header[] = { type, (uint8_t)(version >> 8), (uint8_t)version,
		(uint8_t)(len >> 8), (uint8_t)len };

	put(out, header, sizeof(header));
}

/* The answer to the raw hello of this connection, if it is one to go on from. */
static const struct flight *
flight_to_follow(const struct transcript *transcript, struct flight *flight)
{
	const struct event *came = transcript_find(transcript, EVENT_FLIGHT);

	if (came == NULL)
		return NULL;
	flight_read(came->bytes, false, transcript->arena, flight);
	return flight->end == FLIGHT_DONE && !flight->is_resumed ? flight : NULL;
}

static size_t
count_events(const struct transcript *transcript, enum event_kind kind)
{
	size_t count = 0;

	for (const struct event *event = transcript->first; event != NULL; event = event->next)
		count += event->kind == kind;
	return count;
}

static const struct event *
event_at(const struct transcript *transcript, enum event_kind kind, size_t which)
{
	for (const struct event *event = transcript->first; event != NULL; event = event->next)
		if (event->kind == kind && which-- == 0)
			return event;
	return NULL;
}

/* The connection of the question that got an answer to its hello, or NULL. */
static const struct transcript *
answered(const struct survey *survey, enum question question, uint32_t variant)
{
	for (struct transcript *t = survey->port->transcripts[question]; t != NULL; t = t->next)
		if (t->variant == variant && witness_of(t)->reception == RECEPTION_ACCEPTED)
			return t;
	return NULL;
}

static enum plan
ask_old(const struct survey *survey, uint32_t variant, const uint16_t *suite_numbers,
    size_t len, raw_sequel *sequel, struct attempt *attempt)
{
	struct hello_wish wish = {
		.version = tls_version_number(survey_best_old(survey)),
		.suites = suite_numbers,
		.suites_len = len,
		.server_name = survey->port->endpoint.server_name,
		.offers_all = true,
	};
	enum plan plan = question_once(survey, variant, attempt);

	if (plan == PLAN_ASK) {
		question_hello(survey, &wish, attempt);
		attempt->sequel = sequel;
	}
	return plan;
}

/*
 * Heartbleed (CVE-2014-0160). A request that claims exactly the bytes that it has, but lacks
 * the padding, must be dropped (RFC 6520 section 4). A server with the bug answers it: with our
 * own bytes, so that nothing leaks. The same request with padding then shows that the server
 * answers heartbeats at all.
 */
static bool
send_heartbeat(const struct transcript *transcript, draw_bytes *draw, struct buffer *out)
{
	const uint8_t head[] = { HEARTBEAT_REQUEST, HEARTBEAT_LEN >> 8, HEARTBEAT_LEN & 0xff };
	size_t done = count_events(transcript, EVENT_PROBE);
	size_t padding = done == 0 ? 0 : HEARTBEAT_PADDING;
	uint8_t bytes[HEARTBEAT_LEN + HEARTBEAT_PADDING];
	struct flight flight;

	if (flight_to_follow(transcript, &flight) == NULL || done > 1)
		return false;
	if (done == 1 && event_at(transcript, EVENT_REACTION, 0) != NULL &&
	    event_at(transcript, EVENT_REACTION, 0)->bytes.len > 0)
		return false;
	draw(bytes, sizeof(bytes));
	put_record_header(
	    out, CONTENT_HEARTBEAT, flight.version, sizeof(head) + HEARTBEAT_LEN + padding);
	put(out, head, sizeof(head));
	put(out, bytes, HEARTBEAT_LEN + padding);
	return true;
}

struct search {
	bool asked;
	bool found;
};

static void
look_for_heartbeat(void *context, enum question question, const struct witness *witness)
{
	struct search *search = context;

	(void)question;
	search->asked = search->asked || (witness->flight.version < VERSION_TLS13 &&
					     witness_offered(witness, EXTENSION_HEARTBEAT));
	search->found = search->found || witness_took_up(witness, EXTENSION_HEARTBEAT);
}

static const char no_heartbeats[] = "the server has no heartbeats";

static const char *
why_no_heartbeat(const struct survey *survey)
{
	struct search search = { false, false };

	if (why_not_old(survey) != NULL)
		return why_not_old(survey);
	survey_each_accepted(survey, look_for_heartbeat, &search);
	if (!search.asked)
		return "no hello that asks for heartbeats was answered";
	return search.found ? NULL : no_heartbeats;
}

enum plan
heartbleed_next(const struct survey *survey, struct attempt *attempt)
{
	const char *why = why_no_heartbeat(survey);

	if (why != NULL)
		return question_none(attempt, why);
	return ask_old(survey, 0, NULL, 0, send_heartbeat, attempt);
}

/* The first byte behind a record header of this type; false if the bytes are no such record. */
static bool
is_record(struct span bytes, uint8_t type, uint8_t first)
{
	return bytes.len > 5 && bytes.data[0] == type && bytes.data[5] == first;
}

void
heartbleed_read(const struct survey *survey, struct arena *arena, struct negotiation *facts)
{
	struct answer *answer = &facts->behaviours[BEHAVIOUR_HEARTBLEED];
	const char *why = why_no_heartbeat(survey);
	const struct transcript *t = answered(survey, QUESTION_HEARTBLEED, 0);
	const struct event *bare = t == NULL ? NULL : event_at(t, EVENT_REACTION, 0);
	const struct event *padded = t == NULL ? NULL : event_at(t, EVENT_REACTION, 1);

	(void)arena;
	if (is_missing_old(survey, answer))
		return;
	if (why == no_heartbeats)
		*answer = (struct answer){ .value = ANSWER_NO, .why = why };
	else if (why != NULL || bare == NULL)
		answer->why =
		    why != NULL ? why : question_why_not_asked(survey, QUESTION_HEARTBLEED);
	else if (is_record(bare->bytes, CONTENT_HEARTBEAT, HEARTBEAT_RESPONSE))
		*answer = (struct answer){ .value = ANSWER_YES,
			.why = "a request without padding is answered" };
	else if (padded != NULL &&
		 is_record(padded->bytes, CONTENT_HEARTBEAT, HEARTBEAT_RESPONSE))
		*answer = (struct answer){ .value = ANSWER_NO,
			.why = "only a request with padding is answered" };
	else if (padded != NULL || bare->bytes.len > 0 ||
		 transcript_find(t, EVENT_EOF) != NULL ||
		 transcript_find(t, EVENT_RESET) != NULL)
		*answer = (struct answer){ .value = ANSWER_NO,
			.certainty = CERTAINTY_LIKELY,
			.why = "heartbeats are not answered during the handshake" };
	else
		answer->why = "it was not asked to the end";
}

/*
 * Early ChangeCipherSpec (CVE-2014-0224). A server must not take it before the keys are agreed
 * upon (RFC 5246 section 7.1). One with the bug switches to keys made of nothing: it is silent,
 * and takes what comes next for an encrypted record that it cannot decrypt.
 */
static bool
send_ccs(const struct transcript *transcript, draw_bytes *draw, struct buffer *out)
{
	static const uint8_t change[] = { 1 };
	const struct event *first = event_at(transcript, EVENT_REACTION, 0);
	struct flight flight;

	(void)draw;
	if (flight_to_follow(transcript, &flight) == NULL ||
	    count_events(transcript, EVENT_PROBE) > 1 ||
	    (first != NULL && first->bytes.len > 0))
		return false;
	put_record_header(out, CONTENT_CCS, flight.version, sizeof(change));
	put(out, change, sizeof(change));
	return true;
}

enum plan
early_ccs_next(const struct survey *survey, struct attempt *attempt)
{
	const char *why = why_not_old(survey);

	if (why != NULL)
		return question_none(attempt, why);
	return ask_old(survey, 0, NULL, 0, send_ccs, attempt);
}

/* The number of an alert record in the bytes; UINT32_MAX if that is not what they are. */
static uint32_t
alert_in(struct span bytes)
{
	return bytes.len >= 7 && bytes.data[0] == CONTENT_ALERT ? bytes.data[6] : UINT32_MAX;
}

void
early_ccs_read(const struct survey *survey, struct arena *arena, struct negotiation *facts)
{
	enum { BAD_RECORD_MAC = 20, DECRYPTION_FAILED = 21 };
	struct answer *answer = &facts->behaviours[BEHAVIOUR_EARLY_CCS];
	const struct transcript *t = answered(survey, QUESTION_EARLY_CCS, 0);
	const struct event *first = t == NULL ? NULL : event_at(t, EVENT_REACTION, 0);
	const struct event *second = t == NULL ? NULL : event_at(t, EVENT_REACTION, 1);
	bool is_closed = t != NULL && (transcript_find(t, EVENT_EOF) != NULL ||
					  transcript_find(t, EVENT_RESET) != NULL);
	uint32_t alert = second == NULL ? UINT32_MAX : alert_in(second->bytes);

	(void)arena;
	if (is_missing_old(survey, answer))
		return;
	if (first == NULL)
		answer->why = question_why_not_asked(survey, QUESTION_EARLY_CCS);
	else if (alert == BAD_RECORD_MAC || alert == DECRYPTION_FAILED)
		*answer = (struct answer){ .value = ANSWER_YES,
			.certainty = CERTAINTY_LIKELY,
			.why = "what follows it is taken for encrypted" };
	else if (alert_in(first->bytes) != UINT32_MAX || alert != UINT32_MAX || is_closed)
		*answer = (struct answer){ .value = ANSWER_NO };
	else
		answer->why = "the server kept silent to it";
}

/*
 * Ticketbleed (CVE-2016-9244). A server that resumes gives the session id back (RFC 5077
 * section 3.4). One with the bug gives 32 bytes whatever came: the id has 31, so that one
 * foreign byte at most travels; it is not looked at.
 */
static bool
find_ticket(const struct survey *survey, struct span *ticket)
{
	const struct transcript *t =
	    question_session(survey, QUESTION_RESUMPTION, VERSION_TLS12);
	const struct event *event = t == NULL ? NULL : transcript_find(t, EVENT_TICKET);
	struct ticket read;

	if (event == NULL || !ticket_read(event->bytes, false, &read) || read.ticket.len == 0 ||
	    read.ticket.len > TICKET_MAX)
		return false;
	*ticket = read.ticket;
	return true;
}

enum plan
ticketbleed_next(const struct survey *survey, struct attempt *attempt)
{
	struct hello_wish wish = { .server_name = survey->port->endpoint.server_name };
	struct span ticket;
	struct hello hello;
	enum plan plan;
	uint16_t numbers[KNOWN_SUITES_MAX];
	uint8_t random[32];

	if (why_not_old(survey) != NULL)
		return question_none(attempt, why_not_old(survey));
	if (!find_ticket(survey, &ticket))
		return question_none(attempt, "there is no ticket of TLS 1.2");
	plan = question_once(survey, 0, attempt);
	if (plan != PLAN_ASK)
		return plan;
	wish.version = tls_version_number(survey_best_old(survey));
	survey->draw(random, sizeof(random));
	hello_init(&hello, wish.version, random);
	hello_add_suites(&hello, numbers, question_suites(survey, wish.version, numbers));
	if (wish.server_name != NULL)
		hello_add_server_name(&hello, wish.server_name);
	hello_add_extension(&hello, EXTENSION_SESSION_TICKET, ticket);
	hello_add_extension(&hello, EXTENSION_EXTENDED_MASTER_SECRET, span_of(""));
	hello.session_id_len = SESSION_ID_LEN;
	survey->draw(hello.session_id, SESSION_ID_LEN);
	attempt_raw(attempt, survey->mode, &hello);
	return PLAN_ASK;
}

void
ticketbleed_read(const struct survey *survey, struct arena *arena, struct negotiation *facts)
{
	struct answer *answer = &facts->behaviours[BEHAVIOUR_TICKETBLEED];
	const struct witness *witness;
	enum fate fate = witness_fate(survey->port, QUESTION_TICKETBLEED, 0, &witness);
	struct span ticket;
	struct span sent;
	struct span got;

	(void)arena;
	if (is_missing_old(survey, answer))
		return;
	if (fate == FATE_ACCEPTED || fate == FATE_REFUSED) {
		sent = witness->hello.session_id;
		got = witness->flight.session_id;
		answer->value = sent.len > 0 && got.len > sent.len &&
		                        memcmp(sent.data, got.data, sent.len) == 0
		                    ? ANSWER_YES
		                    : ANSWER_NO;
	} else if (!find_ticket(survey, &ticket) &&
		   question_session(survey, QUESTION_RESUMPTION, VERSION_TLS12) != NULL) {
		*answer = (struct answer){ .value = ANSWER_NO,
			.why = "there is no ticket of TLS 1.2" };
	} else {
		*answer = question_open(survey, QUESTION_TICKETBLEED, fate);
	}
}

/*
 * ROBOT (CVE-2017-13099 and others): does the reaction to a ClientKeyExchange depend on what
 * its RSA block looks like? The blocks are of our own making, with random secrets: nothing of
 * anybody else's can be decrypted with so few.
 */
static const uint16_t rsa_suites[] = { 0x009c, 0x009d, 0x002f, 0x0035, 0x003c, 0x003d, 0x000a };

static bool
send_block(const struct transcript *transcript, draw_bytes *draw, struct buffer *out)
{
	enum oracle_variant block =
	    (enum oracle_variant)(transcript->variant % ORACLE_VARIANTS);
	static const uint8_t change[] = { 1 };
	uint8_t finished[40];
	uint8_t head[6];
	struct flight flight;
	struct span sealed;
	size_t len;

	if (count_events(transcript, EVENT_PROBE) > 0 ||
	    flight_to_follow(transcript, &flight) == NULL || flight.chain_len == 0 ||
	    !oracle_block(
		flight.chain[0], block, flight.legacy_version, transcript->arena, &sealed))
		return false;
	len = sealed.len + 2;
	head[0] = CLIENT_KEY_EXCHANGE;
	head[1] = 0;
	head[2] = (uint8_t)(len >> 8);
	head[3] = (uint8_t)len;
	head[4] = (uint8_t)(sealed.len >> 8);
	head[5] = (uint8_t)sealed.len;
	put_record_header(out, CONTENT_HANDSHAKE, flight.version, sizeof(head) + sealed.len);
	put(out, head, sizeof(head));
	put(out, sealed.data, sealed.len);
	put_record_header(out, CONTENT_CCS, flight.version, sizeof(change));
	put(out, change, sizeof(change));
	draw(finished, sizeof(finished));
	put_record_header(out, CONTENT_HANDSHAKE, flight.version, sizeof(finished));
	put(out, finished, sizeof(finished));
	return true;
}

static const char *
why_no_rsa(const struct survey *survey, const struct negotiation *facts)
{
	if (why_not_old(survey) != NULL)
		return why_not_old(survey);
	return facts->classes[SUITE_CLASS_STATIC_RSA].value == ANSWER_NO
	           ? "the server has no static RSA"
	           : NULL;
}

/* How a server reacted, to compare: the bytes, and the end. */
static bool
same_reaction(const struct transcript *a, const struct transcript *b)
{
	const struct event *one = transcript_find(a, EVENT_REACTION);
	const struct event *two = transcript_find(b, EVENT_REACTION);
	bool closed_a = transcript_find(a, EVENT_EOF) != NULL;
	bool closed_b = transcript_find(b, EVENT_EOF) != NULL;
	bool reset_a = transcript_find(a, EVENT_RESET) != NULL;
	bool reset_b = transcript_find(b, EVENT_RESET) != NULL;

	if (one == NULL || two == NULL)
		return one == two;
	return span_equal(one->bytes, two->bytes) && closed_a == closed_b && reset_a == reset_b;
}

/* All blocks of a round alike? Unknown where one is missing. */
static struct answer
judge_round(const struct survey *survey, uint32_t round)
{
	const struct transcript *right =
	    answered(survey, QUESTION_ROBOT, round * ORACLE_VARIANTS);

	for (uint32_t i = 0; i < ORACLE_VARIANTS; i++) {
		const struct transcript *t =
		    answered(survey, QUESTION_ROBOT, round * ORACLE_VARIANTS + i);

		if (t == NULL || transcript_find(t, EVENT_REACTION) == NULL)
			return (struct answer){ .why = "it was not asked to the end" };
		if (!same_reaction(right, t))
			return (struct answer){ .value = ANSWER_YES };
	}
	return (struct answer){ .value = ANSWER_NO };
}

enum plan
robot_next(const struct survey *survey, struct attempt *attempt)
{
	struct negotiation facts = { 0 };
	const char *why;

	classes_read(survey, NULL, &facts);
	why = why_no_rsa(survey, &facts);
	if (why != NULL)
		return question_none(attempt, why);
	/* A difference has to stay the same to be one. */
	for (uint32_t round = 0; round < ROBOT_ROUNDS; round++) {
		for (uint32_t i = 0; i < ORACLE_VARIANTS; i++) {
			enum plan plan = ask_old(survey, round * ORACLE_VARIANTS + i,
			    rsa_suites, COUNT_OF(rsa_suites), send_block, attempt);

			if (plan != PLAN_DONE)
				return plan;
		}
		if (judge_round(survey, round).value != ANSWER_YES)
			break;
	}
	return PLAN_DONE;
}

/* Does each block meet with the same reaction in every round? */
static bool
is_steady(const struct survey *survey)
{
	for (uint32_t i = 0; i < ROBOT_ROUNDS * ORACLE_VARIANTS; i++) {
		const struct transcript *t = answered(survey, QUESTION_ROBOT, i);
		const struct transcript *first =
		    answered(survey, QUESTION_ROBOT, i % ORACLE_VARIANTS);

		if (t == NULL || first == NULL || !same_reaction(first, t))
			return false;
	}
	return true;
}

void
robot_read(const struct survey *survey, struct arena *arena, struct negotiation *facts)
{
	struct answer *answer = &facts->behaviours[BEHAVIOUR_ROBOT];
	const struct answer *rsa = &facts->classes[SUITE_CLASS_STATIC_RSA];

	(void)arena;
	if (is_missing_old(survey, answer))
		return;
	if (rsa->value == ANSWER_NO) {
		*answer = (struct answer){ ANSWER_NO, rsa->certainty,
			"the server has no static RSA" };
		return;
	}
	for (uint32_t round = 0; round < ROBOT_ROUNDS; round++) {
		*answer = judge_round(survey, round);
		if (answer->value != ANSWER_YES)
			break;
		answer->why = "the reaction depends on the block's form";
	}
	if (answer->value == ANSWER_YES && !is_steady(survey))
		*answer = (struct answer){ .why = "the reactions differ from time to time" };
	if (answer->value == ANSWER_UNKNOWN && port_count(survey->port, QUESTION_ROBOT) == 0)
		answer->why = question_why_not_asked(survey, QUESTION_ROBOT);
}

/*
 * POODLE against TLS (CVE-2014-8730 and others): all bytes of the padding must be looked at
 * (RFC 5246 section 6.2.3.2). One record whose padding has one wrong byte, in a session of our
 * own.
 */
enum plan
poodle_tls_next(const struct survey *survey, struct attempt *attempt)
{
	struct negotiation facts = { 0 };
	enum tls_version best = survey_best_old(survey);
	enum plan plan;

	classes_read(survey, NULL, &facts);
	if (best == TLS_VERSIONS || best < TLS_VERSION_10)
		return question_none(attempt, "it is of TLS 1.0 to 1.2");
	if (facts.classes[SUITE_CLASS_CBC].value == ANSWER_NO)
		return question_none(attempt, "the server has no CBC suites");
	plan = question_session_once(survey, 0, attempt);
	if (plan == PLAN_ASK) {
		attempt_session(
		    attempt, &survey->port->endpoint, survey->mode, ERRAND_SPOILT_RECORD);
		attempt->offer.profile = TLS_PROFILE_CBC;
	}
	return plan;
}

void
poodle_tls_read(const struct survey *survey, struct arena *arena, struct negotiation *facts)
{
	struct answer *answer = &facts->behaviours[BEHAVIOUR_POODLE_TLS];
	const struct transcript *t = question_session(survey, QUESTION_POODLE_TLS, 0);
	const struct answer *cbc = &facts->classes[SUITE_CLASS_CBC];
	bool was_sent = false;

	(void)arena;
	for (const struct event *event = t == NULL ? NULL : t->first; event != NULL;
	     event = event->next)
		was_sent =
		    was_sent || (event->kind == EVENT_SENT && event->step == STEP_SPOILT);
	if (is_missing_old(survey, answer))
		return;
	if (cbc->value == ANSWER_NO)
		*answer = (struct answer){ ANSWER_NO, cbc->certainty,
			"the server has no CBC suites" };
	else if (!was_sent)
		answer->why = question_why_not_asked(survey, QUESTION_POODLE_TLS);
	else if (transcript_reply(t, STEP_SPOILT) != NULL)
		*answer = (struct answer){ .value = ANSWER_YES,
			.why = "a record with wrong padding is taken" };
	else if (transcript_find(t, EVENT_ALERT_IN) != NULL ||
		 transcript_find(t, EVENT_EOF) != NULL ||
		 transcript_find(t, EVENT_RESET) != NULL)
		*answer = (struct answer){ .value = ANSWER_NO };
	else
		answer->why = "the server kept silent to it";
}
