/* SPDX-License-Identifier: MIT */
#include "probe/target.h"

#include "base/text.h"

#include <arpa/inet.h>
#include <idn2.h>
#include <stdlib.h>
#include <string.h>

enum {
	HOST_LEN_MAX = 253, /* RFC 1035 section 2.3.4, as text */
	LABEL_LEN_MAX = 63,
	WORDS_MOST = 80, /* of the user's own text that an error repeats */
};

void
target_list_init(struct target_list *list, struct arena *arena)
{
	*list = (struct target_list){ .arena = arena };
}

void
target_list_clear(struct target_list *list)
{
	free(list->targets);
	*list = (struct target_list){ .arena = list->arena };
}

bool
target_is_address(const char *text)
{
	uint8_t address[16];

	return inet_pton(AF_INET, text, address) == 1 ||
	       inet_pton(AF_INET6, text, address) == 1;
}

/* The address as RFC 5952 writes it, so that one address has one text; NULL if it is none. */
static const char *
canonical_address(const char *text, struct arena *arena)
{
	uint8_t address[16];
	char canonical[INET6_ADDRSTRLEN];
	int family = inet_pton(AF_INET, text, address) == 1    ? AF_INET
	             : inet_pton(AF_INET6, text, address) == 1 ? AF_INET6
	                                                       : AF_UNSPEC;

	if (family == AF_UNSPEC ||
	    inet_ntop(family, address, canonical, sizeof(canonical)) == NULL)
		return NULL;
	return arena_string(arena, span_of(canonical));
}

static bool
is_label_character(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
}

/* Letters, digits and hyphens, but no hyphen first; an underscore as well, because it does
 * occur. A name that ends in a number is an address with a slip in it (RFC 1123 section 2.1).
 */
static bool
is_host_name(const char *name)
{
	size_t label = 0;
	size_t digits = 0;

	if (strlen(name) > HOST_LEN_MAX)
		return false;
	for (; *name != '\0'; name++) {
		if ((*name == '.' || *name == '-') && label == 0)
			return false;
		if (*name != '.' && !is_label_character(*name))
			return false;
		label = *name == '.' ? 0 : label + 1;
		digits = label == 0 ? 0 : digits + (*name >= '0' && *name <= '9' ? 1 : 0);
		if (label > LABEL_LEN_MAX)
			return false;
	}
	return label > digits;
}

/* A name as DNS has it, or NULL. The rules for international names are for those alone: an
 * ASCII name may well have two hyphens where they allow none (RFC 5890 section 2.3.1). */
static char *
to_ascii(char *name, struct arena *arena)
{
	char *ascii = NULL;
	bool is_ascii = true;

	for (const char *c = name; *c != '\0'; c++)
		is_ascii = is_ascii && (*c & 0x80) == 0;
	if (is_ascii)
		return name;
	if (idn2_to_ascii_8z(name, &ascii, IDN2_NFC_INPUT | IDN2_NONTRANSITIONAL) != IDN2_OK)
		return NULL;
	name = arena_string(arena, span_of(ascii));
	idn2_free(ascii);
	return name;
}

const char *
target_host_name(struct span text, struct arena *arena)
{
	char *name = arena_string(arena, text);

	if (text.len == 0 || text.len > HOST_LEN_MAX * 4 || strlen(name) != text.len)
		return NULL;
	if (name[text.len - 1] == '.')
		name[text.len - 1] = '\0';
	name = to_ascii(name, arena);
	if (name == NULL)
		return NULL;
	for (char *c = name; *c != '\0'; c++)
		if (*c >= 'A' && *c <= 'Z')
			*c = (char)(*c + ('a' - 'A'));
	return is_host_name(name) ? name : NULL;
}

void
target_default_ports(struct target_port *ports, size_t *len)
{
	*len = 0;
	for (size_t i = 0; i < schemes_count; i++)
		if (schemes[i].is_default)
			ports[(*len)++] = (struct target_port){ .scheme = &schemes[i],
				.port = schemes[i].port };
}

static const char *
quote(struct arena *arena, struct span text)
{
	return text_escape(arena, text, WORDS_MOST);
}

static const char *
read_port(struct span text, struct arena *arena, uint16_t *port)
{
	uint64_t number;

	if (!text_number(text, 1, 65535, &number))
		return arena_printf(
		    arena, "'%s' is no port number (1 to 65535)", quote(arena, text));
	*port = (uint16_t)number;
	return NULL;
}

static const char *
scheme_names(struct arena *arena)
{
	const char *names = schemes[0].name;

	for (size_t i = 1; i < schemes_count; i++)
		names = arena_printf(arena, "%s, %s", names, schemes[i].name);
	return names;
}

/* A number that says its service, or no more than a number. */
static const char *
read_bare_port(struct span text, struct arena *arena, struct target_port *port)
{
	uint16_t number;
	const char *problem = read_port(text, arena, &number);
	const struct scheme *scheme = problem == NULL ? scheme_by_port(number) : NULL;

	if (problem != NULL)
		return problem;
	if (scheme == NULL)
		return arena_printf(arena,
		    "which service is on port %u? Say it with a scheme, as in smtp://HOST:%u "
		    "or "
		    "--ports imaps:%u",
		    number, number, number);
	*port = (struct target_port){ .scheme = scheme, .port = number, .is_asked_for = true };
	return NULL;
}

static const char *
read_service(struct span text, struct arena *arena, struct target_port *port)
{
	struct span name = text;
	struct span number = { 0 };
	const uint8_t *colon = memchr(text.data, ':', text.len);
	const struct scheme *scheme;

	if (colon != NULL) {
		name.len = (size_t)(colon - text.data);
		number = span_skip(text, name.len + 1);
	}
	scheme = scheme_by_name(name);
	if (scheme == NULL)
		return arena_printf(arena, "there is no service '%s'; the services are %s",
		    quote(arena, name), scheme_names(arena));
	*port = (struct target_port){
		.scheme = scheme,
		.port = scheme->port,
		.is_asked_for = true,
	};
	return colon == NULL ? NULL : read_port(number, arena, &port->port);
}

static bool
same_port(const struct target_port *a, const struct target_port *b)
{
	return a->scheme == b->scheme && a->port == b->port;
}

/* Adds a port that is not there yet; false if there is no room. */
static bool
add_port(struct target_port *ports, size_t *len, const struct target_port *port)
{
	for (size_t i = 0; i < *len; i++)
		if (same_port(&ports[i], port)) {
			ports[i].is_asked_for = ports[i].is_asked_for || port->is_asked_for;
			return true;
		}
	if (*len == TARGET_PORTS_MAX)
		return false;
	ports[(*len)++] = *port;
	return true;
}

const char *
target_read_ports(struct span text, struct arena *arena, struct target_port *ports, size_t *len)
{
	size_t count = 0;
	bool has_more = text.len > 0;

	while (has_more) {
		const uint8_t *comma = text.len == 0 ? NULL : memchr(text.data, ',', text.len);
		struct span item = text;
		struct target_port port;
		const char *problem;

		item.len = comma == NULL ? text.len : (size_t)(comma - text.data);
		text = span_skip(text, item.len + 1);
		has_more = comma != NULL;
		item = span_trim(item);
		if (item.len == 0)
			return "there is an empty entry in the list of ports";
		problem = item.data[0] >= '0' && item.data[0] <= '9'
		              ? read_bare_port(item, arena, &port)
		              : read_service(item, arena, &port);
		if (problem != NULL)
			return problem;
		if (!add_port(ports, &count, &port))
			return "too many ports (at most 64)";
	}
	if (count == 0)
		return "the list of ports is empty";
	*len = count;
	return NULL;
}

/* Splits HOST, HOST:PORT, [V6], [V6]:PORT or a bare V6 address. */
static const char *
split_host(struct span text, struct arena *arena, struct span *host, struct span *port)
{
	const uint8_t *end;

	*port = (struct span){ 0 };
	if (text.len > 0 && text.data[0] == '[') {
		end = memchr(text.data, ']', text.len);
		if (end == NULL)
			return "there is a '[' without its ']'";
		*host = (struct span){ .data = text.data + 1,
			.len = (size_t)(end - text.data) - 1 };
		text = span_skip(text, host->len + 2);
		if (!target_is_address(arena_string(arena, *host)) ||
		    memchr(host->data, ':', host->len) == NULL)
			return "only an IPv6 address stands in brackets";
		if (text.len > 0 && text.data[0] != ':')
			return "behind the ']' only a ':' and a port may stand";
	} else if (target_is_address(arena_string(arena, text))) {
		*host = text;
		return NULL;
	} else {
		end = memchr(text.data, ':', text.len);
		*host = text;
		host->len = end == NULL ? text.len : (size_t)(end - text.data);
		text = span_skip(text, host->len);
	}
	*port = text;
	return text.len == 1 ? "there is no port behind the ':'" : NULL;
}

static bool
split_scheme(struct span *text, struct span *scheme)
{
	for (size_t i = 0; i + 3 <= text->len; i++)
		if (text->data[i] == ':' && text->data[i + 1] == '/' &&
		    text->data[i + 2] == '/') {
			*scheme = (struct span){ .data = text->data, .len = i };
			*text = span_skip(*text, i + 3);
			return true;
		}
	return false;
}

/* The target of this host, made if it is new. */
static struct target *
target_of(struct target_list *list, const char *host)
{
	for (size_t i = 0; i < list->len; i++)
		if (strcmp(list->targets[i].host, host) == 0)
			return &list->targets[i];
	list->targets = alloc_resize(list->targets, list->len + 1, sizeof(struct target));
	list->targets[list->len] =
	    (struct target){ .host = host, .is_address = target_is_address(host) };
	return &list->targets[list->len++];
}

static const char *
add_ports(
    struct target_list *list, const char *host, const struct target_port *ports, size_t len)
{
	struct target *target = target_of(list, host);

	for (size_t i = 0; i < len; i++)
		if (!add_port(target->ports, &target->ports_len, &ports[i]))
			return "too many ports for one host (at most 64)";
	return NULL;
}

static const char *
read_named_port(struct span scheme, bool has_scheme, struct span port, struct arena *arena,
    struct target_port *named)
{
	const char *problem;

	if (!has_scheme)
		return read_bare_port(span_skip(port, 1), arena, named);
	problem = read_service(scheme, arena, named);
	if (problem != NULL || port.len == 0)
		return problem;
	return read_port(span_skip(port, 1), arena, &named->port);
}

const char *
target_add(struct target_list *list, struct span text, const struct target_port *defaults,
    size_t defaults_len)
{
	struct arena *arena = list->arena;
	struct span scheme = { 0 };
	struct span host;
	struct span port;
	struct target_port named;
	bool has_scheme = split_scheme(&text, &scheme);
	const char *problem;
	const char *name;

	/* Any other words about it would say a password again. */
	if (span_contains(text, "@") && !span_starts(text, "@"))
		return "there is no login in a target; diagnose takes one by --user and "
		       "--password-file";
	if (has_scheme && text.len > 0 && text.data[text.len - 1] == '/')
		text.len--;
	if (text.len == 0)
		return "there is no host";
	problem = split_host(text, arena, &host, &port);
	if (problem != NULL)
		return problem;
	name = arena_string(arena, host);
	name = strlen(name) == host.len ? canonical_address(name, arena) : NULL;
	if (name == NULL)
		name = target_host_name(host, arena);
	if (name == NULL)
		return arena_printf(
		    arena, "'%s' is no host name or address", quote(arena, host));
	if (!has_scheme && port.len == 0)
		return add_ports(list, name, defaults, defaults_len);
	problem = read_named_port(scheme, has_scheme, port, arena, &named);
	return problem != NULL ? problem : add_ports(list, name, &named, 1);
}
