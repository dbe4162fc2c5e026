# SPDX-License-Identifier: MIT
"""The table: how each server is configured. What it must then show follows from that alone."""
from matrix_facts import gnutls_facts, openssl_facts, openssl_version
from matrix_servers import NAME

AEAD = "ECDHE+AESGCM:ECDHE+CHACHA20"
NEW = ["tls-1.2", "tls-1.3"]
ONLY12, ONLY13 = ["tls-1.2"], ["tls-1.3"]
ALL = ["tls-1.0", "tls-1.1", "tls-1.2", "tls-1.3"]


class Row:
    """`start` gets the material and a port and makes a server; rows with `host` share one."""

    def __init__(self, server, name, facts, depth="full", **more):
        self.server, self.name, self.facts, self.depth = server, name, facts, depth
        self.why_not = more.pop("why_not", None)
        self.more = more


# --- openssl s_server ---------------------------------------------------------------------------


def s_server(name, keys=("rsa2048",), versions=NEW, ciphers=AEAD, level=1, ciphersuites=None,
             groups=None, sigalgs=None, is_servers=False, dh="auto", flags=(), depth="full",
             known=None, why_not=None, second=None):
    """A row of s_server. `second` is the key that a client gets who names the host (SNI)."""
    def arguments(material):
        words = ["-cipher", f"{ciphers}:@SECLEVEL={level}", *flags]
        words += [f"-no_tls1{'_' + v[6] if v != 'tls-1.0' else ''}" for v in ALL
                  if v not in versions]
        for option, value in (("-ciphersuites", ciphersuites), ("-groups", groups),
                              ("-sigalgs", sigalgs)):
            words += [option, value] if value is not None else []
        words += ["-serverpref"] if is_servers else []
        if dh is None:
            words += ["-no_dhe"]
        elif dh != "auto":
            words += ["-dhparam", material.parameters(dh)]
        files = [material.certificate(key) for key in keys]
        words += ["-cert", files[0][0], "-key", files[0][1]]
        if len(files) > 1:
            words += ["-dcert", files[1][0], "-dkey", files[1][1]]
        if second or "-servername" in flags:
            named = material.certificate(second or keys[0])
            words += ["-cert2", named[0], "-key2", named[1]]
        return words

    def facts():
        own = [second] if second else list(keys)
        all_facts = openssl_facts(own, list(versions), ciphers, level, ciphersuites, groups,
                                  sigalgs, is_servers, dh, list(flags))
        if second:
            all_facts["without_name"] = keys[0]
        return all_facts | (known or {})
    return Row("s_server", name, facts, depth, arguments=arguments, why_not=why_not)


SNI = ("-servername", NAME)
WEAK = "ALL:!PSK:!SRP:!aNULL"

S_SERVER = [
    s_server("modern, RSA"),
    s_server("modern, RSA, standard depth", depth="standard"),
    s_server("modern, ECDSA", keys=["p256"]),
    s_server("server's order, one suite of each", is_servers=True, ciphers=(
        "ECDHE-RSA-AES128-GCM-SHA256:ECDHE-RSA-CHACHA20-POLY1305:AES256-SHA:"
        "DHE-RSA-AES256-GCM-SHA384:ECDHE-RSA-AES256-SHA384:AES128-GCM-SHA256"),
        ciphersuites="TLS_CHACHA20_POLY1305_SHA256:TLS_AES_256_GCM_SHA384:TLS_AES_128_GCM_SHA256"),
    s_server("server's order, old ones first", is_servers=True, versions=ONLY12,
             ciphers="AES128-SHA:AES256-SHA:ECDHE-RSA-AES128-SHA:ECDHE-RSA-AES256-GCM-SHA384"),
    s_server("TLS 1.3 only", versions=ONLY13),
    s_server("TLS 1.3 only, one suite, ECDSA", versions=ONLY13, keys=["p384"],
             ciphersuites="TLS_AES_256_GCM_SHA384", groups="P-384:P-256"),
    s_server("TLS 1.3 with CCM", versions=ONLY13, is_servers=True, ciphersuites=(
        "TLS_AES_128_CCM_8_SHA256:TLS_AES_128_CCM_SHA256:TLS_AES_128_GCM_SHA256")),
    s_server("TLS 1.2 only", versions=ONLY12, groups="P-384:X25519:P-256"),
    s_server("TLS 1.2 only, curves in server's order", versions=ONLY12, is_servers=True,
             groups="P-521:brainpoolP384r1:X448:P-256:X25519"),
    s_server("TLS 1.2 only, ECDSA, curves in client's order", versions=ONLY12, keys=["p256"],
             groups="X25519:P-256:X448:P-384"),
    s_server("server's order, AES with CCM and CBC", versions=ONLY12, is_servers=True,
             ciphers="ECDHE+AES", keys=["p256"]),
    s_server("TLS 1.0 to 1.3", versions=ALL, ciphers="HIGH:!PSK:!SRP:!aNULL:!CAMELLIA:!ARIA:!AESCCM",
             level=0),
    s_server("TLS 1.0 to 1.3, standard depth", versions=ALL, level=0, depth="standard",
             ciphers="HIGH:!PSK:!SRP:!aNULL"),
    s_server("TLS 1.0 only", versions=["tls-1.0"], ciphers="HIGH:!PSK:!SRP:!aNULL:!CAMELLIA",
             level=0),
    s_server("TLS 1.1 and 1.2", versions=["tls-1.1", "tls-1.2"], level=0,
             ciphers="ECDHE+AES:!AESCCM", keys=["p256"], is_servers=True),
    s_server("everything weak that there is", versions=ALL, level=0, keys=["rsa2048", "p256"],
             ciphers="ALL:COMPLEMENTOFALL:!PSK:!SRP"),
    s_server("everything weak, standard depth", versions=ALL, level=0, depth="standard",
             ciphers="ALL:COMPLEMENTOFALL:!PSK:!SRP"),
    s_server("NULL and anonymous beside AEAD", versions=ONLY12, level=0,
             ciphers="eNULL:aNULL+AESGCM:ECDHE+AESGCM"),
    s_server("anonymous ECDH beside AEAD, standard depth", level=0, depth="standard",
             ciphers="AECDH+AES:ECDHE+AESGCM"),
    s_server("NULL beside AEAD, standard depth", level=0, depth="standard",
             ciphers="ECDHE-RSA-NULL-SHA:ECDHE+AESGCM"),
    s_server("CBC with ECDHE only, standard depth", depth="standard", keys=["p256"],
             ciphers="ECDHE-ECDSA-AES256-SHA384"),
    s_server("static RSA only", versions=ONLY12, ciphers="kRSA:!PSK:!eNULL"),
    s_server("CAMELLIA and ARIA", ciphers="CAMELLIA:ARIA:!PSK:!aNULL", is_servers=True),
    s_server("CCM", ciphers="AESCCM:!PSK", keys=["rsa2048", "p256"]),
    s_server("DHE 1024, not a safe prime", ciphers="DHE+AESGCM:AES128-SHA", level=0,
             dh="dh_1024_160"),
    s_server("DHE 1024, a prime of its own", ciphers="DHE+AESGCM", level=0, dh="own1024"),
    s_server("DHE 1024 of a short key", ciphers="DHE+AES", level=0, keys=["rsa1024"]),
    s_server("DHE 2048, a prime of its own", ciphers="DHE+AESGCM:" + AEAD, dh="own2048",
             depth="standard"),
    s_server("DHE 2048 by default", ciphers="DHE+AESGCM", level=2),
    s_server("DHE 3072 by the key", ciphers="DHE+AES", keys=["rsa3072"]),
    s_server("DHE 3072", ciphers="DHE:!PSK:!aNULL:!CAMELLIA:!ARIA:!AESCCM", dh="ffdhe3072"),
    s_server("DHE switched off", ciphers="AESGCM:!PSK:!aNULL", dh=None),
    s_server("P-521 only", groups="P-521"),
    s_server("X448 only", groups="X448"),
    s_server("finite fields only", groups="ffdhe3072:ffdhe2048", ciphers="ECDHE+AESGCM:DHE+AESGCM"),
    s_server("groups turned round", groups="ffdhe4096:P-521:X448:P-256:X25519", is_servers=True),
    s_server("post-quantum", groups="X25519MLKEM768:X25519:P-256",
             why_not=None if openssl_version() >= (3, 5, 0) else "OpenSSL 3.5 or later is needed"),
    s_server("few signature schemes", sigalgs="rsa_pss_rsae_sha384:rsa_pkcs1_sha256"),
    s_server("signature schemes in server's order", is_servers=True, versions=ONLY12,
             sigalgs="rsa_pkcs1_sha512:rsa_pss_rsae_sha256:rsa_pkcs1_sha256:rsa_pss_rsae_sha512"),
    s_server("SHA-1 signatures", level=0, versions=ONLY12, sigalgs="RSA+SHA1:rsa_pkcs1_sha256:RSA+SHA224"),
    s_server("two keys", keys=["rsa2048", "p256"], is_servers=True,
             ciphers="ECDHE+AESGCM:DHE+AESGCM"),
    s_server("two keys, standard depth", keys=["p256", "rsa2048"], depth="standard"),
    s_server("two keys, TLS 1.3 only", keys=["rsa2048", "p256"], versions=ONLY13),
    s_server("Ed25519", keys=["ed25519"]),
    s_server("RSA-PSS", keys=["pss2048"], ciphers="ECDHE+AESGCM:DHE+AESGCM:AES128-SHA"),
    s_server("P-521 key", keys=["p521"], level=2),
    s_server("client certificate requested", flags=["-verify", "1"]),
    s_server("client certificate required", flags=["-Verify", "1"], versions=ONLY12),
    s_server("client certificate required, TLS 1.3", flags=["-Verify", "1"], versions=ONLY13),
    s_server("SNI, unknown names tolerated", flags=[*SNI], second="p256"),
    s_server("SNI, unknown names refused", flags=[*SNI, "-servername_fatal"]),
    s_server("ALPN", flags=["-alpn", "imap"]),
    s_server("ALPN, TLS 1.3 only", flags=["-alpn", "imap"], versions=ONLY13),
    s_server("no tickets", flags=["-no_ticket", "-no_cache"]),
    s_server("no tickets but ids", flags=["-no_ticket"]),
    s_server("5 tickets", flags=["-num_tickets", "5"]),
    s_server("0 tickets", flags=["-num_tickets", "0"]),
    s_server("early data", flags=["-early_data", "-max_early_data", "4000"]),
    s_server("renegotiation", flags=["-client_renegotiation"], versions=ONLY12),
    s_server("no renegotiation", flags=["-no_renegotiation"]),
    s_server("no encrypt-then-MAC", flags=["-no_etm"], ciphers="ECDHE+AES:!AESCCM"),
]

# --- gnutls-serv --------------------------------------------------------------------------------


def gnutls_serv(name, priority, keys=("rsa2048",), flags=(), depth="full", known=None):
    def arguments(material):
        words = ["--priority", priority, *flags]
        for key in keys:
            files = material.certificate(key)
            words += ["--x509certfile", files[0], "--x509keyfile", files[1]]
        return words

    def facts():
        return gnutls_facts(list(keys), priority, list(flags)) | (known or {})
    return Row("gnutls-serv", name, facts, depth, arguments=arguments)


G_AEAD = "NONE:+VERS-TLS1.2:+VERS-TLS1.3:+AEAD:+COMP-NULL:+SIGN-ALL:+GROUP-ALL:+CTYPE-ALL"

GNUTLS_SERV = [
    gnutls_serv("normal", "NORMAL", flags=["--disable-client-cert"]),
    gnutls_serv("normal, server's order", "NORMAL:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2:"
                "%SERVER_PRECEDENCE", flags=["--disable-client-cert"]),
    gnutls_serv("TLS 1.0 to 1.3, 3DES, ECDSA", "NORMAL:+3DES-CBC:+VERS-TLS1.0:+VERS-TLS1.1",
                keys=["p256"], flags=["--disable-client-cert"]),
    gnutls_serv("secure, standard depth", "SECURE256", depth="standard"),
    gnutls_serv("two keys, few suites", G_AEAD + ":+ECDHE-RSA:+ECDHE-ECDSA:+AES-256-GCM:"
                "+CHACHA20-POLY1305", keys=["rsa2048", "p256"], flags=["--disable-client-cert"]),
    gnutls_serv("TLS 1.2 only, groups", "NORMAL:-VERS-ALL:+VERS-TLS1.2:-GROUP-ALL:+GROUP-X25519:"
                "+GROUP-SECP384R1:+GROUP-SECP256R1:-DHE-RSA:%SERVER_PRECEDENCE",
                flags=["--disable-client-cert"]),
    gnutls_serv("TLS 1.3 only, groups", "NORMAL:-VERS-ALL:+VERS-TLS1.3:-GROUP-ALL:"
                "+GROUP-FFDHE3072:+GROUP-X448:+GROUP-SECP521R1:%SERVER_PRECEDENCE",
                keys=["ed25519"]),
    gnutls_serv("SNI refused, ALPN refused, no tickets", "NORMAL:-VERS-TLS1.0:-VERS-TLS1.1",
                flags=["--sni-hostname", NAME, "--sni-hostname-fatal", "--alpn", "imap",
                       "--alpn-fatal", "--noticket", "--disable-client-cert"]),
    gnutls_serv("NULL and anonymous", "NORMAL:-VERS-ALL:+VERS-TLS1.2:+NULL:+ANON-ECDH:+ANON-DH",
                flags=["--disable-client-cert"]),
    gnutls_serv("early data, ALPN, no extras", "NORMAL:-VERS-TLS1.0:-VERS-TLS1.1:"
                "%NO_SESSION_HASH:%NO_ETM:-RSA", flags=["--earlydata", "--maxearlydata", "5000",
                                                  "--alpn", "imap", "--disable-client-cert"]),
    gnutls_serv("client certificate required", "NORMAL:-VERS-TLS1.0:-VERS-TLS1.1:-RSA:-DHE-RSA",
                flags=["--require-client-cert"], known={"tickets": {}}),
]

# --- Postfix and Dovecot ------------------------------------------------------------------------
# A mail host has a row of each. Both are OpenSSL's servers, so their settings are told as its.

TO_TLS = {"tls-1.0": "TLSv1", "tls-1.1": "TLSv1.1", "tls-1.2": "TLSv1.2", "tls-1.3": "TLSv1.3"}
# Postfix gives out one ticket of TLS 1.3 (RELEASE_NOTES of 3.4), and forbids renegotiation by
# tls_ssl_options, as mailhost sets it.
POSTFIX_FLAGS = ["-num_tickets", "1"]


def postfix(name, url, keys=("rsa2048",), versions=NEW, ciphers=AEAD, level=1, groups=None,
            is_servers=False, dh="auto", settings=(), flags=(), depth="full", known=None):
    def lines(material):
        chains = [path for key in keys for path in reversed(material.certificate(key))]
        string = f"{ciphers}:@SECLEVEL={level}"
        words = [f"smtpd_tls_chain_files={', '.join(chains)}",
                 f"smtpd_tls_protocols=>={TO_TLS[versions[0]]}, <={TO_TLS[versions[-1]]}",
                 f"smtpd_tls_mandatory_protocols=>={TO_TLS[versions[0]]}, "
                 f"<={TO_TLS[versions[-1]]}",
                 f"tls_high_cipherlist={string}",
                 f"tls_preempt_cipherlist={'yes' if is_servers else 'no'}"]
        words += [f"tls_eecdh_auto_curves={groups}"] if groups else []
        words += [f"smtpd_tls_dh1024_param_file={material.parameters(dh)}"] if dh != "auto" else []
        return words + list(settings)

    def facts():
        own = groups or "X25519 X448 prime256v1 secp521r1 secp384r1"
        return openssl_facts(list(keys), list(versions), ciphers, level, None, own, None,
                             is_servers, dh, [*POSTFIX_FLAGS, *flags]) | (known or {})
    return Row("Postfix", name, facts, depth, lines=lines, url=url)


def dovecot(name, url, keys=("rsa2048",), versions=NEW, ciphers=AEAD, level=1, ciphersuites=None,
            groups=None, is_servers=False, dh=None, settings=(), flags=(), depth="full",
            known=None):
    def lines(material):
        files = [material.certificate(key) for key in keys]
        words = [f"ssl_cert=<{files[0][0]}", f"ssl_key=<{files[0][1]}",
                 f"ssl_min_protocol={TO_TLS[versions[0]]}",
                 f"ssl_cipher_list={ciphers}:@SECLEVEL={level}",
                 f"ssl_prefer_server_ciphers={'yes' if is_servers else 'no'}"]
        if len(files) > 1:
            words += [f"ssl_alt_cert=<{files[1][0]}", f"ssl_alt_key=<{files[1][1]}"]
        words += [f"ssl_cipher_suites={ciphersuites}"] if ciphersuites else []
        words += [f"ssl_curve_list={groups}"] if groups else []
        words += [f"ssl_dh=<{material.parameters(dh)}"] if dh else []
        return words + list(settings)

    def facts():
        all_facts = openssl_facts(list(keys), list(versions), ciphers, level, ciphersuites, groups,
                                  None, is_servers, dh, list(flags))
        # It takes any name up. Its login processes end with a connection, tickets with them.
        all_facts["unknown_name"] = "accepted" if versions[0] < "tls-1.3" else "unknown"
        for name_ in ("resumption-tls-1.2", "resumption-tls-1.3"):
            all_facts["behaviours"].pop(name_)
        return all_facts | (known or {})
    return Row("Dovecot", name, facts, depth, lines=lines, url=url)


MAIL_HOSTS = [
    (postfix("modern, MX", "smtp://{address}"),
     dovecot("modern, IMAPS", "imaps://{address}")),
    (postfix("two keys, server's order, submissions", "submissions://{address}",
             keys=["rsa2048", "p256"], is_servers=True, ciphers="DHE+AESGCM:ECDHE+AESGCM"),
     dovecot("two keys, server's order, IMAP", "imap://{address}", keys=["p256", "rsa2048"],
             is_servers=True, ciphers="ECDHE+CHACHA20:ECDHE+AESGCM:ECDHE+AES:!AESCCM")),
    (postfix("TLS 1.0 to 1.3, anonymous suites, MX", "smtp://{address}", versions=ALL, level=0,
             ciphers="aNULL:-aNULL:HIGH:!PSK:!SRP:!CAMELLIA:!ARIA:!AESCCM"),
     dovecot("TLS 1.0 to 1.3, POP3S", "pop3s://{address}", versions=ALL, level=0,
             ciphers="ECDHE+AES:AES:!PSK:!aNULL:!AESCCM:!DHE")),
    (postfix("TLS 1.3 only, submission", "submission://{address}", versions=ONLY13, keys=["p384"]),
     dovecot("TLS 1.3 only, IMAPS", "imaps://{address}", versions=ONLY13, keys=["p256"],
             ciphersuites="TLS_CHACHA20_POLY1305_SHA256:TLS_AES_128_GCM_SHA256",
             is_servers=True)),
    (postfix("DHE 3072, static RSA, MX, standard depth", "smtp://{address}", depth="standard",
             ciphers="DHE+AESGCM:AES128-SHA:AES256-SHA", dh="ffdhe3072"),
     dovecot("DHE 2048, static RSA, POP3, standard depth", "pop3://{address}", depth="standard",
             ciphers="DHE+AESGCM:AES128-SHA:AES256-SHA", dh="ffdhe2048")),
    (postfix("curves, client certificate, MX", "smtp://{address}", versions=ONLY12,
             groups="secp521r1 X448 prime256v1", is_servers=True,
             settings=["smtpd_tls_ask_ccert=yes"], known={"asks_for_client_certificate": True}),
     dovecot("curves, client certificate, no tickets, IMAPS", "imaps://{address}",
             groups="X448:secp384r1:prime256v1", flags=["-no_ticket"],
             settings=["ssl_options=no_ticket", "ssl_ca=<{certificate}",
                       "ssl_verify_client_cert=yes"],
             known={"asks_for_client_certificate": True})),
]

# --- Exim ---------------------------------------------------------------------------------------


def exim(name, priority, keys=("rsa2048",), settings=(), depth="full", known=None,
         scheme="smtp"):
    def lines(material):
        files = [material.certificate(key) for key in keys]
        return [f"tls_certificate = {' : '.join(pem for pem, _ in files)}",
                f"tls_privatekey = {' : '.join(key for _, key in files)}",
                f"tls_require_ciphers = {priority}", *settings]

    def facts():
        # Without tls_resumption_hosts it gives out no tickets, without tls_try_verify_hosts it
        # asks for no certificate; tls_alpn is by default "smtp : esmtp", and others are refused.
        own = gnutls_facts(list(keys), priority, ["--noticket", "--disable-client-cert", "--alpn",
                                                  "--alpn-fatal"])
        return own | (known or {})
    return Row("Exim", name, facts, depth, lines=lines, scheme=scheme)


EXIM = [
    exim("normal", "NORMAL"),
    exim("TLS 1.2 and 1.3, server's order", "NORMAL:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2:"
         "%SERVER_PRECEDENCE"),
    exim("secure, ECDSA, submissions", "SECURE192:-VERS-ALL:+VERS-TLS1.2:+VERS-TLS1.3",
         keys=["p384"], settings=["tls_on_connect_ports = {port}"], scheme="submissions"),
    exim("two keys, client certificate", "SECURE128:-VERS-ALL:+VERS-TLS1.2:-DHE-RSA",
         keys=["rsa2048", "p256"], settings=["tls_try_verify_hosts = *"],
         known={"asks_for_client_certificate": True}),
    exim("TLS 1.3 only, standard depth", "NORMAL:-VERS-ALL:+VERS-TLS1.3:-GROUP-ALL:+GROUP-X25519",
         depth="standard"),
]
