/* SPDX-License-Identifier: MIT */
/* What goes wrong before the client asks for TLS: the address, the greeting, EHLO. */
#include "rules/sayings.h"

static const struct cause implicit_client = {
	.id = "implicit-client-on-starttls-port",
	.title = "the client begins with TLS where the server begins in clear text",
	.sides = SIDE_CLIENT,
	.frequency = FREQUENCY_OFTEN,
	.vantage = VANTAGE_OUTSIDE,
	.what = "The client is set to TLS from the first byte and talks to a port such as 587, "
		"25, 143 or 110, where TLS begins with STARTTLS. It takes the greeting for a "
		"broken TLS record.",
	.seen = "The first byte of the client is 16 (hexadecimal), the first bytes of the "
		"server are the text of its greeting, such as \"220 \".",
	.separate = "Connect and send nothing: if a greeting comes, this port wants STARTTLS, "
		    "and a client that fails before it sends EHLO is set to the wrong mode.",
	.server_fix = "Offer port 465 with TLS from the first byte beside 587, and say in the "
		      "instructions which port wants which.",
	.client_fix = "Set this port to STARTTLS, and require it; or keep the mode and use "
		      "port 465, 993 or 995.",
	.settings = &settings_implicit,
	.findings = FINDINGS("implicit-tls-missing"),
	.prints = PRINTS({ PRINTER_EXIM, "input sent without waiting for greeting" },
	    { PRINTER_LOG, "SMTP command pipelining * \\x16\\x03\\x01" },
	    { PRINTER_LOG, "non-SMTP command from * \\026\\003\\001" },
	    { PRINTER_LOG, "improper command pipelining after CONNECT" },
	    { PRINTER_SERVER, "502 Invalid/unsupported command" }),
	.shares = SAYINGS(&saying_not_tls),
};

static const struct cause starttls_client = {
	.id = "starttls-client-on-implicit-port",
	.title = "the client waits for a greeting where the server waits for TLS",
	.sides = SIDE_CLIENT | SIDE_SERVER,
	.frequency = FREQUENCY_OFTEN,
	.vantage = VANTAGE_OUTSIDE,
	.what = "On ports 465, 993 and 995, or behind a load balancer that ends TLS, the "
		"server says nothing before TLS. A client that is set to STARTTLS, or to no "
		"encryption, waits until it gives up.",
	.seen = "The connection opens and no byte comes; a ClientHello that is sent first is "
		"answered by a ServerHello.",
	.separate =
	    "Send nothing for 45 seconds, then connect again and begin with TLS: if that "
	    "succeeds it is this; if the greeting came late it is greeting-delay-or-tarpit.",
	.server_fix = "Let TLS begin at once on 465, 993 and 995 only; no load balancer may "
		      "end TLS on 25, 587, 143 or 110.",
	.client_fix = "Set the port to TLS from the first byte (SSL/TLS), or use 587, 143 or "
		      "110 with STARTTLS; give the greeting a deadline.",
	.settings = &settings_implicit,
	.findings = FINDINGS("port-protocol-mismatch"),
	.prints = PRINTS({ PRINTER_DOTNET, "net_io_connectionclosed" }),
	.shares = SAYINGS(&saying_no_greeting),
};

static const struct cause starttls_twice = {
	.id = "starttls-on-active-tls",
	.title = "the client asks for STARTTLS inside TLS",
	.sides = SIDE_CLIENT,
	.frequency = FREQUENCY_AT_TIMES,
	.vantage = VANTAGE_CLIENT,
	.what = "Both modes are switched on: the client begins with TLS, as port 465 wants it, "
		"and then sends STARTTLS.",
	.seen = "TLS is there, and inside it STARTTLS is answered by 454, 502 or 503, or EHLO "
		"does not list it.",
	.separate = "Only one who knows the client's settings sees it: a probe can show that "
		    "the port speaks TLS at once and that its list inside TLS has no STARTTLS.",
	.server_fix = "Do not list STARTTLS inside TLS.",
	.client_fix = "Choose one: TLS from the first byte on 465, or STARTTLS on 587.",
	.command = "grep -riE 'starttls|ssl' CONFIGURATION-OF-THE-CLIENT",
	.findings = FINDINGS("starttls-still-offered"),
	.prints = PRINTS({ PRINTER_SERVER, "Command not permitted when TLS active" },
	    { PRINTER_SERVER, "TLS already active" }, { PRINTER_SERVER, "Already in TLS" },
	    { PRINTER_SERVER, "TLS has already been" }),
	.at_times = SAYINGS(&saying_no_starttls),
};

static const struct cause never_asked = {
	.id = "starttls-not-sent-by-client",
	.title = "the server demands TLS and the client never asks for it",
	.sides = SIDE_CLIENT,
	.frequency = FREQUENCY_OFTEN,
	.vantage = VANTAGE_OUTSIDE,
	.what = "The client goes on in clear text, because STARTTLS is switched off, not "
		"supported, or was skipped as a mere opportunity. The server refuses logins or "
		"mail until TLS is there.",
	.seen = "EHLO, then MAIL or AUTH in clear text, then 530, 538 or 451 with the demand "
		"for STARTTLS.",
	.separate = "Say STARTTLS to the same server by hand: if TLS begins and the same "
		    "command is taken inside it, the client just did not ask.",
	.server_fix = "Right as it is on 587, 143 and 110; a port 25 for mail from anywhere "
		      "must not demand TLS (RFC 3207).",
	.client_fix = "Switch STARTTLS on, as required and not as opportunistic.",
	.settings = &settings_optional,
	.findings = FINDINGS("mx-requires-tls"),
	.prints = PRINTS({ PRINTER_SERVER, "Must issue a STARTTLS command first" },
	    { PRINTER_SERVER, "Must issue STARTTLS" },
	    { PRINTER_SERVER, "538 * Encryption required" },
	    { PRINTER_SERVER, "Encryption required for requested authentication mechanism" },
	    { PRINTER_SERVER, "530 * STARTTLS" }),
};

static const struct cause stripped = {
	.id = "starttls-stripped-by-firewall",
	.title = "something on the way takes STARTTLS out of the server's list",
	.sides = SIDE_NETWORK,
	.frequency = FREQUENCY_AT_TIMES,
	.vantage = VANTAGE_OUTSIDE,
	.what = "A firewall that inspects SMTP (ESMTP inspection of a Cisco ASA is the "
		"classic), a virus scanner or a provider masks the word, so that everything "
		"stays readable. Some clients go on regardless.",
	.seen = "The list has a line of X's such as 250-XXXXXXXA, the greeting is full of "
		"stars, or STARTTLS is answered by 500 although the server would take it.",
	.separate = "Compare the list of EHLO from this network and from another one, and port "
		    "25 with 587: if only one way lacks STARTTLS, the way has taken it; if all "
		    "lack it, the server does.",
	.server_fix = "Take mail out of the inspection (no inspect esmtp), or let it pass TLS "
		      "(allow-tls).",
	.client_fix = "Require TLS, so that nothing is sent in clear text; do not judge by "
		      "telnet, which such a box garbles.",
	.settings = &settings_starttls,
	.findings = FINDINGS("starttls-masked", "starttls-hidden", "starttls-not-offered"),
	.prints = PRINTS({ PRINTER_SERVER, "250 XXXXXXXA" },
	    { PRINTER_MAILKIT, "MAILSMTP_ERROR_STARTTLS_NOT_SUPPORTED" }),
	.shares = SAYINGS(&saying_not_tls, &saying_no_starttls),
};

static const struct cause switched_off = {
	.id = "starttls-switched-off",
	.title = "the server does not offer STARTTLS on this port",
	.sides = SIDE_SERVER,
	.frequency = FREQUENCY_AT_TIMES,
	.vantage = VANTAGE_OUTSIDE,
	.what =
	    "TLS is not configured there, or is switched off (Postfix: "
	    "smtpd_tls_security_level "
	    "is empty or none; Dovecot: ssl = no). A client that demands TLS gives up, and one "
	    "that does not sends everything in clear text.",
	.seen = "STARTTLS is not in the list, and is answered by 502, 500 or BAD when a client "
		"asks "
		"for it all the same.",
	.separate =
	    "Compare the list of EHLO from the server itself and from outside: if it lacks "
	    "STARTTLS on both sides it is the server, else something on the way.",
	.server_fix = "Give the server a certificate and its key, and switch TLS on.",
	.client_fix = "Use another port, such as 465 or 993, if TLS is there.",
	.settings = &settings_starttls,
	.findings = FINDINGS("starttls-not-offered"),
	.at_times = SAYINGS(&saying_no_starttls),
};

static const struct cause helo = {
	.id = "helo-instead-of-ehlo",
	.title = "the client says HELO and gets no list of extensions",
	.sides = SIDE_CLIENT,
	.frequency = FREQUENCY_SELDOM,
	.vantage = VANTAGE_OUTSIDE,
	.what = "Only EHLO makes a server list STARTTLS and AUTH. A client that says HELO, or "
		"falls back to it, never sees them.",
	.seen = "HELO, and a single line 250 without extensions.",
	.separate =
	    "Say EHLO and HELO on two connections: if STARTTLS stands in the one list and "
	    "there is none in the other, the client's HELO is to blame and not the server.",
	.client_fix =
	    "Say EHLO first; where it is refused, find out why instead of falling back.",
	.prints = PRINTS({ PRINTER_ANY, "no SMTP extensions advertised" },
	    { PRINTER_SERVER, "AUTH command used when not advertised" }),
	.at_times = SAYINGS(&saying_no_starttls),
};

static const struct cause ehlo_name = {
	.id = "ehlo-name-rejected",
	.title = "the server does not take the name that the client gives in EHLO",
	.sides = SIDE_CLIENT,
	.frequency = FREQUENCY_AT_TIMES,
	.vantage = VANTAGE_OUTSIDE,
	.what = "Names such as localhost, an id of a container or one with an underscore are "
		"refused, or are answered without STARTTLS. A client that does not look at the "
		"answer goes on into nonsense.",
	.seen = "EHLO is answered by 501, 504 or 550, or by a list without STARTTLS that a "
		"better name gets.",
	.separate = "Say EHLO with a full domain name, with localhost and with an address in "
		    "brackets, a connection each: only if the answers differ it is the name.",
	.server_fix = "Be lenient about names on the ports where users log in.",
	.client_fix = "Give a full host name or the address in brackets, and stop if EHLO is "
		      "not answered by 250.",
	.prints = PRINTS({ PRINTER_EXIM, "Syntactically invalid EHLO argument(s)" },
	    { PRINTER_EXIM, "Syntactically invalid HELO argument(s)" },
	    { PRINTER_SERVER, "HELO/EHLO argument * invalid" },
	    { PRINTER_SERVER, "Helo command rejected" }, { PRINTER_PYTHON, "SMTPHeloError" },
	    { PRINTER_GO, "StartTLS: 501" }, { PRINTER_CURL, "Remote access denied: 501" },
	    { PRINTER_NODE, "EHLO failed but HELO does not support required STARTTLS" },
	    { PRINTER_SERVER, "need fully-qualified hostname" },
	    { PRINTER_SERVER, "501 Invalid domain name" }),
	.shares = SAYINGS(&saying_not_tls),
	.at_times = SAYINGS(&saying_no_starttls),
};

static const struct cause tarpit = {
	.id = "greeting-delay-or-tarpit",
	.title = "the server lets the client wait for its greeting",
	.sides = SIDE_SERVER | SIDE_CLIENT,
	.frequency = FREQUENCY_AT_TIMES,
	.vantage = VANTAGE_OUTSIDE,
	.what = "Against spam a server waits some seconds before it speaks (postscreen, "
		"greet_pause, a tarpit). An impatient client gives up, and one that speaks "
		"first is punished.",
	.seen = "The greeting comes after 5 to 30 seconds, perhaps letter by letter; who "
		"speaks before it gets 554 or a reset.",
	.separate =
	    "Measure the time to the greeting with a patience of 45 seconds: late but there is "
	    "this; never there, but TLS is answered, is starttls-client-on-implicit-port.",
	.server_fix =
	    "Do not delay on ports where users log in; elsewhere 6 to 10 seconds are enough.",
	.client_fix =
	    "Wait for the greeting up to 5 minutes (RFC 5321), and never speak first.",
	.prints = PRINTS({ PRINTER_SERVER, "554 SMTP synchronization error" },
	    { PRINTER_SERVER, "SMTP synchronization error" },
	    { PRINTER_SERVER, "450 4.3.2 Service currently unavailable" },
	    { PRINTER_SERVER, "you spoke too soon" },
	    { PRINTER_SERVER, "Protocol error, you talked before" }),
	.shares = SAYINGS(&saying_no_greeting),
};

static const struct cause banned = {
	.id = "rate-limit-or-ban",
	.title = "the server limits or has banned this client",
	.sides = SIDE_SERVER,
	.frequency = FREQUENCY_OFTEN,
	.vantage = VANTAGE_OUTSIDE,
	.what = "Too many connections, or too many failed ones, and the server takes no more "
		"from this address for a while. It has nothing to do with TLS, though a tool "
		"may report that STARTTLS is missing.",
	.seen = "The greeting is 421 or 554 and the connection ends; or nothing answers any "
		"more after several connections (fail2ban).",
	.separate = "Read the code of the greeting before anything else, and try once from "
		    "another address: if that works at once, this address is shut out.",
	.server_fix = "Exempt the addresses of your own monitors and relays from the limits.",
	.client_fix =
	    "Reuse connections, and pause after a 421 instead of trying again at once.",
	.findings = FINDINGS("probe-rate-limited", "greet-rejected"),
	.prints = PRINTS({ PRINTER_SERVER, "Too many connections" },
	    { PRINTER_SERVER, "421 4.7.0" }, { PRINTER_SERVER, "421 #4.4.5" },
	    { PRINTER_SERVER, "blocked using" }, { PRINTER_SERVER, "Too many concurrent" },
	    { PRINTER_CURL, "Got unexpected smtp-server response: 421" },
	    { PRINTER_PYTHON, "SMTPConnectError: (421" },
	    { PRINTER_SERVER, "Too many timeouts" }, { PRINTER_SERVER, "rate limit exceeded" }),
	.at_times = SAYINGS(&saying_unreachable),
};

static const struct cause blocked = {
	.id = "port-blocked",
	.title = "no connection gets through to the port",
	.sides = SIDE_NETWORK,
	.frequency = FREQUENCY_OFTEN,
	.vantage = VANTAGE_CLIENT,
	.what = "The client's provider, hoster or firewall drops or refuses connections to "
		"ports of mail, most often 25. TLS was never reached.",
	.seen = "No answer to the first packet, or a refusal; from elsewhere the port answers.",
	.separate = "From the client's machine try this port, another port of mail and 443 of "
		    "the same host: if only ports of mail are dead, and a probe from outside "
		    "gets through, the network blocks them.",
	.server_fix = "Offer 465 and 587, which are blocked less often than 25.",
	.client_fix = "Use a port that is open, ask the hoster to open this one, or send "
		      "through its relay.",
	.command = "nc -vz -w 10 HOST PORT",
	.findings = FINDINGS("net-unreachable"),
	.shares = SAYINGS(&saying_unreachable),
};

static const struct cause redirected = {
	.id = "hoster-redirects-outbound-smtp",
	.title = "the client's hoster leads its connections to a server of its own",
	.sides = SIDE_NETWORK,
	.frequency = FREQUENCY_OFTEN,
	.vantage = VANTAGE_CLIENT,
	.what = "On shared hosts, connections to ports of mail end at the hoster's own relay, "
		"whatever address was asked for (\"SMTP Restrictions\" of cPanel). Its name "
		"and certificate are the hoster's.",
	.seen =
	    "The address is right; the greeting and the certificate name another organisation.",
	.separate = "Compare the greeting and the certificate from the client's machine with "
		    "those from outside: if they differ, something in between answers; if they "
		    "agree, it is cert-hostname-mismatch.",
	.client_fix =
	    "Have the hoster lift the redirection, or use its relay under its own name. Do not "
	    "switch off the check of certificates: the password would go to the hoster.",
	.command = "openssl s_client -starttls smtp -connect HOST:587 -brief </dev/null",
	.prints = PRINTS({ PRINTER_PHP, "Peer certificate CN=* did not match expected CN=" },
	    { PRINTER_SERVER, "hostingblues.com ESMTP Exim" }),
};

static const struct cause wrong_host = {
	.id = "dns-wrong-host",
	.title = "the name leads to a host that is not the mail server",
	.sides = SIDE_DNS | SIDE_CLIENT,
	.frequency = FREQUENCY_AT_TIMES,
	.vantage = VANTAGE_DNS,
	.what = "The client asks the web server, an old address or the inside of a split DNS "
		"instead of the host that MX or SRV records name.",
	.seen = "Another service answers, even HTTP; or nothing does; or the certificate has "
		"another name.",
	.separate =
	    "Look up MX, SRV, A and AAAA of the domain and compare with the address that the "
	    "client reached: a host that no record of mail names is the wrong one.",
	.server_fix =
	    "Put MX, SRV and address records right, and the settings that clients fetch.",
	.client_fix = "Use the host that the provider names for mail.",
	.command = "getent ahosts HOST",
	.findings = FINDINGS("cert-name-mismatch"),
	.prints = PRINTS({ PRINTER_SERVER, "HTTP/1.1" }, { PRINTER_SERVER, "HTTP/1.0" },
	    { PRINTER_NODE, "getaddrinfo ENOTFOUND" },
	    { PRINTER_PYTHON, "Name or service not known" }, { PRINTER_GO, "no such host" },
	    { PRINTER_JAVA, "UnknownHostException" },
	    { PRINTER_CURL, "Could not resolve host" },
	    { PRINTER_POSTFIX, "Host or domain name not found" }),
	.at_times = SAYINGS(&saying_unreachable, &saying_not_tls),
};

static const struct cause proxy_header = {
	.id = "proxy-protocol-mismatch",
	.title = "a load balancer and the server disagree about the PROXY header",
	.sides = SIDE_SERVER,
	.frequency = FREQUENCY_AT_TIMES,
	.vantage = VANTAGE_OUTSIDE,
	.what = "The load balancer puts a line before the connection that the server does not "
		"expect, or the server waits for that line and nobody sends it.",
	.seen = "After the greeting come replies such as 500 to nothing the client said; or "
		"there is silence for some seconds, then 421; or, with TLS at once, a close "
		"behind the ClientHello.",
	.separate = "Connect and send nothing: replies that nobody asked for, or a 421 after 5 "
		    "seconds, are this; then ask the server directly, past the load balancer.",
	.server_fix =
	    "Switch the PROXY protocol on at both ends of that one connection, or at none.",
	.prints = PRINTS({ PRINTER_POSTFIX, "haproxy read: time limit exceeded" },
	    { PRINTER_SERVER, "421 4.3.2 No system resources" },
	    { PRINTER_LOG, "Read text signature error" },
	    { PRINTER_LOG, "TLS Client Error * wrong version number" },
	    { PRINTER_LOG, "proxy protocol error" }),
	.at_times = SAYINGS(&saying_closed, &saying_no_greeting),
};

static const struct cause families = {
	.id = "ipv6-ipv4-divergence",
	.title = "the name leads elsewhere with IPv6 than with IPv4, or nowhere",
	.sides = SIDE_SERVER | SIDE_NETWORK,
	.frequency = FREQUENCY_AT_TIMES,
	.vantage = VANTAGE_OUTSIDE,
	.what = "The AAAA record leads to a host where nothing listens, or that has another "
		"configuration or certificate, or the client has an IPv6 address and no way "
		"out. Clients that do not fall back fail.",
	.seen = "One family connects and the other does not, or they show different "
		"certificates or lists.",
	.separate = "Ask every address of the name, one by one: the same failure on all is "
		    "something else.",
	.server_fix = "Serve the same on both, or take the AAAA record away.",
	.client_fix = "Try the next address when one fails; until then, prefer IPv4.",
	.findings = FINDINGS("cons-ipv6", "cons-addr", "net-unreachable"),
	.prints = PRINTS({ PRINTER_NODE, "ENETUNREACH %:%:" },
	    { PRINTER_POSTFIX, "connect to %[%:%:%]%: Network is unreachable" }),
	.at_times = SAYINGS(&saying_unreachable),
};

static const struct cause uneven_pool = {
	.id = "backend-pool-inconsistent",
	.title = "not all machines behind the name are set up alike",
	.sides = SIDE_SERVER,
	.frequency = FREQUENCY_SELDOM,
	.vantage = VANTAGE_OUTSIDE,
	.what =
	    "Several hosts, or several machines behind one address, of which only some offer "
	    "STARTTLS or have the right certificate. It fails now and then, with any text.",
	.seen = "Lists and certificates change from address to address, or from one connection "
		"to the next.",
	.separate = "Connect to every address at least three times and compare lists and "
		    "fingerprints of certificates.",
	.server_fix = "Give all machines the same configuration and certificate.",
	.client_fix = "Try the next host of the MX list.",
	.findings = FINDINGS("cons-addr", "cons-port"),
};

const struct cause *const causes_on_the_way[] = {
	&implicit_client,
	&starttls_client,
	&starttls_twice,
	&never_asked,
	&stripped,
	&switched_off,
	&helo,
	&ehlo_name,
	&tarpit,
	&banned,
	&blocked,
	&redirected,
	&wrong_host,
	&proxy_header,
	&families,
	&uneven_pool,
	NULL,
};
