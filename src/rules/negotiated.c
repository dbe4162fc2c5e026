/* SPDX-License-Identifier: MIT */
#include "rules/negotiated.h"

enum {
	TOLD_MAX = 4, /* names in one line */
	/* Primes that are worth a precomputation, which is then good for every server that has
	 * them (Adrian and others, "Imperfect Forward Secrecy", 2015). */
	COMMON_PRIME_BITS_MAX = 1024,
};

static bool
is_in(const struct ranking *ranking, uint16_t number)
{
	for (size_t i = 0; i < ranking->len; i++)
		if (ranking->numbers[i] == number)
			return true;
	return false;
}

static bool
is_example(const struct negotiation *negotiation, uint16_t number)
{
	for (size_t i = 0; i < SUITE_CLASSES; i++)
		if (negotiation->class_examples[i] == number &&
		    negotiation->classes[i].value == ANSWER_YES)
			return true;
	return false;
}

/* Was it the suite of the main session, in one of these versions? */
static bool
is_of_session(const struct port_facts *port, enum tls_version first, enum tls_version last,
    const struct suite *suite)
{
	if (!port->has_session ||
	    !span_equal(span_of(port->session->suite), span_of(suite->name)))
		return false;
	for (size_t i = first; i <= last; i++)
		if (span_equal(span_of(port->session->version),
			span_of(tls_version_title((enum tls_version)i))))
			return true;
	return false;
}

static bool
is_taken(const struct port_facts *port, enum tls_version first, enum tls_version last,
    const struct suite *suite)
{
	for (size_t i = first; i <= last; i++)
		if (is_in(&port->negotiation.suites[i], suite->number))
			return true;
	if (first <= TLS_VERSION_SSL3 && last >= TLS_VERSION_12 &&
	    is_example(&port->negotiation, suite->number))
		return true;
	return is_of_session(port, first, last, suite);
}

void
suites_taken(const struct port_facts *port, enum tls_version first, enum tls_version last,
    suite_test *test, int about, struct suites_taken *taken)
{
	taken->len = 0;
	for (size_t i = 0; i < suites_count && taken->len < RANKING_MAX; i++)
		if (test(&suites[i], about) && is_taken(port, first, last, &suites[i]))
			taken->numbers[taken->len++] = suites[i].number;
}

struct answer
suites_are_whole(const struct port_facts *port, enum tls_version first, enum tls_version last)
{
	struct answer whole = { .value = ANSWER_YES };

	for (size_t i = first; i <= last; i++) {
		const struct answer *own = &port->negotiation.suites[i].is_whole;
		const struct answer *version = &port->negotiation.versions[i];

		if (own->value == ANSWER_UNKNOWN || own->value == ANSWER_NO)
			return (struct answer){ .why = own->why != NULL ? own->why
				                                        : "it was not asked" };
		if (own->certainty > whole.certainty)
			whole.certainty = own->certainty;
		/* A version may only be likely to be missing. */
		if (version->certainty > whole.certainty)
			whole.certainty = version->certainty;
	}
	return whole;
}

const char *
names_told(struct arena *arena, const char *const *names, size_t len)
{
	size_t told_len = len < TOLD_MAX ? len : TOLD_MAX;
	const char *told = "";

	for (size_t i = 0; i < told_len; i++)
		told = arena_printf(arena, "%s%s%s", told,
		    i == 0         ? ""
		    : i + 1 == len ? " and "
				   : ", ",
		    names[i]);
	return len == told_len ? told
	                       : arena_printf(arena, "%s and %zu more", told, len - told_len);
}

const char *
suites_told(struct arena *arena, const struct suites_taken *taken)
{
	const char *names[RANKING_MAX];

	for (size_t i = 0; i < taken->len; i++)
		names[i] = suite_by_number(taken->numbers[i])->name;
	return arena_printf(arena, "%s %s accepted", names_told(arena, names, taken->len),
	    taken->len == 1 ? "is" : "are");
}

struct ruling
ruling_of_suites(
    const struct subject *subject, enum tls_version last, suite_test *test, int about)
{
	struct suites_taken taken;
	struct answer whole;

	suites_taken(subject->port, TLS_VERSION_SSL3, last, test, about, &taken);
	if (taken.len > 0)
		return ruling_bad(suites_told(subject->arena, &taken));
	whole = suites_are_whole(subject->port, TLS_VERSION_SSL3, last);
	return ruling_of_answer(&whole, ANSWER_NO, NULL);
}

struct answer
dh_is_used(const struct port_facts *port)
{
	const struct answer *class = &port->negotiation.classes[SUITE_CLASS_DHE];

	if (port->negotiation.dh.bits > 0)
		return (struct answer){ .value = ANSWER_YES };
	if (class->value == ANSWER_YES)
		return (struct answer){ .why = "its Diffie-Hellman parameters were not seen" };
	return *class;
}

bool
dh_is_common(const struct dh_facts *dh)
{
	return dh->name != NULL && dh->bits > 0 && dh->bits <= COMMON_PRIME_BITS_MAX;
}

static struct span
rsa_key(const struct port_facts *port)
{
	const struct certificate *leaf = port->chain.certificates;

	if (port->chain.len == 0 || !leaf->is_readable ||
	    !span_is(span_of(leaf->key_type), "RSA"))
		return (struct span){ 0 };
	return span_of(leaf->spki_sha256);
}

bool
ports_share_rsa_key(const struct port_facts *a, const struct port_facts *b)
{
	struct span key = rsa_key(a);

	return key.len > 0 && span_equal(key, rsa_key(b));
}
