/* SPDX-License-Identifier: MIT */
#include "rules/policy_sections.h"

#include "base/text.h"
#include "facts/negotiation.h"
#include "registry/number.h"
#include "registry/suite.h"
#include "rules/policies.h"

enum {
	SHOWN_LEN = 60, /* of what is wrong */
	NAME_LEN_MAX = 60,
};

static const char *
shown(const struct policy_draft *draft, struct span text)
{
	return text_escape(draft->arena, text, SHOWN_LEN);
}

/* [policy] */

static const char *
read_version(struct policy_draft *draft, struct span value)
{
	uint64_t version;

	if (!text_number(value, 1, UINT32_MAX, &version))
		return arena_printf(draft->arena, "version = %s: expected version = %d",
		    shown(draft, value), POLICY_VERSION);
	if (version > POLICY_VERSION)
		return arena_printf(draft->arena,
		    "version = %s is newer than this program; expected version = %d",
		    shown(draft, value), POLICY_VERSION);
	draft->head.has_version = true;
	return NULL;
}

static bool
is_name(struct span text)
{
	for (size_t i = 0; i < text.len; i++) {
		uint8_t byte = text.data[i];

		if (!(byte >= 'a' && byte <= 'z') && !(byte >= '0' && byte <= '9') &&
		    byte != '-' && byte != '.')
			return false;
	}
	return text.len > 0 && text.len <= NAME_LEN_MAX;
}

static const char *
read_name(struct policy_draft *draft, struct span value)
{
	if (!is_name(value))
		return arena_printf(draft->arena,
		    "name = %s: expected lower-case letters, digits, dots and dashes, "
		    "%d at most",
		    shown(draft, value), NAME_LEN_MAX);
	draft->head.name = arena_string(draft->arena, value);
	return NULL;
}

static const char *
read_title(struct policy_draft *draft, struct span value)
{
	if (value.len == 0)
		return "title is empty; expected a line of text";
	draft->head.title = arena_string(draft->arena, value);
	return NULL;
}

static const char *
read_source(struct policy_draft *draft, struct span value)
{
	if (value.len == 0)
		return "source is empty; expected the document that the policy follows";
	draft->head.source = arena_string(draft->arena, value);
	return NULL;
}

static const char *
read_base(struct policy_draft *draft, struct span value)
{
	const struct policy_text *base = policy_by_name(value);

	if (draft->is_ours)
		return "base is not for policies that the program brings along";
	if (base == NULL)
		return arena_printf(draft->arena, "base = %s: expected one of %s",
		    shown(draft, value), policy_names(draft->arena));
	draft->head.base = base->text;
	return NULL;
}

static const char *
read_role(struct policy_draft *draft, struct span value)
{
	if (!span_equal(value, span_of("yes")) && !span_equal(value, span_of("no")))
		return arena_printf(draft->arena, "mx-authenticated = %s: expected yes or no",
		    shown(draft, value));
	draft->head.has_role = true;
	draft->head.is_mx_authenticated = value.len == 3;
	return NULL;
}

static const char *
read_head(struct policy_draft *draft, const struct policy_section *section, struct span key,
    struct span value)
{
	static const struct {
		const char *name;
		const char *(*read)(struct policy_draft *draft, struct span value);
	} rows[] = {
		{ "version", read_version },
		{ "name", read_name },
		{ "title", read_title },
		{ "source", read_source },
		{ "base", read_base },
		{ "mx-authenticated", read_role },
	};

	(void)section;
	if (!draft->head.has_version && !span_equal(key, span_of("version")))
		return arena_printf(draft->arena,
		    "%s stands before the version; expected version = %d first",
		    shown(draft, key), POLICY_VERSION);
	for (size_t i = 0; i < COUNT_OF(rows); i++)
		if (span_equal(key, span_of(rows[i].name)))
			return rows[i].read(draft, value);
	return arena_printf(draft->arena,
	    "there is no %s here; expected version, name, title, source, base or "
	    "mx-authenticated",
	    shown(draft, key));
}

/* [severities] */

static bool
read_severities(struct span text, struct severities *severities)
{
	enum severity words[ROLE_COUNT];
	size_t len = 0;

	for (struct span word = span_word(&text); word.len > 0; word = span_word(&text))
		if (len == ROLE_COUNT || !severity_by_name(word, &words[len++]))
			return false;
	if (len != 1 && len != ROLE_COUNT)
		return false;
	for (size_t i = 0; i < ROLE_COUNT; i++)
		severities->by_role[i] = words[len == 1 ? 0 : i];
	return true;
}

static const char *
read_severity(struct policy_draft *draft, const struct policy_section *section, struct span key,
    struct span value)
{
	const struct rule *rule = rule_by_id(key);
	struct policy_severity severity = { .is_set = true };

	(void)section;
	if (rule == NULL)
		return policy_no_finding(key, draft->arena);
	if (!read_severities(value, &severity.row))
		return arena_printf(draft->arena,
		    "%s = %s: expected off, info, low, medium, high or critical, once or for "
		    "mx, mx-policy, submission and access",
		    rule->id, shown(draft, value));
	if (draft->policy.severities == NULL)
		draft->policy.severities =
		    arena_alloc(draft->arena, rules_count() * sizeof(struct policy_severity));
	draft->policy.severities[rule_place(rule)] = severity;
	return NULL;
}

/* [versions] and others like it */

static bool
version_number(struct span name, uint16_t *number)
{
	for (size_t i = 0; i < TLS_VERSIONS; i++)
		if (span_equal(name, span_of(tls_version_id((enum tls_version)i)))) {
			*number = tls_version_number((enum tls_version)i);
			return true;
		}
	return false;
}

static bool
suite_number(struct span name, uint16_t *number)
{
	for (size_t i = 0; i < suites_count; i++)
		if (span_equal(name, span_of(suites[i].name))) {
			*number = suites[i].number;
			return true;
		}
	return false;
}

static bool
group_number(struct span name, uint16_t *number)
{
	for (size_t i = 0; i < groups_count; i++)
		if (span_equal(name, span_of(groups[i].name))) {
			*number = groups[i].number;
			return true;
		}
	return false;
}

static bool
curve_number(struct span name, uint16_t *number)
{
	uint16_t found;

	if (!group_number(name, &found) || group_by_number(found)->kind != GROUP_KIND_CURVE)
		return false;
	*number = found;
	return true;
}

static bool
scheme_number(struct span name, uint16_t *number)
{
	for (size_t i = 0; i < signature_schemes_count; i++)
		if (span_equal(name, span_of(signature_schemes[i].name))) {
			*number = signature_schemes[i].number;
			return true;
		}
	return false;
}

static bool
read_regard(struct span text, struct axis_entry *entry)
{
	struct span word = span_word(&text);
	struct span second = span_word(&text);
	enum regard regard;

	if (!regard_by_name(word, &regard) || span_word(&text).len > 0)
		return false;
	if (second.len > 0 &&
	    (!span_equal(second, span_of("required")) || regard > REGARD_SUFFICIENT))
		return false;
	entry->regard = regard;
	entry->is_required = second.len > 0;
	return true;
}

static const char *
read_axis(struct policy_draft *draft, const struct policy_section *section, struct span key,
    struct span value)
{
	struct axis *axis = (void *)((char *)&draft->policy + section->axis);
	struct axis_entry entry = { 0 };
	bool is_others = span_equal(key, span_of("others"));

	if (!is_others && !section->number(key, &entry.number))
		return arena_printf(draft->arena, "%s is no %s; expected %s, or others",
		    shown(draft, key), section->kind, section->example);
	if (!read_regard(value, &entry) || (is_others && entry.is_required))
		return arena_printf(draft->arena,
		    "%s = %s: expected good, sufficient, phase-out or insufficient%s",
		    shown(draft, key), shown(draft, value),
		    is_others ? "" : "; behind the first two also the word required");
	if (is_others)
		axis->others = entry.regard;
	else
		axis_say(axis, entry, draft->arena);
	return NULL;
}

/* The others */

static const char *
read_limit(struct policy_draft *draft, const struct policy_section *section, struct span key,
    struct span value)
{
	enum { MOST = 100000 };
	enum limit limit;
	uint64_t number;

	(void)section;
	if (!limit_by_name(key, &limit)) {
		const char *names = limit_name((enum limit)0);

		for (size_t i = 1; i < LIMIT_COUNT; i++)
			names = arena_printf(draft->arena, "%s%s%s", names,
			    i + 1 < LIMIT_COUNT ? ", " : " or ", limit_name((enum limit)i));
		return arena_printf(draft->arena, "there is no limit %s; expected %s",
		    shown(draft, key), names);
	}
	if (!text_number(value, 1, MOST, &number))
		return arena_printf(draft->arena, "%s = %s: expected a number from 1 to %d",
		    limit_name(limit), shown(draft, value), MOST);
	draft->policy.limits[limit] = (unsigned)number;
	return NULL;
}

static const char *
read_port(struct policy_draft *draft, const struct policy_section *section, struct span key,
    struct span value)
{
	struct demanded_port demanded;

	(void)section;
	if (!port_by_text(key, &demanded.port))
		return arena_printf(draft->arena,
		    "%s is no port; expected a number from 1 to 65535", shown(draft, key));
	if (!port_demand_by_name(value, &demanded.demand))
		return arena_printf(draft->arena,
		    "%u = %s: expected implicit, starttls, open or closed",
		    (unsigned)demanded.port, shown(draft, value));
	policy_demand_port(&draft->policy, demanded, draft->arena);
	return NULL;
}

static const char *
read_accepted(struct policy_draft *draft, const struct policy_section *section, struct span key,
    struct span value)
{
	(void)section;
	if (value.len == 0)
		return arena_printf(draft->arena,
		    "%s is accepted without a reason; expected one behind =",
		    shown(draft, key));
	return policy_accept(
	    &draft->policy, key, arena_string(draft->arena, value), draft->arena);
}

const struct policy_section policy_sections[] = {
	{ .name = "policy", .read = read_head },
	{ .name = "severities", .read = read_severity },
	{
	    .name = "versions",
	    .read = read_axis,
	    .axis = offsetof(struct policy, versions),
	    .number = version_number,
	    .kind = "version",
	    .example = "ssl-2.0, ssl-3.0, tls-1.0, tls-1.1, tls-1.2, tls-1.3",
	},
	{
	    .name = "suites",
	    .read = read_axis,
	    .axis = offsetof(struct policy, suites),
	    .number = suite_number,
	    .kind = "cipher suite",
	    .example = "an IANA name such as TLS_AES_128_GCM_SHA256",
	},
	{
	    .name = "groups",
	    .read = read_axis,
	    .axis = offsetof(struct policy, groups),
	    .number = group_number,
	    .kind = "group",
	    .example = "an IANA name such as secp256r1 or X25519MLKEM768",
	},
	{
	    .name = "schemes",
	    .read = read_axis,
	    .axis = offsetof(struct policy, schemes),
	    .number = scheme_number,
	    .kind = "signature scheme",
	    .example = "an IANA name such as rsa_pss_rsae_sha256",
	},
	{
	    .name = "certificate-curves",
	    .read = read_axis,
	    .axis = offsetof(struct policy, certificate_curves),
	    .number = curve_number,
	    .kind = "curve",
	    .example = "an IANA name such as secp256r1",
	},
	{ .name = "limits", .read = read_limit },
	{ .name = "ports", .read = read_port },
	{ .name = "accepted", .read = read_accepted },
};

const size_t policy_sections_count = COUNT_OF(policy_sections);

const struct policy_section *
policy_section_by_name(struct span name)
{
	for (size_t i = 0; i < COUNT_OF(policy_sections); i++)
		if (span_equal(name, span_of(policy_sections[i].name)))
			return &policy_sections[i];
	return NULL;
}
