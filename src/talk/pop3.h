/* SPDX-License-Identifier: MIT */
/* POP3 (RFC 1939, CAPA: RFC 2449, STLS: RFC 2595, AUTH: RFC 5034). */
#ifndef TALK_POP3_H
#define TALK_POP3_H

#include "talk/dialogue.h"

extern const struct dialect pop3_dialect;

#endif
