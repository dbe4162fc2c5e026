/* SPDX-License-Identifier: MIT */
#include "rules/policy.h"

#include "base/text.h"
#include "rules/unasked.h"

#include <string.h>

/* Lists grow by so many at once. */
enum { STEP = 32, SHOWN_LEN = 60 };

const struct policy policy_plain = {
	.name = "default",
	.title = "What mailsonde demands by itself",
	.source = "",
};

enum regard
axis_regard(const struct axis *axis, uint16_t number)
{
	for (size_t i = 0; i < axis->len; i++)
		if (axis->entries[i].number == number)
			return axis->entries[i].regard;
	return axis->others;
}

bool
axis_is_said(const struct axis *axis)
{
	return axis->len > 0 || axis->others != REGARD_UNSAID;
}

/* The list with room for one more item behind its `len`. */
static void *
with_room(void *items, size_t len, size_t size, struct arena *arena)
{
	void *room;

	if (len % STEP != 0)
		return items;
	room = arena_alloc(arena, (len + STEP) * size);
	if (len > 0)
		memcpy(room, items, len * size);
	return room;
}

void
axis_say(struct axis *axis, struct axis_entry entry, struct arena *arena)
{
	for (size_t i = 0; i < axis->len; i++)
		if (axis->entries[i].number == entry.number) {
			axis->entries[i] = entry;
			return;
		}
	axis->entries = with_room(axis->entries, axis->len, sizeof(entry), arena);
	axis->entries[axis->len++] = entry;
}

void
policy_demand_port(struct policy *policy, struct demanded_port demanded, struct arena *arena)
{
	for (size_t i = 0; i < policy->ports_len; i++)
		if (policy->ports[i].port == demanded.port) {
			policy->ports[i] = demanded;
			return;
		}
	policy->ports = with_room(policy->ports, policy->ports_len, sizeof(demanded), arena);
	policy->ports[policy->ports_len++] = demanded;
}

const struct demanded_port *
policy_port(const struct policy *policy, uint16_t port)
{
	for (size_t i = 0; i < policy->ports_len; i++)
		if (policy->ports[i].port == port)
			return &policy->ports[i];
	return NULL;
}

bool
port_by_text(struct span text, uint16_t *port)
{
	uint64_t number;

	if (text.len == 0 || text.data[0] == '0' || !text_number(text, 1, UINT16_MAX, &number))
		return false;
	*port = (uint16_t)number;
	return true;
}

const char *
policy_no_finding(struct span id, struct arena *arena)
{
	const struct unasked *known = unasked_by_id(id);

	if (known != NULL)
		return arena_printf(
		    arena, "%s is not looked for yet: %s", known->id, known->reason);
	return arena_printf(arena, "%s is no finding; expected the id of one, as tls-10",
	    text_escape(arena, id, SHOWN_LEN));
}

const char *
policy_accept(struct policy *policy, struct span text, const char *reason, struct arena *arena)
{
	struct acceptance acceptance = { .reason = reason };
	struct span id = text;

	for (id.len = 0; id.len < text.len && text.data[id.len] != '@';)
		id.len++;
	acceptance.rule = rule_by_id(id);
	if (acceptance.rule == NULL)
		return policy_no_finding(id, arena);
	if (id.len < text.len && !port_by_text(span_skip(text, id.len + 1), &acceptance.port))
		return arena_printf(arena,
		    "%s has no port behind @; expected a number from 1 to 65535",
		    text_escape(arena, text, SHOWN_LEN));
	for (size_t i = 0; i < policy->accepted_len; i++)
		if (policy->accepted[i].rule == acceptance.rule &&
		    policy->accepted[i].port == acceptance.port) {
			policy->accepted[i] = acceptance;
			return NULL;
		}
	policy->accepted =
	    with_room(policy->accepted, policy->accepted_len, sizeof(acceptance), arena);
	policy->accepted[policy->accepted_len++] = acceptance;
	return NULL;
}

enum role
policy_role(const struct policy *policy, const struct endpoint *endpoint)
{
	enum role role = endpoint->scheme->role;

	return role == ROLE_MX && policy->is_mx_authenticated ? ROLE_MX_POLICY : role;
}

enum severity
policy_severity(
    const struct policy *policy, const struct rule *rule, enum grade grade, enum role role)
{
	const struct policy_severity *own =
	    policy->severities == NULL ? NULL : &policy->severities[rule_place(rule)];

	if (own != NULL && own->is_set)
		return own->row.by_role[role];
	return rule_severity(rule, grade, role);
}

const struct acceptance *
policy_accepts(const struct policy *policy, const struct rule *rule, uint16_t port)
{
	for (size_t i = 0; i < policy->accepted_len; i++) {
		const struct acceptance *acceptance = &policy->accepted[i];

		if (acceptance->rule == rule &&
		    (acceptance->port == 0 || acceptance->port == port))
			return acceptance;
	}
	return NULL;
}

static const char *const regards[] = {
	[REGARD_UNSAID] = "unsaid",
	[REGARD_GOOD] = "good",
	[REGARD_SUFFICIENT] = "sufficient",
	[REGARD_PHASE_OUT] = "phase-out",
	[REGARD_INSUFFICIENT] = "insufficient",
};
_Static_assert(COUNT_OF(regards) == REGARD_COUNT, "a name for each regard");

static const char *const limits[] = {
	[LIMIT_CERTIFICATE_DAYS_LEFT] = "certificate-days-left",
	[LIMIT_CERTIFICATE_LIFETIME_DAYS] = "certificate-lifetime-days",
	[LIMIT_RSA_BITS] = "rsa-bits",
	[LIMIT_DH_BITS] = "dh-bits",
	[LIMIT_TICKET_LIFETIME_HOURS] = "ticket-lifetime-hours",
};
_Static_assert(COUNT_OF(limits) == LIMIT_COUNT, "a name for each limit");

static const char *const port_demands[] = {
	[PORT_DEMAND_OPEN] = "open",
	[PORT_DEMAND_CLOSED] = "closed",
	[PORT_DEMAND_STARTTLS] = "starttls",
	[PORT_DEMAND_IMPLICIT] = "implicit",
};
_Static_assert(COUNT_OF(port_demands) == PORT_DEMAND_COUNT, "a name for each demand");

/* The place of a word, or `len`. */
static size_t
place_of(struct span name, const char *const *names, size_t len)
{
	size_t place = 0;

	while (place < len && !span_equal(name, span_of(names[place])))
		place++;
	return place;
}

const char *
regard_name(enum regard regard)
{
	return regards[regard];
}

const char *
limit_name(enum limit limit)
{
	return limits[limit];
}

const char *
port_demand_name(enum port_demand demand)
{
	return port_demands[demand];
}

bool
regard_by_name(struct span name, enum regard *regard)
{
	size_t place = place_of(name, regards, REGARD_COUNT);

	if (place == REGARD_UNSAID || place == REGARD_COUNT)
		return false;
	*regard = (enum regard)place;
	return true;
}

bool
limit_by_name(struct span name, enum limit *limit)
{
	size_t place = place_of(name, limits, LIMIT_COUNT);

	if (place == LIMIT_COUNT)
		return false;
	*limit = (enum limit)place;
	return true;
}

bool
port_demand_by_name(struct span name, enum port_demand *demand)
{
	size_t place = place_of(name, port_demands, PORT_DEMAND_COUNT);

	if (place == PORT_DEMAND_COUNT)
		return false;
	*demand = (enum port_demand)place;
	return true;
}
