/* SPDX-License-Identifier: MIT */
/*
 * The bodies of the messages that a server sends in clear. Each reader puts what it read into
 * the flight, with copies in the arena, and may end it; it gives NULL, or a clause that says
 * what is wrong with the message, and then nothing is touched. What is well-formed is kept,
 * legal or not.
 */
#ifndef HELLO_MESSAGE_H
#define HELLO_MESSAGE_H

#include "hello/flight.h"

typedef const char *message_reader(
    struct span body, struct arena *arena, struct flight *flight);

/* ServerHello and HelloRetryRequest. */
message_reader server_hello_read;

message_reader server_certificate_read;
message_reader certificate_status_read;

/* ServerKeyExchange, after the hello whose suite says what is in it. */
message_reader server_key_read;

message_reader certificate_request_read;
message_reader session_ticket_read;
message_reader server_hello_done_read;

/* Message types of SSL 2.0. */
enum { SSL2_ERROR = 0, SSL2_SERVER_HELLO = 4 };

/* SERVER-HELLO or ERROR of SSL 2.0, without the record's header. */
message_reader ssl2_message_read;

#endif
