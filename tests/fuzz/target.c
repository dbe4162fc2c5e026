/* SPDX-License-Identifier: MIT */
/* Aims at target_add, target_read_ports and target_host_name: what a user may type. */
#include "probe/target.h"
#include "base/text.h"
#include "fuzz.h"

#include <string.h>

static void
check_name(const char *name)
{
	MUST(*name != '\0' && strlen(name) <= 253);
	for (; *name != '\0'; name++)
		MUST(!(*name >= 'A' && *name <= 'Z') && *name > ' ' && *name < 0x7f);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct span input = { .data = data, .len = len };
	struct target_port defaults[TARGET_PORTS_MAX];
	struct target_port ports[TARGET_PORTS_MAX];
	struct target_list list;
	struct arena arena;
	size_t defaults_len;
	size_t ports_len = 0;
	const char *problem;
	const char *name;

	arena_init(&arena);
	target_list_init(&list, &arena);
	target_default_ports(defaults, &defaults_len);
	problem = target_add(&list, input, defaults, defaults_len);
	MUST((problem == NULL) == (list.len == 1));
	if (problem == NULL) {
		check_name(list.targets[0].host);
		MUST(list.targets[0].ports_len > 0);
		MUST(target_add(&list, input, defaults, defaults_len) == NULL);
		MUST(list.len == 1);
	} else {
		MUST(text_is_plain(span_of(problem)));
	}
	problem = target_read_ports(input, &arena, ports, &ports_len);
	MUST((problem == NULL) == (ports_len > 0) && ports_len <= TARGET_PORTS_MAX);
	MUST(problem == NULL || text_is_plain(span_of(problem)));
	name = target_host_name(input, &arena);
	if (name != NULL) {
		check_name(name);
		MUST(strcmp(target_host_name(span_of(name), &arena), name) == 0);
	}
	target_list_clear(&list);
	arena_clear(&arena);
	return 0;
}
