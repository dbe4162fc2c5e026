/* SPDX-License-Identifier: MIT */
/* IMAP (RFC 9051; LOGINDISABLED and STARTTLS: its section 6.2). */
#ifndef TALK_IMAP_H
#define TALK_IMAP_H

#include "talk/dialogue.h"

extern const struct dialect imap_dialect;

#endif
