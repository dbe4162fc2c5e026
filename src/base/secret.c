/* SPDX-License-Identifier: MIT */
#include "base/secret.h"

#include <string.h>

void
secret_wipe(void *memory, size_t len)
{
	if (len > 0)
		explicit_bzero(memory, len);
}

void
secret_wipe_text(char *text)
{
	if (text != NULL)
		secret_wipe(text, strlen(text));
}
