/* SPDX-License-Identifier: MIT */
#include "probe/client.h"

#include "probe/witness.h"
#include "registry/number.h"
#include "tls/certificate.h"
#include "tls/chain.h"

#include <string.h>

static const struct port_record *
port_of(const struct diagnosis *diagnosis)
{
	return diagnosis->facts->record;
}

static bool
is_spoken(const struct client *client, const struct port_record *port)
{
	return client->protocols[port->endpoint.scheme->protocol];
}

/* A server that no longer comes as far as TLS is left alone. */
static bool
turns_away(const struct port_record *port)
{
	enum { LOST_MAX = 3 };
	unsigned lost = 0;

	for (const struct transcript *t = port->transcripts[QUESTION_CLIENT]; t != NULL;
	     t = t->next)
		lost += t->is_over && transcript_find(t, EVENT_HELLO) == NULL;
	return lost >= LOST_MAX;
}

/* The variant of the connection behind all clients, with a hello of our own. */
enum { VARIANT_CONTROL = 0 };

static const struct transcript *
control_of(const struct port_record *port)
{
	for (const struct transcript *t = port->transcripts[QUESTION_CLIENT]; t != NULL;
	     t = t->next)
		if (t->variant == VARIANT_CONTROL)
			return t;
	return NULL;
}

/* Our own hello got no answer, so that nobody wonders at a client's. */
static bool
is_own_dropped(const struct diagnosis *diagnosis)
{
	enum outcome outcome = diagnosis->failure.outcome;

	return diagnosis->has_failed && diagnosis->failure.stage == STAGE_HANDSHAKE &&
	       (outcome == OUTCOME_SILENT || outcome == OUTCOME_STALLED ||
		   outcome == OUTCOME_CLOSED || outcome == OUTCOME_RESET ||
		   outcome == OUTCOME_CLOSED_BEFORE_HELLO ||
		   outcome == OUTCOME_RESET_BEFORE_HELLO);
}

/* Is a client's hello without an answer the client's? A server that answered ours and has had
 * enough of us since answers no hello. */
static bool
is_drop_proved(const struct diagnosis *diagnosis)
{
	const struct transcript *control = control_of(port_of(diagnosis));

	return is_own_dropped(diagnosis) ||
	       (control != NULL && (transcript_find(control, EVENT_SESSION) != NULL ||
				       transcript_find(control, EVENT_CHAIN) != NULL ||
				       transcript_find(control, EVENT_ALERT_IN) != NULL));
}

static bool
wants_control(const struct diagnosis *diagnosis)
{
	const struct port_record *port = port_of(diagnosis);
	const struct limits *limits = &port->limits;

	if (is_own_dropped(diagnosis) || control_of(port) != NULL)
		return false;
	for (size_t i = 0; i < limits->clients_len; i++)
		if (witness_fate(port, QUESTION_CLIENT,
			client_number(limits->clients[i].client->name), NULL) == FATE_DROPPED)
			return true;
	return false;
}

static enum plan
next_hello(const struct diagnosis *diagnosis, draw_bytes *draw, struct attempt *attempt)
{
	const struct port_record *port = port_of(diagnosis);
	const struct limits *limits = &port->limits;

	if (port_count(port, QUESTION_CLIENT) >= limits->clients_len + CLIENT_REPETITIONS_MAX)
		return PLAN_DONE;
	for (size_t i = 0; i < limits->clients_len; i++) {
		const struct client *client = limits->clients[i].client;
		uint32_t variant = client_number(client->name);
		enum fate fate = witness_fate(port, QUESTION_CLIENT, variant, NULL);
		struct hello hello;

		if (fate == FATE_RUNNING)
			return PLAN_WAIT;
		if (fate != FATE_OPEN || !is_spoken(client, port))
			continue;
		attempt->question = QUESTION_CLIENT;
		attempt->variant = variant;
		attempt->keeps_chain = true;
		client_hello_make(&client->hello, port->endpoint.server_name, draw, &hello);
		attempt_raw(attempt, diagnosis->facts->mode, &hello);
		return PLAN_ASK;
	}
	return PLAN_DONE;
}

enum plan
client_next(const struct diagnosis *diagnosis, draw_bytes *draw, struct attempt *attempt)
{
	const struct port_record *port = port_of(diagnosis);
	enum plan plan;

	if (!diagnosis->is_hello_sent || turns_away(port))
		return PLAN_DONE;
	plan = next_hello(diagnosis, draw, attempt);
	if (plan != PLAN_DONE || !wants_control(diagnosis))
		return plan;
	attempt->question = QUESTION_CLIENT;
	attempt->variant = VARIANT_CONTROL;
	attempt_session(attempt, &port->endpoint, diagnosis->facts->mode, ERRAND_NONE);
	return PLAN_ASK;
}

/* What the answer shows */

/* RFC 8446 section 4.1.3: the last eight bytes of the random value. */
static bool
has_sentinel(const struct flight *flight)
{
	static const uint8_t sentinel[] = { 0x44, 0x4f, 0x57, 0x4e, 0x47, 0x52, 0x44 };

	return flight->version < VERSION_TLS13 &&
	       memcmp(flight->random + 24, sentinel, sizeof(sentinel)) == 0 &&
	       flight->random[31] <= 1;
}

static void
read_answer(const struct witness *witness, struct client_trial *trial)
{
	const struct flight *flight = &witness->flight;

	trial->version = flight->version;
	trial->suite = flight->suite;
	trial->group = flight->group;
	trial->scheme = flight->scheme;
	trial->prime_bits = witness_prime_bits(witness);
	trial->has_secure_renegotiation =
	    flight->version >= VERSION_TLS13 ||
	    witness_took_up(witness, EXTENSION_RENEGOTIATION_INFO);
	trial->has_downgrade_sentinel = has_sentinel(flight);
	if (flight->version < VERSION_TLS13)
		trial->wants_certificate.value =
		    flight->wants_certificate ? ANSWER_YES : ANSWER_NO;
}

static enum outcome
how_dropped(const struct transcript *transcript)
{
	return transcript->last->kind == EVENT_RESET ? OUTCOME_RESET
	       : transcript->last->kind == EVENT_EOF ? OUTCOME_CLOSED
	                                             : OUTCOME_SILENT;
}

/* A ServerHello is an answer, but without the rest of its flight no session comes of it. */
static void
read_accepted(const struct witness *witness, struct client_trial *trial)
{
	enum flight_end end = witness->flight.end;

	trial->reception = CLIENT_ANSWERED;
	trial->is_broken_off = end == FLIGHT_ALERT || end == FLIGHT_OPEN;
	if (end == FLIGHT_SSL2)
		trial->reception = CLIENT_GARBLED;
	else if (end == FLIGHT_ALERT)
		trial->reception = CLIENT_REFUSED;
	else if (end == FLIGHT_OPEN)
		trial->reception = CLIENT_DROPPED;
	else
		read_answer(witness, trial);
	trial->alert = witness->flight.alert;
	trial->how = how_dropped(trial->transcript);
}

/* The last connection of this variant. */
static struct transcript *
find_transcript(const struct port_record *port, uint32_t variant)
{
	struct transcript *found = NULL;

	for (struct transcript *t = port->transcripts[QUESTION_CLIENT]; t != NULL; t = t->next)
		if (t->variant == variant)
			found = t;
	return found;
}

static void
read_dropped(const struct diagnosis *diagnosis, struct client_trial *trial)
{
	trial->how = how_dropped(trial->transcript);
	trial->reception = is_drop_proved(diagnosis) ? CLIENT_DROPPED : CLIENT_LOST;
	trial->why = "its hello got no answer, but behind it the server did not answer ours "
		     "either: it may have had enough of us";
}

static void
read_reception(const struct diagnosis *diagnosis, struct client_trial *trial)
{
	const struct port_record *port = port_of(diagnosis);
	uint32_t variant = client_number(trial->client->name);
	const struct witness *witness = NULL;
	enum fate fate = witness_fate(port, QUESTION_CLIENT, variant, &witness);

	trial->transcript = find_transcript(port, variant);
	if (trial->transcript == NULL || witness == NULL) {
		trial->why = "it was not asked: the run was stopped, or the server turned away";
		return;
	}
	switch (fate) {
	case FATE_ACCEPTED:
		read_accepted(witness, trial);
		return;
	case FATE_REFUSED:
		trial->reception = CLIENT_REFUSED;
		trial->alert = witness->flight.alert;
		return;
	case FATE_DROPPED:
		read_dropped(diagnosis, trial);
		return;
	case FATE_LOST:
		trial->reception =
		    witness->reception == RECEPTION_GARBLED ? CLIENT_GARBLED : CLIENT_LOST;
		trial->why = "the connection did not come to its hello";
		return;
	case FATE_OPEN:
	case FATE_RUNNING:
		trial->reception = CLIENT_LOST;
		trial->why = "its hello got no answer, and was not asked again";
		return;
	}
}

/* Sessions of ours */

static bool
has_server_name(const struct client_trial *trial, const struct port_record *port)
{
	return port->endpoint.server_name == NULL ||
	       client_extension(&trial->client->hello, EXTENSION_SERVER_NAME) != NULL;
}

/* Can the client use a certificate with this key? "RSA" is the key of both RSA signatures. */
static bool
can_use_key(const struct client_hello *hello, const char *key_type)
{
	const struct client_extension *offered =
	    client_extension(hello, EXTENSION_SIGNATURE_ALGORITHMS);

	for (size_t i = 0; offered != NULL && i < offered->numbers.len; i++) {
		const struct scheme_number *scheme =
		    signature_scheme_by_number(offered->numbers.numbers[i]);
		const char *algorithm =
		    scheme == NULL || !scheme->is_for_tls13 ? "" : scheme->algorithm;
		bool is_pss_key = span_contains(span_of(key_type), "PSS");

		if ((strcmp(key_type, "EC") == 0 && strcmp(algorithm, "ECDSA") == 0) ||
		    (strcmp(key_type, "RSA") == 0 && strcmp(algorithm, "RSA-PSS") == 0) ||
		    (is_pss_key && strcmp(algorithm, "RSA-PSS") == 0) ||
		    (*algorithm != '\0' && span_contains(span_of(key_type), algorithm)))
			return true;
	}
	return false;
}

static void
add_chain(const struct session *session, const struct transcript *transcript,
    const struct port_record *port, struct arena *arena, struct client_trial *trial)
{
	struct client_chain *chain;

	if (trial->chains_len == CLIENT_CHAINS_MAX)
		return;
	chain = &trial->chains[trial->chains_len++];
	chain->trust = session->trust;
	chain_read(session, port->endpoint.server_name, transcript->began_at_ms / 1000, arena,
	    &chain->chain);
}

static bool
has_leaf(const struct client_trial *trial, struct span leaf, struct arena *arena)
{
	struct certificate certificate;

	certificate_read(leaf, arena, &certificate);
	for (size_t i = 0; i < trial->chains_len; i++)
		if (trial->chains[i].chain.len > 0 &&
		    strcmp(trial->chains[i].chain.certificates[0].sha256, certificate.sha256) ==
			0)
			return true;
	return false;
}

/* Was this session begun with the name that the client's hello has, or with none as that? Names
 * that an experiment tries may be shown other certificates. */
static bool
is_named_alike(const struct transcript *transcript, const struct client_trial *trial,
    const struct port_record *port)
{
	if (transcript->question != QUESTION_EXPERIMENT)
		return has_server_name(trial, port);
	switch (experiment_of(transcript->variant)) {
	case EXPERIMENT_NO_NAME:
		return !has_server_name(trial, port);
	case EXPERIMENT_OTHER_NAME:
	case EXPERIMENT_GREETED_NAME:
	case EXPERIMENT_DOTTED_NAME:
		return false;
	default:
		return has_server_name(trial, port);
	}
}

/* Does this session show that the client's would stand? Where sessions of ours failed it must
 * be one of the client's version: that the other works is what the experiment was for. */
static bool
shows_inside(const struct transcript *transcript, const struct diagnosis *diagnosis,
    const struct client_trial *trial)
{
	bool is_alike =
	    strcmp(transcript->session.version, version_name(trial->version)) == 0 &&
	    is_named_alike(transcript, trial, port_of(diagnosis));
	bool has_failed = diagnosis->has_failed ||
	                  (trial->version < VERSION_TLS13 &&
			      diagnosis->trials[EXPERIMENT_TLS12].state == TRIAL_FAILED);

	return transcript_is_clean(transcript) && (is_alike || !has_failed);
}

/* Of one session of ours: does it show what the client would be shown? */
static void
take_session(const struct transcript *transcript, const struct diagnosis *diagnosis,
    struct arena *arena, struct client_trial *trial)
{
	const struct port_record *port = port_of(diagnosis);
	const struct session *session = &transcript->session;
	struct certificate leaf;

	if (session->wants_client_certificate && transcript_is_clean(transcript))
		trial->insists.value = ANSWER_NO;
	trial->is_inside_fine =
	    trial->is_inside_fine || shows_inside(transcript, diagnosis, trial);
	if (trial->version < VERSION_TLS13)
		return;
	if (trial->wants_certificate.value != ANSWER_YES)
		trial->wants_certificate.value =
		    session->wants_client_certificate ? ANSWER_YES : ANSWER_NO;
	if (session->chain_len == 0 || !is_named_alike(transcript, trial, port))
		return;
	certificate_read(session->chain[0], arena, &leaf);
	if (!can_use_key(&trial->client->hello, leaf.key_type) ||
	    has_leaf(trial, session->chain[0], arena))
		return;
	trial->is_chain_of_session = true;
	add_chain(session, transcript, port, arena, trial);
}

/* The path is first: the others only count where its certificate is none for this client, or
 * where the server has two. */
static void
read_sessions(
    const struct diagnosis *diagnosis, struct arena *arena, struct client_trial *trial)
{
	static const enum question questions[] = { QUESTION_BASICS, QUESTION_OTHER_MODE,
		QUESTION_EXPERIMENT };
	const struct port_record *port = port_of(diagnosis);

	for (size_t i = 0; i < COUNT_OF(questions); i++)
		for (const struct transcript *t = port->transcripts[questions[i]]; t != NULL;
		     t = t->next)
			if (transcript_find(t, EVENT_SESSION) != NULL)
				take_session(t, diagnosis, arena, trial);
	if (diagnosis->failure.outcome == OUTCOME_CERTIFICATE_WANTED)
		trial->insists.value = ANSWER_YES;
}

static void
read_trial(const struct diagnosis *diagnosis, struct arena *arena, struct client_trial *trial)
{
	const struct port_record *port = port_of(diagnosis);

	if (!is_spoken(trial->client, port) || !diagnosis->is_hello_sent) {
		trial->why = "no connection came as far as TLS";
		return;
	}
	read_reception(diagnosis, trial);
	if (trial->reception != CLIENT_ANSWERED)
		return;
	if (trial->version < VERSION_TLS13 &&
	    transcript_find(trial->transcript, EVENT_CHAIN) != NULL)
		add_chain(&trial->transcript->session, trial->transcript, port, arena, trial);
	read_sessions(diagnosis, arena, trial);
}

void
client_read_trials(struct diagnosis *diagnosis, struct arena *arena)
{
	const struct limits *limits = &port_of(diagnosis)->limits;

	diagnosis->clients_len = limits->clients_len;
	diagnosis->clients =
	    arena_alloc(arena, sizeof(*diagnosis->clients) * (limits->clients_len + 1));
	for (size_t i = 0; i < limits->clients_len; i++) {
		diagnosis->clients[i] = (struct client_trial){
			.client = limits->clients[i].client,
			.is_named = limits->clients[i].is_named,
		};
		read_trial(diagnosis, arena, &diagnosis->clients[i]);
	}
}
