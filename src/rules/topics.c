/* SPDX-License-Identifier: MIT */
#include "rules/topics.h"

/* In the order of the manual; of findings that are equally bad, the earlier is told first. */
const struct topic topics[] = {
	{ "Ports", rules_about_ports },
	{ "Greetings", rules_about_greetings },
	{ "Failures", rules_about_failures },
	{ "Logins", rules_about_logins },
	{ "STARTTLS", rules_about_starttls },
	{ "Protocol versions", rules_about_versions },
	{ "Cipher suites", rules_about_suites },
	{ "Key exchange and signatures", rules_about_keys },
	{ "Manners of TLS", rules_about_manners },
	{ "Tolerance", rules_about_tolerance },
	{ "Certificates", rules_about_certificates },
	{ "Keys and revocation of certificates", rules_about_certificate_keys },
	{ "Consistency", rules_about_consistency },
	{ "Known vulnerabilities", rules_about_bugs },
	{ "Demands of the policy", rules_about_demands },
};
const size_t topics_count = COUNT_OF(topics);
