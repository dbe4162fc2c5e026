/* SPDX-License-Identifier: MIT */
#include "rules/names.h"

#include <string.h>

enum { NAMES_TOLD = 4 };

static const char dns[] = "DNS:";

static struct span
without_dot(struct span host)
{
	if (host.len > 0 && host.data[host.len - 1] == '.')
		host.len--;
	return host;
}

/* What stands behind the first label: the dot, and all others. */
static struct span
behind_label(struct span name)
{
	size_t len = 0;

	while (len < name.len && name.data[len] != '.')
		len++;
	return span_skip(name, len);
}

bool
name_covers(struct span name, struct span host)
{
	name = without_dot(name);
	host = without_dot(host);
	if (host.len == 0)
		return false;
	if (!span_starts(name, "*."))
		return span_alike(name, host);
	return behind_label(host).len < host.len && behind_label(host).len > 1 &&
	       span_alike(span_skip(name, 1), behind_label(host));
}

static bool
is_letter_of_label(uint8_t letter)
{
	return (letter >= '0' && letter <= '9') || letter == '-' ||
	       (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z');
}

bool
name_is_host(struct span name)
{
	size_t label = 0;
	size_t labels = 0;

	name = without_dot(name);
	for (size_t i = 0; i < name.len; i++) {
		if (name.data[i] != '.' && !is_letter_of_label(name.data[i]))
			return false;
		if (name.data[i] == '.' && label == 0)
			return false;
		labels += name.data[i] == '.';
		label = name.data[i] == '.' ? 0 : label + 1;
	}
	return labels > 0 && label > 0;
}

static bool
has_dns_name(const struct certificate *certificate)
{
	for (size_t i = 0; i < certificate->names_len; i++)
		if (span_starts(span_of(certificate->names[i]), dns))
			return true;
	return false;
}

bool
certificate_is_for(const struct certificate *certificate, struct span host)
{
	if (!has_dns_name(certificate))
		return name_covers(span_of(certificate->common_name), host);
	for (size_t i = 0; i < certificate->names_len; i++) {
		struct span name = span_of(certificate->names[i]);

		if (span_starts(name, dns) && name_covers(span_skip(name, strlen(dns)), host))
			return true;
	}
	return false;
}

static bool
has_name(const struct certificate *certificate, const char *name)
{
	for (size_t i = 0; i < certificate->names_len; i++)
		if (span_alike(span_of(certificate->names[i]), span_of(name)))
			return true;
	return false;
}

static bool
has_all_names(const struct certificate *certificate, const struct certificate *wanted)
{
	for (size_t i = 0; i < wanted->names_len; i++)
		if (!has_name(certificate, wanted->names[i]))
			return false;
	return true;
}

bool
certificate_has_names_of(const struct certificate *a, const struct certificate *b)
{
	if (a->names_len == 0 && b->names_len == 0)
		return span_alike(span_of(a->common_name), span_of(b->common_name));
	return has_all_names(a, b) && has_all_names(b, a);
}

/* "DNS:" goes without saying. */
static const char *
told(const char *name)
{
	return span_starts(span_of(name), dns) ? name + strlen(dns) : name;
}

const char *
certificate_names(const struct certificate *certificate, struct arena *arena)
{
	const char *text;

	if (certificate->names_len == 0)
		return *certificate->common_name == '\0'
		           ? "no name at all"
		           : arena_printf(arena, "CN=%s", certificate->common_name);
	text = told(certificate->names[0]);
	for (size_t i = 1; i < certificate->names_len && i < NAMES_TOLD; i++)
		text = arena_printf(arena, "%s, %s", text, told(certificate->names[i]));
	if (certificate->names_len > NAMES_TOLD)
		text = arena_printf(
		    arena, "%s and %zu more", text, certificate->names_len - NAMES_TOLD);
	return text;
}
