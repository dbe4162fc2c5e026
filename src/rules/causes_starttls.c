/* SPDX-License-Identifier: MIT */
/* What goes wrong between STARTTLS and the first record of the server's. */
#include "rules/sayings.h"

static const struct cause key_unusable = {
	.id = "server-key-unusable-454",
	.title = "the server offers STARTTLS and cannot use its key or certificate",
	.sides = SIDE_SERVER,
	.frequency = FREQUENCY_OFTEN,
	.vantage = VANTAGE_OUTSIDE,
	.what = "The files of key and certificate are missing, unreadable, in the wrong form, "
		"or do not belong together. A careful server answers STARTTLS with an error; "
		"some clients ignore that and go on.",
	.seen = "STARTTLS is in the list and is answered by 454 or another code of 4xx or 5xx; "
		"where TLS begins at once, the connection closes without a byte.",
	.separate = "Read the whole reply to STARTTLS: 454 is this, 220 is something else. "
		    "s_client hides the reply; mailsonde and swaks show it.",
	.server_fix =
	    "Look at the server's log, check the paths, that the daemon may read them, and "
	    "that key and certificate have the same public key; then reload it.",
	.client_fix = "Stop at any reply but 220, and show its text.",
	.settings = &settings_chain,
	.findings = FINDINGS("starttls-refused"),
	.prints = PRINTS({ PRINTER_SERVER, "TLS not available due to local problem" },
	    { PRINTER_SERVER, "TLS not available" },
	    { PRINTER_SERVER, "TLS currently unavailable" },
	    { PRINTER_NODE, "Error upgrading connection with STARTTLS" },
	    { PRINTER_CURL, "STARTTLS denied" },
	    { PRINTER_SERVER, "454 4.7.0 TLS not available" },
	    { PRINTER_POSTFIX, "STARTTLS rejected" },
	    { PRINTER_LOG, "cannot get RSA private key from file" },
	    { PRINTER_LOG, "disabling TLS support" }, { PRINTER_LOG, "key values mismatch" },
	    { PRINTER_LOG, "TLS context initialization failed" },
	    { PRINTER_MICROSOFT, "450 4.4.317" }),
	.shares = SAYINGS(&saying_not_tls),
	.at_times = SAYINGS(&saying_closed, &saying_alert_80, &saying_no_starttls),
};

static const struct cause closed = {
	.id = "close-after-220",
	.title = "the server says 220 to STARTTLS and hangs up",
	.sides = SIDE_SERVER,
	.frequency = FREQUENCY_AT_TIMES,
	.vantage = VANTAGE_OUTSIDE,
	.what = "The server agreed to TLS before it looked whether it can: a certificate that "
		"it loads only now is missing, there is none, or what does TLS crashes. The "
		"client's certificate checks have no part in it.",
	.seen = "220, then the connection ends, before the ClientHello or right after it.",
	.separate = "After the 220 wait half a second and send nothing: an end then is this. "
		    "If the end comes only after a ClientHello, it is this only if every kind "
		    "of ClientHello meets it.",
	.server_fix = "Look at the server's log for that second: it names a file as a rule. "
		      "Put key and certificate right; a server without them should answer 454.",
	.client_fix = "Say that the server agreed to TLS and hung up; try no other settings of "
		      "certificates.",
	.settings = &settings_chain,
	.findings = FINDINGS("starttls-conn-closed", "starttls-handshake-failed"),
	.prints = PRINTS({ PRINTER_LOG, "no cipher suites in common" }),
	.shares = SAYINGS(&saying_closed),
	.at_times = SAYINGS(&saying_opaque),
};

static const struct cause plaintext = {
	.id = "plaintext-after-220",
	.title = "the server says 220 to STARTTLS and goes on in clear text",
	.sides = SIDE_SERVER,
	.frequency = FREQUENCY_SELDOM,
	.vantage = VANTAGE_OUTSIDE,
	.what = "Something says \"Ready to start TLS\" that does not do TLS: a server that was "
		"never set up for it, or a proxy that answers for another. An error line comes "
		"where the ServerHello should.",
	.seen = "The ClientHello, 16 03 01, is answered by digits and text, such as \"454 \" "
		"or \"500 \".",
	.separate = "Look at the first byte behind the 220: text there is this; text instead "
		    "of the 220 is server-key-unusable-454; text before STARTTLS was sent is "
		    "implicit-client-on-starttls-port.",
	.server_fix = "Set up TLS to its end or stop offering STARTTLS; behind a proxy, let "
		      "one of the two do it.",
	.client_fix = "Print the line that came; go on without TLS only on a new connection, "
		      "and only if that is allowed.",
	.settings = &settings_starttls,
	.findings = FINDINGS("starttls-handshake-failed"),
	.prints =
	    PRINTS({ PRINTER_JAVA,
		       "Could not convert socket to TLS* Unsupported or unrecognized SSL" },
		{ PRINTER_JAVA, "Could not convert socket to TLS* Unrecognized SSL message" },
		{ PRINTER_LOG, "SSL_accept error * wrong version number" }),
	.shares = SAYINGS(&saying_not_tls),
};

static const struct cause extra_bytes = {
	.id = "pipelined-bytes-after-220",
	.title = "more clear text comes with the 220",
	.sides = SIDE_SERVER | SIDE_NETWORK,
	.frequency = FREQUENCY_SELDOM,
	.vantage = VANTAGE_OUTSIDE,
	.what = "Behind the line that agrees to TLS stands another one. A faulty server sends "
		"it, or someone on the way who wants to slip an answer into the session; a "
		"careful client refuses it.",
	.seen = "220, and further text in the same segment or before the ClientHello is sent.",
	.separate = "After the 220 wait half a second and send nothing: text that arrives then "
		    "is this; text only after the ClientHello is plaintext-after-220.",
	.server_fix = "Throw away what is queued in either direction when TLS begins.",
	.client_fix = "End the connection if anything follows the 220.",
	.findings = FINDINGS(
	    "starttls-extra-plaintext", "starttls-injection", "starttls-pipeline-reply"),
	.prints = PRINTS({ PRINTER_CURL, "Weird server reply" },
	    { PRINTER_ANY, "Pipelining * STARTTLS" },
	    { PRINTER_ANY, "extra data * after STARTTLS" }),
};

static const struct cause misread = {
	.id = "client-overreads-or-underreads-220",
	.title = "the client does not read the 220 to its end, and no further",
	.sides = SIDE_CLIENT,
	.frequency = FREQUENCY_SELDOM,
	.vantage = VANTAGE_CLIENT,
	.what = "A client of someone's own making takes part of the reply for TLS, waits for "
		"certain words in it, or sends another command in clear text behind it.",
	.seen = "The server is innocent: a single line 220, then TLS. The client's first bytes "
		"behind it are not 16 03, or never come.",
	.separate = "If another client succeeds with the same server, record the failing one's "
		    "packets: look whether it reads to CR LF and what it sends next.",
	.server_fix = "A 220 of one line is read by more clients.",
	.client_fix = "Read the reply to the CR LF of its last line, whatever its words are, "
		      "and begin TLS with an empty buffer.",
	.command = "tcpdump -w starttls.pcap -s 0 host HOST and port PORT",
	.findings = FINDINGS("starttls-bad-reply"),
	.at_times = SAYINGS(&saying_not_tls, &saying_silent),
};

static const struct cause stall = {
	.id = "handshake-stall",
	.title = "the server says 220 to STARTTLS and nothing more",
	.sides = SIDE_SERVER | SIDE_NETWORK,
	.frequency = FREQUENCY_AT_TIMES,
	.vantage = VANTAGE_OUTSIDE,
	.what = "The ClientHello arrives and is never answered: what does TLS hangs, the "
		"address is throttled, or a box on the way holds it back.",
	.seen = "220, the ClientHello is acknowledged, no record comes.",
	.separate = "Try a small ClientHello and small segments: if one of them is answered it "
		    "is large-clienthello-intolerance or pmtu-black-hole; if none is, and "
		    "another address is served, it is throttling.",
	.server_fix =
	    "Look at the processes that do TLS, at throttling and at what stands in front.",
	.client_fix = "Give the handshake a deadline.",
	.findings = FINDINGS("starttls-handshake-failed"),
	.shares = SAYINGS(&saying_silent),
	.at_times = SAYINGS(&saying_no_greeting),
};

static const struct cause path_mtu = {
	.id = "pmtu-black-hole",
	.title = "large packets are lost on the way",
	.sides = SIDE_NETWORK,
	.frequency = FREQUENCY_SELDOM,
	.vantage = VANTAGE_OUTSIDE,
	.what =
	    "Everything small passes; the server's certificates fill whole packets, and a "
	    "tunnel, a VPN or a container network with a smaller MTU drops these in silence.",
	.seen = "220 arrives, the ClientHello is acknowledged, then nothing, or a gap in the "
		"server's bytes.",
	.separate = "Repeat with a maximum segment size of 536: if the handshake succeeds "
		    "then, packets of full size are lost.",
	.server_fix = "Clamp the segment size to the MTU, and let ICMP \"fragmentation "
		      "needed\" pass; a shorter chain or an ECDSA certificate helps.",
	.client_fix = "The same on the client's side of a VPN or container network.",
	.shares = SAYINGS(&saying_silent),
};

static const struct cause large_hello = {
	.id = "large-clienthello-intolerance",
	.title = "the server cannot take a large ClientHello",
	.sides = SIDE_SERVER | SIDE_NETWORK,
	.frequency = FREQUENCY_SELDOM,
	.vantage = VANTAGE_OUTSIDE,
	.what = "New libraries send a post-quantum key share, and their ClientHello of some "
		"1500 bytes comes in two pieces. Old servers and boxes read only the first.",
	.seen = "A reset or silence behind a large ClientHello; a small one is answered.",
	.separate = "Send a small ClientHello, a large one, and a small one cut in two with a "
		    "pause: the last two fail if pieces are the trouble.",
	.server_fix = "Bring the server or the box in front of it up to date, or take mail out "
		      "of its inspection.",
	.client_fix =
	    "For this server offer groups without a post-quantum share (X25519, P-256).",
	.findings = FINDINGS("intol-large-hello"),
	.shares = SAYINGS(&saying_closed, &saying_silent),
};

static const struct cause tls13 = {
	.id = "tls13-intolerance",
	.title = "the server fails where TLS 1.3 is offered",
	.sides = SIDE_SERVER | SIDE_NETWORK,
	.frequency = FREQUENCY_SELDOM,
	.vantage = VANTAGE_OUTSIDE,
	.what = "A server or a box on the way breaks on a ClientHello that offers TLS 1.3 "
		"instead of choosing TLS 1.2, or chooses 1.3 and fails in it.",
	.seen = "A close, a reset or alert 80 where TLS 1.2 and 1.3 are offered; TLS 1.2 alone "
		"succeeds.",
	.separate = "Offer TLS 1.2 alone, then both: if only the first succeeds, and a large "
		    "ClientHello of TLS 1.2 does too, it is the version.",
	.server_fix = "Update the TLS library, or the box that inspects.",
	.client_fix = "For this server allow TLS 1.2 at most, for as long as it takes.",
	.findings = FINDINGS("intol-version"),
	.shares = SAYINGS(&saying_closed, &saying_alert_80),
};

static const struct cause inspection = {
	.id = "tls-inspection-firewall",
	.title = "a firewall looks into TLS and breaks it",
	.sides = SIDE_NETWORK,
	.frequency = FREQUENCY_SELDOM,
	.vantage = VANTAGE_CLIENT,
	.what =
	    "A firewall in front of the server or the client takes part in the handshake: it "
	    "resets, stalls, shows a certificate of its own, or forces an older version.",
	.seen = "The issuer of the certificate is a firewall's; resets come from nearer than "
		"the server; the ServerHello carries the mark of a downgrade although TLS 1.3 "
		"was offered.",
	.separate = "Compare certificate and version from this network and from another one: "
		    "if they differ, something in between takes part.",
	.server_fix = "Take mail out of deep inspection.",
	.client_fix =
	    "Compare from another network, and ask who runs the firewall to let mail pass.",
	.command = "openssl s_client -starttls smtp -connect HOST:PORT -showcerts </dev/null",
	.findings = FINDINGS("tls-downgrade"),
	.prints = PRINTS({ PRINTER_JAVA, "potential protocol version downgrade attack" },
	    { PRINTER_OPENSSL, "inappropriate fallback" },
	    { PRINTER_GO, "tls: downgrade attempt detected" }),
	.shares = SAYINGS(&saying_closed),
};

static const struct cause line_fixer = {
	.id = "crlf-fixer-in-front",
	.title = "a wrapper in front of the server rewrites line ends inside TLS",
	.sides = SIDE_SERVER,
	.frequency = FREQUENCY_UNCERTAIN,
	.vantage = VANTAGE_OUTSIDE,
	.what = "Programs that repair or record lines, such as fixcrio and recordio before "
		"qmail, change bytes of TLS as if they were text.",
	.seen = "Records are a byte longer wherever a line feed stands in them; alert 50 or "
		"20, whatever is offered.",
	.separate = "Take the wrapper away, or ask the server on a port without it: every kind "
		    "of ClientHello fails with it, and none without.",
	.server_fix = "Take the wrapper out of the way of TLS.",
	.prints = PRINTS({ PRINTER_OPENSSL, "alert decode error" },
	    { PRINTER_OPENSSL, "alert bad record mac" },
	    { PRINTER_OPENSSL, "decryption failed or bad record mac" },
	    { PRINTER_JAVA, "Received fatal alert: decode_error" },
	    { PRINTER_JAVA, "Received fatal alert: bad_record_mac" },
	    { PRINTER_GO, "tls: error decoding message" },
	    { PRINTER_GO, "tls: bad record MAC" }),
};

const struct cause *const causes_at_starttls[] = {
	&key_unusable,
	&closed,
	&plaintext,
	&extra_bytes,
	&misread,
	&stall,
	&path_mtu,
	&large_hello,
	&tls13,
	&inspection,
	&line_fixer,
	NULL,
};
