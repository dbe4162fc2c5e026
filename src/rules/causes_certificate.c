/* SPDX-License-Identifier: MIT */
/* Why a client does not take the certificate that it is shown. */
#include "rules/sayings.h"

static const struct cause untrusted = {
	.id = "cert-untrusted-self-signed",
	.title = "the certificate is self-signed, or of a CA that the client does not trust",
	.sides = SIDE_SERVER,
	.frequency = FREQUENCY_OFTEN,
	.vantage = VANTAGE_OUTSIDE,
	.what = "The server shows the certificate that came with its package, one of its own "
		"making, or one of a private CA. Without TLS mail went through, so it looks as "
		"if STARTTLS had broken it.",
	.seen = "ServerHello and certificate come; the client ends the handshake with alert "
		"48, 42 or 46.",
	.separate = "Look at the chain that is sent: a certificate that is its own issuer, or "
		    "a root nobody knows, is this; one of a public CA without the link to it "
		    "is cert-missing-intermediate.",
	.server_fix = "Use a certificate of a public CA, with its full chain.",
	.client_fix = "If the CA is yours, add its root to what the client trusts. Do not "
		      "switch the check off.",
	.settings = &settings_chain,
	.findings = FINDINGS("cert-self-signed", "cert-untrusted", "cert-snakeoil"),
	.prints = PRINTS({ PRINTER_OPENSSL, "self-signed certificate" },
	    { PRINTER_NODE, "DEPTH_ZERO_SELF_SIGNED_CERT" },
	    { PRINTER_OPENSSL, "self-signed certificate in certificate chain" },
	    { PRINTER_NODE, "SELF_SIGNED_CERT_IN_CHAIN" }, { PRINTER_DOTNET, "UntrustedRoot" },
	    { PRINTER_DOTNET,
		"terminated in a root certificate which is not trusted by the trust provider" },
	    { PRINTER_MICROSOFT, "The target principal name is incorrect * not trusted" }),
	.shares = SAYINGS(&saying_distrust, &saying_rejected),
	.at_times = SAYINGS(&saying_opaque),
};

static const struct cause no_intermediate = {
	.id = "cert-missing-intermediate",
	.title = "the server does not send the certificates between its own and the root",
	.sides = SIDE_SERVER,
	.frequency = FREQUENCY_OFTEN,
	.vantage = VANTAGE_OUTSIDE,
	.what = "Only the server's own certificate is configured. Browsers fetch or remember "
		"what is missing; clients of mail do not, and many print the same as for a "
		"self-signed one.",
	.seen = "A single certificate, whose issuer is no root; the client ends the handshake "
		"with alert 48.",
	.separate = "Fetch the issuer that the certificate names and verify again: if it "
		    "verifies then, the link was missing.",
	.server_fix = "Configure the full chain (fullchain.pem): the server's certificate "
		      "first, then each issuer.",
	.settings = &settings_chain,
	.findings = FINDINGS("cert-chain-incomplete"),
	.prints = PRINTS({ PRINTER_NODE, "unable to verify the first certificate" },
	    { PRINTER_OPENSSL, "unable to get local issuer certificate" },
	    { PRINTER_NODE, "UNABLE_TO_VERIFY_LEAF_SIGNATURE" },
	    { PRINTER_NODE, "UNABLE_TO_GET_ISSUER_CERT_LOCALLY" },
	    { PRINTER_DOTNET, "PartialChain" }),
	.shares = SAYINGS(&saying_distrust, &saying_rejected),
	.at_times = SAYINGS(&saying_opaque),
};

static const struct cause wrong_name = {
	.id = "cert-hostname-mismatch",
	.title = "the certificate is for other names than the one the client uses",
	.sides = SIDE_SERVER | SIDE_CLIENT,
	.frequency = FREQUENCY_OFTEN,
	.vantage = VANTAGE_OUTSIDE,
	.what = "The client connects by an alias, an address or localhost, or the certificate "
		"was made for another host. Some clients never checked names and begin to "
		"after an update.",
	.seen =
	    "The certificate verifies, and none of its names is the one that was connected to.",
	.separate = "Compare the names in the certificate with every name that clients use, "
		    "with SNI and without: if the right one comes with SNI only, it is "
		    "sni-needed-for-right-cert.",
	.server_fix = "Have a certificate with all names: of MX records, of SRV records, and "
		      "those told to users.",
	.client_fix = "Connect by a name that the certificate has.",
	.findings = FINDINGS("cert-name-mismatch"),
	.prints = PRINTS({ PRINTER_PHP, "Peer certificate CN=* did not match expected CN=" },
	    { PRINTER_NODE, "Hostname/IP does not match certificate's altnames" },
	    { PRINTER_NODE, "ERR_TLS_CERT_ALTNAME_INVALID" },
	    { PRINTER_GO, "x509: certificate is valid for *, not" },
	    { PRINTER_GO, "x509: certificate is not valid for any names" },
	    { PRINTER_GO, "because it doesn't contain any IP SANs" },
	    { PRINTER_JAVA, "No subject alternative DNS name matching" },
	    { PRINTER_JAVA, "No subject alternative names" },
	    { PRINTER_JAVA, "No name matching * found" },
	    { PRINTER_JAVA, "Can't verify identity of server" },
	    { PRINTER_PYTHON, "Hostname mismatch, certificate is not valid for" },
	    { PRINTER_PYTHON, "IP address mismatch, certificate is not valid for" },
	    { PRINTER_OPENSSL, "hostname mismatch" },
	    { PRINTER_CURL, "no alternative certificate subject name matches target" },
	    { PRINTER_GNUTLS, "The name in the certificate does not match the expected" },
	    { PRINTER_DOTNET, "RemoteCertificateNameMismatch" },
	    { PRINTER_MICROSOFT, "The target principal name is incorrect" },
	    { PRINTER_RUBY, "hostname * does not match the server certificate" },
	    { PRINTER_THUNDERBIRD, "SSL_ERROR_BAD_CERT_DOMAIN" }),
	.shares = SAYINGS(&saying_rejected),
	.at_times = SAYINGS(&saying_opaque),
};

static const struct cause expired = {
	.id = "cert-expired-not-reloaded",
	.title = "the certificate has expired, though it may be renewed on disk",
	.sides = SIDE_SERVER,
	.frequency = FREQUENCY_OFTEN,
	.vantage = VANTAGE_OUTSIDE,
	.what =
	    "Renewal failed, or the new certificate is in its file and the daemon was never "
	    "told to read it. Often just one of several ports still shows the old one.",
	.seen = "A certificate whose last day has passed; perhaps another one on a "
		"neighbouring port.",
	.separate = "Compare the certificates of all ports: a newer one elsewhere means that "
		    "this daemon was not reloaded; if none has expired, it is "
		    "stale-client-trust-store or the client's clock.",
	.server_fix = "Renew it, and let the renewal reload every daemon that uses it.",
	.client_fix = "Open connections that are kept open anew.",
	.findings = FINDINGS("cert-expired", "cons-port"),
	.prints = PRINTS({ PRINTER_GO, "current time * is after" },
	    { PRINTER_JAVA, "NotAfter:" }, { PRINTER_JAVA, "CertificateExpiredException" }),
	.shares = SAYINGS(&saying_validity, &saying_rejected),
};

static const struct cause old_roots = {
	.id = "stale-client-trust-store",
	.title = "the client's list of roots is out of date",
	.sides = SIDE_CLIENT,
	.frequency = FREQUENCY_AT_TIMES,
	.vantage = VANTAGE_CLIENT,
	.what = "The root of the chain is missing in the client's list, or an expired one in "
		"it spoils a chain that is fine (DST Root X3 with OpenSSL 1.0). Containers and "
		"old Java are the usual places.",
	.seen = "From outside all is well: the chain verifies with the roots of today.",
	.separate = "If the certificate verifies from outside and has not expired, run the "
		    "same check on the client's machine with its own list.",
	.server_fix = "Choose a chain to a root that has been around for long.",
	.client_fix = "Update the package of roots (ca-certificates, the JRE, certifi) and the "
		      "TLS library.",
	.command = "openssl s_client -starttls smtp -connect HOST:PORT -verify_return_error "
		   "</dev/null",
	.prints = PRINTS({ PRINTER_PHP, "Cannot connect to relay host ssl://" },
	    { PRINTER_OPENSSL, "DST Root CA X3" },
	    { PRINTER_JAVA, "the trustAnchors parameter must be non-empty" },
	    { PRINTER_CURL, "error setting certificate verify locations" }),
	.at_times = SAYINGS(&saying_validity, &saying_distrust, &saying_rejected),
};

static const struct cause interception = {
	.id = "client-av-or-proxy-interception",
	.title = "a virus scanner or proxy beside the client shows a certificate of its own",
	.sides = SIDE_CLIENT,
	.frequency = FREQUENCY_OFTEN,
	.vantage = VANTAGE_CLIENT,
	.what = "Mail shields such as Avast's or AVG's, and proxies of companies, end TLS on "
		"the way and sign anew. Clients with a list of roots of their own do not know "
		"that signer.",
	.seen = "From outside all is well; on the client's machine the issuer is the scanner.",
	.separate = "Print the issuer on the client's machine and from outside: if they "
		    "differ, something near the client signs anew.",
	.client_fix =
	    "Take mail out of the scanner, or trust its root and know what that means.",
	.command = "openssl s_client -starttls smtp -connect HOST:PORT </dev/null | openssl "
		   "x509 -noout -issuer",
	.prints = PRINTS({ PRINTER_ANY, "Avast" }, { PRINTER_ANY, "Web/Mail Shield" },
	    { PRINTER_ANY, "generated by * Antivirus" },
	    { PRINTER_ANY, "Kaspersky Anti-Virus Personal Root" },
	    { PRINTER_ANY, "ESET SSL Filter CA" }, { PRINTER_ANY, "Bitdefender Personal CA" },
	    { PRINTER_MAILKIT, "MAILSMTP_ERROR_STARTTLS_NOT_SUPPORTED" }),
	.at_times = SAYINGS(&saying_distrust),
};

static const struct cause revocation = {
	.id = "revocation-unreachable",
	.title = "the client cannot ask whether the certificate was revoked",
	.sides = SIDE_NETWORK | SIDE_SERVER,
	.frequency = FREQUENCY_AT_TIMES,
	.vantage = VANTAGE_CLIENT,
	.what = "Strict clients (.NET, MailKit, Exchange) fetch a list from the CA or ask it, "
		"and refuse the certificate when that fails. A firewall that lets only mail "
		"out is enough.",
	.seen = "The certificate verifies; the addresses of its CRL or OCSP do not answer from "
		"the client's network.",
	.separate = "Fetch the address that the certificate names for its CRL from the "
		    "client's machine and from outside.",
	.server_fix =
	    "Staple OCSP where the CA has it, and keep to CAs whose lists can be reached.",
	.client_fix = "Let the client reach the CA on port 80, or have it go on where the "
		      "answer is missing.",
	.command = "curl -sS -o /dev/null -w '%{http_code}\\n' URL-OF-THE-CRL",
	.prints =
	    PRINTS({ PRINTER_DOTNET, "The revocation function was unable to check revocation" },
		{ PRINTER_DOTNET, "RevocationStatusUnknown" },
		{ PRINTER_DOTNET, "OfflineRevocation" },
		{ PRINTER_OPENSSL, "unable to get certificate CRL" },
		{ PRINTER_MAILKIT, "revocation server was offline" }),
	.at_times = SAYINGS(&saying_rejected),
};

static const struct cause common_name = {
	.id = "cert-cn-only",
	.title = "the certificate has its name in the common name only",
	.sides = SIDE_SERVER,
	.frequency = FREQUENCY_AT_TIMES,
	.vantage = VANTAGE_OUTSIDE,
	.what = "It has no subject alternative name. Go refuses it; Python, Node, Java and "
		"curl still take it.",
	.seen = "No dNSName in the certificate.",
	.separate = "Look for a subject alternative name: none is this, others than the host's "
		    "are cert-hostname-mismatch.",
	.server_fix = "Have a certificate made with the names as subject alternative names.",
	.findings = FINDINGS("cert-cn-only"),
	.prints = PRINTS({ PRINTER_GO, "certificate relies on legacy Common Name field" },
	    { PRINTER_GO, "use SANs or temporarily enable Common Name matching" }),
};

static const struct cause weak_key = {
	.id = "weak-key-or-signature",
	.title = "the key or a signature of the certificates is too weak",
	.sides = SIDE_SERVER,
	.frequency = FREQUENCY_SELDOM,
	.vantage = VANTAGE_OUTSIDE,
	.what = "RSA of less than 2048 bits, or SHA-1 or MD5 in the chain. What one client "
		"takes the next refuses, and so does the same one after an update.",
	.seen = "Read from the certificates: length of the keys, algorithms of the signatures.",
	.separate = "Read the certificates: with RSA of 2048 bits and SHA-256 throughout it is "
		    "something else; a weak signature of the handshake is legacy-sigalg.",
	.server_fix = "Have a certificate made with RSA of 2048 bits or P-256, and SHA-256.",
	.settings = &settings_chain,
	.findings = FINDINGS("cert-key-small", "cert-sig-weak"),
	.prints = PRINTS({ PRINTER_OPENSSL, "EE certificate key too weak" },
	    { PRINTER_OPENSSL, "ee key too small" },
	    { PRINTER_OPENSSL, "CA signature digest algorithm too weak" },
	    { PRINTER_OPENSSL, "CA certificate key too weak" },
	    { PRINTER_OPENSSL, "ca md too weak" }, { PRINTER_GO, "insecure algorithm" },
	    { PRINTER_GNUTLS, "chain uses insecure algorithm" },
	    { PRINTER_JAVA, "Certificates do not conform to algorithm constraints" },
	    { PRINTER_JAVA, "does not conform to algorithm constraints" }),
	.at_times = SAYINGS(&saying_rejected),
};

static const struct cause order = {
	.id = "chain-wrong-order",
	.title = "the certificates of the chain are sent in the wrong order",
	.sides = SIDE_SERVER,
	.frequency = FREQUENCY_SELDOM,
	.vantage = VANTAGE_OUTSIDE,
	.what = "TLS 1.2 wants each certificate followed by its issuer. Most clients put the "
		"order right themselves; a few do not.",
	.seen = "A certificate is followed by one that is not its issuer.",
	.separate = "Read issuer and subject along the chain as it was sent; verify it again "
		    "in the right order.",
	.server_fix =
	    "The server's certificate, then its issuer, then that one's issuer; no root.",
	.settings = &settings_chain,
	.findings = FINDINGS("cert-chain-order"),
	.prints = PRINTS(
	    { PRINTER_GO, "issuer name does not match subject from issuing certificate" }),
};

static const struct cause staple = {
	.id = "must-staple-no-staple",
	.title = "the certificate demands a stapled OCSP answer and the server sends none",
	.sides = SIDE_SERVER,
	.frequency = FREQUENCY_SELDOM,
	.vantage = VANTAGE_OUTSIDE,
	.what = "The certificate was asked for with \"must staple\", which Postfix and many "
		"others cannot do. Thunderbird then refuses it.",
	.seen = "The certificate has the TLS feature extension, and no answer comes with it.",
	.separate = "Ask for a staple (status_request) and look at the extension: without the "
		    "extension it is something else.",
	.server_fix = "Staple, or have the certificate made again without the demand.",
	.findings = FINDINGS("cert-must-staple"),
	.prints =
	    PRINTS({ PRINTER_THUNDERBIRD, "MOZILLA_PKIX_ERROR_REQUIRED_TLS_FEATURE_MISSING" },
		{ PRINTER_GNUTLS,
		    "The certificate requires the server to include an OCSP status" }),
};

static const struct cause clock_wrong = {
	.id = "clock-skew",
	.title = "the client's clock is wrong",
	.sides = SIDE_CLIENT,
	.frequency = FREQUENCY_UNCERTAIN,
	.vantage = VANTAGE_CLIENT,
	.what = "To a clock that is behind, a new certificate is not valid yet; to one that "
		"runs ahead a good one has expired.",
	.seen = "From outside the dates of the certificate are fine.",
	.separate = "Compare the client's clock with the dates of the certificate, and with "
		    "the clock of another machine.",
	.client_fix = "Set the clock by NTP.",
	.command = "date -u",
	.findings = FINDINGS("cert-not-yet-valid"),
	.prints = PRINTS({ PRINTER_OPENSSL, "certificate is not yet valid" },
	    { PRINTER_GO, "current time * is before" }, { PRINTER_JAVA, "NotBefore:" },
	    { PRINTER_JAVA, "CertificateNotYetValidException" },
	    { PRINTER_NODE, "CERT_NOT_YET_VALID" },
	    { PRINTER_GNUTLS, "The certificate chain uses not yet valid certificate" }),
	.at_times = SAYINGS(&saying_validity),
};

static const struct cause dane = {
	.id = "dane-tlsa-mismatch",
	.title = "the certificate does not match the TLSA record in the DNS",
	.sides = SIDE_SERVER | SIDE_DNS,
	.frequency = FREQUENCY_AT_TIMES,
	.vantage = VANTAGE_DNS,
	.what = "The key was changed with a renewal and the TLSA record was not. Only senders "
		"that use DANE fail, and they hold the mail back.",
	.seen = "A TLSA record of _25._tcp.HOST, signed, that matches none of the certificates "
		"sent.",
	.separate = "Look up the TLSA records with DNSSEC and compute them from the "
		    "certificates: if one matches, DANE is not the reason.",
	.server_fix = "Publish the new record before the key changes; keep the key at renewals "
		      "with 3 1 1, or name the CA with 2 1 1.",
	.command = "posttls-finger -c -l dane DOMAIN",
	.findings = FINDINGS("dane-mismatch", "dane-rollover"),
	.prints = PRINTS({ PRINTER_ANY, "tlsa-mismatch" },
	    { PRINTER_ANY, "no matching DANE TLSA records" },
	    { PRINTER_OPENSSL, "no matching TLSA" }, { PRINTER_EXIM, "DANE attempt failed" },
	    { PRINTER_MICROSOFT, "tlsa-invalid" }, { PRINTER_MICROSOFT, "5.7.323" }),
	.at_times = SAYINGS(&saying_rejected, &saying_distrust),
};

static const struct cause mta_sts = {
	.id = "mta-sts-mismatch",
	.title = "the MTA-STS policy of the domain does not fit its hosts",
	.sides = SIDE_SERVER | SIDE_DNS,
	.frequency = FREQUENCY_SELDOM,
	.vantage = VANTAGE_DNS,
	.what = "The policy names other hosts than the MX records do, or the certificate of a "
		"host is not valid for its name. Senders that read policies do not deliver.",
	.seen = "The policy, the MX records and the certificates, side by side.",
	.separate = "Fetch the policy and compare its mx lines with the MX records, then "
		    "verify each host's certificate: what fails first is the reason.",
	.server_fix = "Put the policy right and change its id; give each MX host a valid "
		      "certificate with its name.",
	.command = "curl https://mta-sts.DOMAIN/.well-known/mta-sts.txt; dig +short MX DOMAIN",
	.findings = FINDINGS("sts-mx-mismatch", "sts-mx-tls-invalid"),
	.prints = PRINTS({ PRINTER_MICROSOFT, "failed MTA-STS validation" },
	    { PRINTER_ANY, "MTA-STS policy" },
	    { PRINTER_POSTFIX, "num=64:IP address mismatch" }),
};

const struct cause *const causes_in_the_certificate[] = {
	&untrusted,
	&no_intermediate,
	&wrong_name,
	&expired,
	&old_roots,
	&interception,
	&revocation,
	&common_name,
	&weak_key,
	&order,
	&staple,
	&clock_wrong,
	&dane,
	&mta_sts,
	NULL,
};
