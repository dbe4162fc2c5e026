/* SPDX-License-Identifier: MIT */
/* Base 64 with the usual alphabet and padding (RFC 4648 section 4), as SASL writes it. */
#ifndef BASE_BASE64_H
#define BASE_BASE64_H

#include "base/buffer.h"

/* Appends the text of the bytes; false, and nothing appended, if there is no room for it. */
bool base64_encode(struct span bytes, struct buffer *text) MUST_USE;

/* Appends the bytes of the text; false for anything that is not exactly such a text, or if
 * there is no room: then some bytes may have been appended. */
bool base64_decode(struct span text, struct buffer *bytes) MUST_USE;

#endif
