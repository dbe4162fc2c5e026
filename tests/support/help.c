/* SPDX-License-Identifier: MIT */
#include "support/help.h"

#include "cli/options.h"

#include <stdlib.h>
#include <string.h>

const char *
help_text(void)
{
	static char text[32 * 1024];

	if (*text != '\0')
		return text;
	for (size_t i = 0; i < options_help_count; i++) {
		if (strlen(text) + strlen(options_help[i]) >= sizeof(text))
			abort();
		strcat(text, options_help[i]);
	}
	return text;
}
