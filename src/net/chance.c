/* SPDX-License-Identifier: MIT */
#include "net/chance.h"

#include "base/alloc.h"

#include <uv.h>

void
chance_draw(uint8_t *bytes, size_t len)
{
	if (len > 0 && uv_random(NULL, NULL, bytes, len, 0, NULL) != 0)
		die("the system has no random bytes");
}
