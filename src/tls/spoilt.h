/* SPDX-License-Identifier: MIT */
/*
 * A record whose padding is wrong, and nothing else: a server that takes it does not check the
 * padding of CBC suites, as in SSL 3.0, and is open to POODLE (CVE-2014-8730).
 */
#ifndef TLS_SPOILT_H
#define TLS_SPOILT_H

#include "tls/session.h"

/* Encrypts the bytes, at most 1,024, as one record of application data with one byte of padding
 * altered. It is the last that can be written in this session, not even close_notify comes
 * behind it. False, and nothing written, unless the session is established with a CBC suite of
 * TLS 1.0 to 1.2 and without encrypt-then-MAC, where padding is checked otherwise. */
bool tls_session_write_spoilt(struct tls_session *session, struct span bytes) MUST_USE;

#endif
