/* SPDX-License-Identifier: MIT */
/*
 * What one connection with a raw hello bears witness of: what was offered, and what came of it.
 */
#ifndef PROBE_WITNESS_H
#define PROBE_WITNESS_H

#include "facts/host.h"
#include "hello/flight.h"
#include "hello/hello.h"

/* The number of an EVENT_FLIGHT that was garbled, of which the beginning may be all that is
 * kept. */
enum { WITNESS_GARBLED = 1 };

enum reception {
	RECEPTION_NONE,     /* it never came to the hello */
	RECEPTION_RUNNING,  /* it is not over */
	RECEPTION_ACCEPTED, /* with a ServerHello or HelloRetryRequest */
	RECEPTION_REFUSED,  /* with an alert: certain */
	RECEPTION_DROPPED,  /* by a close, a reset or silence: likely */
	RECEPTION_GARBLED,  /* with something that is no answer */
};

struct witness {
	enum reception reception;
	struct hello_view hello;
	struct flight flight;
};

/* Reads the connection; the result lives in its arena and is kept once it is over. Its hello is
 * empty for RECEPTION_NONE. NULL if the connection was not made for a raw hello. */
const struct witness *witness_of(struct transcript *transcript);

/* The numbers that the hello offered: suites, groups, signature schemes. At most `cap`; the
 * count.
 */
size_t witness_suites(const struct witness *witness, uint16_t *numbers, size_t cap);
size_t witness_numbers(
    const struct witness *witness, uint16_t extension, uint16_t *numbers, size_t cap);

/* Was the extension in our hello, and is it in the server's? */
bool witness_offered(const struct witness *witness, uint16_t extension);
bool witness_took_up(const struct witness *witness, uint16_t extension);

/* The size of the finite field of the answer; 0: there is none. */
unsigned witness_prime_bits(const struct witness *witness);

/* The highest version that the hello offered. */
uint16_t witness_cap(const struct witness *witness);

/* What became of one thing asked, with one repetition where the answer was no answer. Once a
 * server has dropped the same hello twice, that is known as its way to refuse, and further ones
 * are not repeated: a control hello at the end proves that it still answered
 * (QUESTION_CONTROL). */
enum fate {
	FATE_OPEN, /* not asked, or to be asked once more */
	FATE_RUNNING,
	FATE_ACCEPTED,
	FATE_REFUSED, /* by an alert */
	FATE_DROPPED, /* without an alert */
	FATE_LOST,    /* the hello could not be brought twice, or the answer was garbled twice
	               */
};

/* The fate of all connections of the question with this variant; the one that decided it, or
 * the last, is put into *decisive unless that is NULL (NULL if there is none). */
enum fate witness_fate(const struct port_record *port, enum question question, uint32_t variant,
    const struct witness **decisive);

#endif
