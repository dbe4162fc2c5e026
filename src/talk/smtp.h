/* SPDX-License-Identifier: MIT */
/* SMTP (RFC 5321, STARTTLS: RFC 3207, AUTH: RFC 4954) and its sister LMTP (RFC 2033). */
#ifndef TALK_SMTP_H
#define TALK_SMTP_H

#include "talk/dialogue.h"

extern const struct dialect smtp_dialect;
extern const struct dialect lmtp_dialect;

#endif
