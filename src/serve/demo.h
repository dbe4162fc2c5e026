/* SPDX-License-Identifier: MIT */
/*
 * The demo host: seven services, some healthy and some broken in ways that mail administrators
 * meet. They stand 10,000 above the real ports, so that nobody needs to be root.
 */
#ifndef SERVE_DEMO_H
#define SERVE_DEMO_H

#include <stddef.h>
#include <stdint.h>

#define DEMO_NAME "mail.example.test"
#define DEMO_ADDRESS "127.0.0.25"
#define DEMO_CLIENT "127.0.0.2" /* not the server's own address: see LOGIN_NOT_KNOWN */

struct demo_service {
	const char *scheme;
	uint16_t port;
	const char *about; /* what is to be seen there */
	const char *scene;
};

extern const struct demo_service demo_services[];
extern const size_t demo_services_count;

/* "220 Ready to start TLS", and sending fails: a service for `mailsonde diagnose`. */
extern const struct demo_service demo_starttls;

#endif
