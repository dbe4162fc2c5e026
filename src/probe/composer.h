/* SPDX-License-Identifier: MIT */
/*
 * What a conversation of QUESTION_USE says beyond what step tables know: the user's login, if
 * the connection is fit for it, and the mail. Nothing of a login is composed before the
 * certificate of this very connection has been verified, unless the user said otherwise; one
 * login is begun and no second one, since accounts get locked.
 */
#ifndef PROBE_COMPOSER_H
#define PROBE_COMPOSER_H

#include "probe/conversation.h"

/* Makes the conversation's composer, whose settings must have a user, and ends it. */
void composer_begin(struct conversation *conversation);
void composer_end(struct conversation *conversation);

#endif
