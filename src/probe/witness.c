/* SPDX-License-Identifier: MIT */
#include "probe/witness.h"

#include "registry/number.h"

/* One more try where no answer came: more would only annoy. */
enum { TRIES_MAX = 2 };

static enum reception
reception_of(const struct transcript *transcript, const struct flight *flight)
{
	const struct event *came = transcript_find(transcript, EVENT_FLIGHT);

	if (transcript_find(transcript, EVENT_NOT_TLS) != NULL)
		return RECEPTION_GARBLED;
	if (!transcript->is_over && (came == NULL || flight->end == FLIGHT_OPEN))
		return RECEPTION_RUNNING;
	if (came != NULL && came->number == WITNESS_GARBLED)
		return RECEPTION_GARBLED;
	switch (flight->end) {
	case FLIGHT_DONE:
	case FLIGHT_HELLO:
	case FLIGHT_RETRY:
	case FLIGHT_SSL2:
		return RECEPTION_ACCEPTED;
	case FLIGHT_ALERT:
		/* Behind its hello a server took the offer, whatever went wrong then. */
		return flight->has_hello ? RECEPTION_ACCEPTED : RECEPTION_REFUSED;
	case FLIGHT_GARBLED:
		return RECEPTION_GARBLED;
	case FLIGHT_OPEN:
		break;
	}
	if (flight->has_hello)
		return RECEPTION_ACCEPTED;
	/* An end of our own making is no answer. */
	return transcript->last->kind == EVENT_INTERRUPTED ||
	               transcript->last->kind == EVENT_DEADLINE ||
	               transcript->last->kind == EVENT_LOCAL
	           ? RECEPTION_NONE
	           : RECEPTION_DROPPED;
}

/* The raw hello of a connection, or NULL. */
static const struct event *
raw_hello(const struct transcript *transcript)
{
	const struct event *hello = transcript_find(transcript, EVENT_HELLO);

	return hello != NULL && hello->bytes.len > 0 ? hello : NULL;
}

const struct witness *
witness_of(struct transcript *transcript)
{
	const struct event *hello = raw_hello(transcript);
	const struct event *came = transcript_find(transcript, EVENT_FLIGHT);
	struct witness *witness = transcript->witness;

	if (witness != NULL)
		return witness;
	witness = arena_alloc(transcript->arena, sizeof(*witness));
	witness->reception = transcript->is_over ? RECEPTION_NONE : RECEPTION_RUNNING;
	if (hello != NULL && !hello_read(hello->bytes, transcript->arena, &witness->hello))
		hello = NULL;
	if (came != NULL)
		flight_read(
		    came->bytes, witness->hello.is_ssl2, transcript->arena, &witness->flight);
	if (hello != NULL)
		witness->reception = reception_of(transcript, &witness->flight);
	if (transcript->is_over)
		transcript->witness = witness;
	return witness;
}

static uint16_t
number_at(struct span numbers, size_t i)
{
	return (uint16_t)(numbers.data[2 * i] << 8 | numbers.data[2 * i + 1]);
}

size_t
witness_suites(const struct witness *witness, uint16_t *numbers, size_t cap)
{
	size_t len = witness->hello.is_ssl2 ? 0 : witness->hello.suites.len / 2;

	len = len < cap ? len : cap;
	for (size_t i = 0; i < len; i++)
		numbers[i] = number_at(witness->hello.suites, i);
	return len;
}

size_t
witness_numbers(
    const struct witness *witness, uint16_t extension, uint16_t *numbers, size_t cap)
{
	struct span body;
	size_t len = 0;

	if (!hello_extension(&witness->hello, extension, &body) ||
	    !hello_numbers(body, numbers, cap, &len))
		return 0;
	return len;
}

bool
witness_offered(const struct witness *witness, uint16_t extension)
{
	struct span body;

	return hello_extension(&witness->hello, extension, &body);
}

bool
witness_took_up(const struct witness *witness, uint16_t extension)
{
	struct span body;

	return flight_extension(&witness->flight, extension, &body);
}

unsigned
witness_prime_bits(const struct witness *witness)
{
	struct span prime = witness->flight.prime;
	unsigned bits = (unsigned)prime.len * 8;

	for (unsigned mask = 0x80; prime.len > 0 && mask > 0 && !(prime.data[0] & mask);
	     mask >>= 1)
		bits--;
	return bits;
}

uint16_t
witness_cap(const struct witness *witness)
{
	uint16_t cap = witness->hello.is_ssl2 ? VERSION_SSL2 : witness->hello.version;
	struct span body;

	if (!hello_extension(&witness->hello, EXTENSION_SUPPORTED_VERSIONS, &body))
		return cap;
	for (size_t i = 1; i + 1 < body.len; i += 2) {
		uint16_t version = (uint16_t)(body.data[i] << 8 | body.data[i + 1]);

		if (!is_grease(version) && version > cap)
			cap = version;
	}
	return cap;
}

static bool
is_dropped(struct transcript *transcript)
{
	return transcript->is_over && witness_of(transcript)->reception == RECEPTION_DROPPED;
}

/* Has any hello been dropped twice? A repetition follows at once. */
static bool
drops_to_refuse(const struct port_record *port)
{
	for (size_t i = QUESTION_LOGIN; i < QUESTION_COUNT; i++) {
		/* There the hello may be what is not borne. */
		if (i == QUESTION_SSL2 || i == QUESTION_TOLERANCE || i == QUESTION_UNKNOWN_NAME)
			continue;
		for (struct transcript *t = port->transcripts[i]; t != NULL && t->next != NULL;
		     t = t->next)
			if (t->variant == t->next->variant && is_dropped(t) &&
			    is_dropped(t->next))
				return true;
	}
	return false;
}

enum fate
witness_fate(const struct port_record *port, enum question question, uint32_t variant,
    const struct witness **decisive)
{
	static const enum fate verdicts[] = {
		[RECEPTION_NONE] = FATE_LOST,
		[RECEPTION_RUNNING] = FATE_RUNNING,
		[RECEPTION_ACCEPTED] = FATE_ACCEPTED,
		[RECEPTION_REFUSED] = FATE_REFUSED,
		[RECEPTION_DROPPED] = FATE_DROPPED,
		[RECEPTION_GARBLED] = FATE_LOST,
	};
	enum fate fate = FATE_OPEN;
	unsigned tries = 0;

	if (decisive != NULL)
		*decisive = NULL;
	for (struct transcript *t = port->transcripts[question]; t != NULL; t = t->next) {
		const struct witness *witness;

		if (t->variant != variant)
			continue;
		witness = witness_of(t);
		fate = verdicts[witness->reception];
		tries++;
		if (decisive != NULL)
			*decisive = witness;
		if (fate != FATE_DROPPED && fate != FATE_LOST)
			return fate;
	}
	if (tries >= TRIES_MAX)
		return fate;
	return fate == FATE_DROPPED && question != QUESTION_CONTROL && drops_to_refuse(port)
	           ? FATE_DROPPED
	           : FATE_OPEN;
}
