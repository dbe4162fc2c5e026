# SPDX-License-Identifier: MIT
"""What a server must show, computed from how it is configured.

The programs that list what a cipher string or priority means (`openssl ciphers`, `gnutls-cli
--list`) belong to the servers' libraries; what they do not tell stands here as tables, taken from
the libraries' documentation. Nothing here comes from a report of the probe.
"""
import functools
import os
import re
import subprocess

VERSIONS = ["tls-1.0", "tls-1.1", "tls-1.2", "tls-1.3"]
QUIET = dict(os.environ, OPENSSL_CONF="/dev/null", GNUTLS_SYSTEM_PRIORITY_FILE="/dev/null")

# --- keys ---------------------------------------------------------------------------------------

# name: type, bits, options of `openssl genpkey`
KEYS = {
    "rsa1024": ("RSA", 1024, ["-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:1024"]),
    "rsa2048": ("RSA", 2048, ["-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048"]),
    "rsa3072": ("RSA", 3072, ["-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:3072"]),
    "pss2048": ("RSA-PSS", 2048, ["-algorithm", "RSA-PSS", "-pkeyopt", "rsa_keygen_bits:2048"]),
    "p256": ("EC", 256, ["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256"]),
    "p384": ("EC", 384, ["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-384"]),
    "p521": ("EC", 521, ["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-521"]),
    "ed25519": ("EdDSA (Ed25519)", 256, ["-algorithm", "ED25519"]),
}


def key_types(keys):
    return {KEYS[key][0] for key in keys}


def signs(keys, authentication, version):
    """Can one of the keys sign for suites that authenticate by RSA or ECDSA?"""
    types = key_types(keys)
    is_new = version >= "tls-1.2"
    if authentication == "RSA":
        return "RSA" in types or (is_new and "RSA-PSS" in types)
    if authentication == "ECDSA":
        return "EC" in types or (is_new and "EdDSA (Ed25519)" in types)
    return False


# --- numbers ------------------------------------------------------------------------------------

# IANA's TLS Supported Groups: number, kind
GROUPS = {
    "P-256": (0x0017, "curve"), "P-384": (0x0018, "curve"), "P-521": (0x0019, "curve"),
    "brainpoolP256r1": (0x001a, "curve"), "brainpoolP384r1": (0x001b, "curve"),
    "X25519": (0x001d, "curve"), "X448": (0x001e, "curve"),
    "ffdhe2048": (0x0100, "ff"), "ffdhe3072": (0x0101, "ff"), "ffdhe4096": (0x0102, "ff"),
    "ffdhe6144": (0x0103, "ff"), "ffdhe8192": (0x0104, "ff"),
    "SecP256r1MLKEM768": (0x11eb, "hybrid"), "X25519MLKEM768": (0x11ec, "hybrid"),
    "SecP384r1MLKEM1024": (0x11ed, "hybrid"),
}
ALIASES = {"prime256v1": "P-256", "secp384r1": "P-384", "secp521r1": "P-521"}
TLS13_GROUPS = {n for n in GROUPS if not n.startswith("brainpool")}

# IANA's TLS SignatureScheme: number, type of key
SCHEMES = {
    "ecdsa_secp256r1_sha256": (0x0403, "EC"), "ecdsa_secp384r1_sha384": (0x0503, "EC"),
    "ecdsa_secp521r1_sha512": (0x0603, "EC"), "ed25519": (0x0807, "EdDSA (Ed25519)"),
    "ed448": (0x0808, "EdDSA (Ed448)"),
    "rsa_pss_pss_sha256": (0x0809, "RSA-PSS"), "rsa_pss_pss_sha384": (0x080a, "RSA-PSS"),
    "rsa_pss_pss_sha512": (0x080b, "RSA-PSS"),
    "rsa_pss_rsae_sha256": (0x0804, "RSA"), "rsa_pss_rsae_sha384": (0x0805, "RSA"),
    "rsa_pss_rsae_sha512": (0x0806, "RSA"),
    "rsa_pkcs1_sha256": (0x0401, "RSA"), "rsa_pkcs1_sha384": (0x0501, "RSA"),
    "rsa_pkcs1_sha512": (0x0601, "RSA"),
    "ECDSA+SHA224": (0x0303, "EC"), "ECDSA+SHA1": (0x0203, "EC"),
    "RSA+SHA224": (0x0301, "RSA"), "RSA+SHA1": (0x0201, "RSA"),
}


# --- suites -------------------------------------------------------------------------------------


def classes_of(name):
    """The classes of a suite, by its name in IANA's registry or the similar one of GnuTLS."""
    classes = set()
    exchange, _, cipher = name.removeprefix("TLS_").partition("_WITH_")
    if not cipher:  # GnuTLS leaves WITH out
        words = exchange.split("_")
        split = 1 if words[0] == "RSA" else 2
        exchange, cipher = "_".join(words[:split]), "_".join(words[split:])
    if "NULL" in cipher:
        classes.add("null")
    if exchange.lower() in ("dh_anon", "ecdh_anon"):
        classes.add("anonymous")
    if "3DES" in cipher or "IDEA" in cipher:
        classes.add("3des")
    if "RC4" in cipher or "ARCFOUR" in cipher:
        classes.add("rc4")
    if cipher.endswith("MD5"):
        classes.add("md5")
    if exchange == "RSA":
        classes.add("static-rsa")
    if "_CBC" in cipher:
        classes.add("cbc")
    if exchange.startswith("DHE_") or exchange.lower() == "dh_anon":
        classes.add("dhe")
    return classes


class Suite:
    def __init__(self, number, name, exchange=None, authentication=None):
        self.number, self.name = number, name
        self.exchange, self.authentication = exchange, authentication
        self.classes = classes_of(name)


@functools.lru_cache(None)
def openssl_version():
    try:
        words = subprocess.run(["openssl", "version"], env=QUIET, capture_output=True,
                               text=True).stdout
    except FileNotFoundError:
        words = "0.0.0"
    return tuple(int(part) for part in re.search(r"(\d+)\.(\d+)\.(\d+)", words).groups())


@functools.lru_cache(None)
def openssl_suites(version, ciphers, ciphersuites):
    """Everything of one version that the library can do with these strings, in order."""
    option = {"tls-1.0": "-tls1", "tls-1.1": "-tls1_1", "tls-1.2": "-tls1_2", "tls-1.3": "-tls1_3"}
    command = ["openssl", "ciphers", "-s", option[version]]
    if ciphersuites is not None:
        command += ["-ciphersuites", ciphersuites]
    suites = []
    numbers, names = (
        subprocess.run(command + [kind, ciphers], env=QUIET, capture_output=True, text=True,
                       check=True).stdout.splitlines()
        for kind in ("-V", "-stdname"))
    for numbered, named in zip(numbers, names):
        high, low = re.match(r"\s*0x(..),0x(..) - ", numbered).groups()
        exchange, authentication = re.search(r"Kx=(\S+)\s+Au=(\S+)", named).groups()
        is_tls13 = " TLSv1.3 " in named
        if is_tls13 == (version == "tls-1.3"):
            suites.append(Suite(int(high + low, 16), named.split()[0], exchange, authentication))
    return suites


# --- OpenSSL ------------------------------------------------------------------------------------

DEFAULT_CIPHERSUITES = "TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256:TLS_AES_128_GCM_SHA256"
FF_GROUPS = ["ffdhe2048", "ffdhe3072", "ffdhe4096", "ffdhe6144", "ffdhe8192"]
# RFC 3526, and RFC 2409 for what is shorter
GROUP_BY_STRENGTH = [(192, 8192, "RFC 3526 group 18"), (152, 4096, "RFC 3526 group 16"),
                     (128, 3072, "RFC 3526 group 15"), (112, 2048, "RFC 3526 group 14"),
                     (0, 1024, "RFC 2409 group 2")]
STRENGTH_OF_LEVEL = [0, 80, 112, 128]
STRENGTH_OF_KEY = {"rsa1024": 80, "rsa2048": 112, "rsa3072": 128, "pss2048": 112, "p256": 128,
                   "p384": 192, "p521": 256, "ed25519": 128}
DH_FILES = {
    "ffdhe2048": (2048, "RFC 7919 ffdhe2048", True), "ffdhe3072": (3072, "RFC 7919 ffdhe3072", True),
    "ffdhe4096": (4096, "RFC 7919 ffdhe4096", True),
    "dh_1024_160": (1024, "RFC 5114 section 2.1", False),
    "own1024": (1024, None, False), "own2048": (2048, None, False),
}


def default_groups():
    if openssl_version() >= (3, 5, 0):
        return ["X25519MLKEM768", "X25519", "P-256", "X448", "P-384", "P-521", "ffdhe2048",
                "ffdhe3072"]
    return ["X25519", "P-256", "X448", "P-521", "P-384"] + FF_GROUPS


def group_names(string):
    return [ALIASES.get(name, name) for name in re.split("[: ]+", string)]


def scheme_is_strong(name, level):
    """SSL_CTX_set_security_level(3): level 1 wants 80 bits, level 2 112, level 3 128."""
    if name.endswith("SHA1"):
        return level == 0
    return not name.endswith("SHA224") or level <= 2


def fits_key(name, key):
    kind, bits, _ = KEYS[key]
    # RFC 8017 section 9.1.1: a modulus has to hold hash and salt, and two bytes.
    if name == "rsa_pss_rsae_sha512" and bits < 8 * (2 * 64 + 2):
        return False
    return SCHEMES[name][1] == kind


def openssl_dh(dh, key, level, suites):
    """The shortest parameters of the suites with DHE; `dh` is "auto" or a name above. Those of an
    anonymous suite are as strong as its cipher: ssl_get_auto_dh() in OpenSSL's t1_lib.c."""
    if dh != "auto":
        bits, name, is_safe = DH_FILES[dh]
        return {"bits": bits, "name": name, "prime": True, "safe_prime": is_safe}
    strengths = {STRENGTH_OF_KEY[key] if "anonymous" not in s.classes else
                 128 if "_256_" in s.name or "CHACHA20" in s.name else 80
                 for s in suites if "dhe" in s.classes}
    strength = max(min(strengths), STRENGTH_OF_LEVEL[level])
    bits, name = next(row[1:] for row in GROUP_BY_STRENGTH if strength >= row[0])
    return {"bits": bits, "name": name, "prime": True, "safe_prime": True}


def ranking(numbers, is_servers):
    """In order, where the server's own counts."""
    preference = "unknown" if len(numbers) < 2 else "server" if is_servers else "client"
    return {"numbers": numbers, "preference": preference}


def openssl_facts(keys, versions, ciphers, level, ciphersuites=None, groups=None, sigalgs=None,
                  is_servers=False, dh="auto", flags=()):
    """`level` is that of @SECLEVEL; `flags` are options of s_server, or as good as those."""
    if level > 0:
        versions = [v for v in versions if v >= "tls-1.2"]
    names = group_names(groups) if groups else default_groups()
    curves = [n for n in names if GROUPS[n][1] == "curve"]
    facts = {"versions": versions, "suites": {}, "keys": keys}
    olds = {}
    for version in versions:
        listed = openssl_suites(version, f"{ciphers}:@SECLEVEL={level}",
                                ciphersuites or DEFAULT_CIPHERSUITES)
        if version != "tls-1.3":
            listed = [s for s in listed if openssl_has(s, version, keys, curves, dh)]
            olds.update((s.number, s) for s in listed)
        facts["suites"][version] = ranking([s.number for s in listed], is_servers)
    facts["classes"] = set().union(*(s.classes for s in olds.values()))
    # With TLS 1.3 and no share of the client's, the server's order decides (HelloRetryRequest).
    if "tls-1.3" in versions:
        facts["groups_tls13"] = ranking([GROUPS[n][0] for n in names if n in TLS13_GROUPS], True)
    elif any(s.exchange == "ECDH" and s.authentication != "None" for s in olds.values()):
        curves = reachable(curves, keys, is_servers)
        facts["groups_tls12"] = ranking([GROUPS[n][0] for n in curves], is_servers)
    if "tls-1.2" in versions:
        facts["signature_schemes"] = openssl_schemes(keys, sigalgs, level, is_servers,
                                                     facts["suites"]["tls-1.2"], olds)
    if "dhe" in facts["classes"]:
        facts["dh"] = openssl_dh(dh, keys[0], level, olds.values())
    facts["behaviours"] = openssl_behaviours(versions, facts["classes"], flags)
    facts["tickets"] = openssl_tickets(versions, flags)
    hybrids = [GROUPS[n][0] for n in names if GROUPS[n][1] == "hybrid"]
    facts["post_quantum"] = hybrids[0] if hybrids and "tls-1.3" in versions else None
    facts["alpn"], facts["alpn_unknown"] = ("accepted", "refused") if "-alpn" in flags else (
        "ignored", "ignored")
    # What a server of TLS 1.3 does beside refusing is encrypted.
    facts["unknown_name"] = "refused" if "-servername_fatal" in flags else (
        "unknown" if list(versions) == ["tls-1.3"] else "ignored")
    facts["asks_for_client_certificate"] = "-verify" in flags or "-Verify" in flags
    return facts


def openssl_has(suite, version, keys, curves, dh):
    if suite.exchange == "DH" and dh is None:
        return False
    if suite.exchange == "ECDH" and not curves:
        return False
    if suite.authentication == "None":
        return True
    if suite.exchange == "RSA":
        return "RSA" in key_types(keys)
    return signs(keys, suite.authentication, version)


def reachable(curves, keys, is_servers):
    """RFC 8422 section 5.1: a client offers the curve of an ECDSA key as well, so that a server
    that prefers this one never comes to those behind it."""
    own = {"p256": "P-256", "p384": "P-384", "p521": "P-521"}.get(keys[0])
    if is_servers and len(keys) == 1 and own in curves:
        return curves[:curves.index(own) + 1]
    return curves


def openssl_schemes(keys, sigalgs, level, is_servers, taken, suites):
    names = sigalgs.split(":") if sigalgs else list(SCHEMES)
    signed = {suites[n].authentication for n in taken["numbers"] if suites[n].exchange != "RSA"}
    usable = [key for key in keys
              if ("RSA" if KEYS[key][0].startswith("RSA") else "ECDSA") in signed]
    numbers = [SCHEMES[n][0] for n in names
               if scheme_is_strong(n, level) and any(fits_key(n, key) for key in usable)]
    # Of two keys the suite decides which, so that the order across both says nothing.
    return ranking(numbers, is_servers) | ({"preference": None} if len(usable) > 1 else {})


def openssl_behaviours(versions, classes, flags):
    has_old, has_new = versions[0] < "tls-1.3", versions[-1] == "tls-1.3"

    def say(is_applicable, is_yes):
        return ("yes" if is_yes else "no") if is_applicable else "not-applicable"
    behaviours = {
        "compression": say(has_old, False),
        "safe-renegotiation": say(has_old, True),
        "extended-master-secret": say(has_old, True),
        "truncated-hmac": say(has_old, False),
        "heartbeat": say(has_old, False),
        "tickets-tls-1.2": say(has_old, "-no_ticket" not in flags),
        "downgrade-sentinel": say(has_new, True) if has_old or not has_new else None,
        "fallback-scsv": say(len(versions) > 1, True),
        "client-renegotiation": say(has_old, "-client_renegotiation" in flags),
        "tickets-tls-1.3": say(has_new, ticket_count(flags) > 0),
        "early-data": say(has_new, "-early_data" in flags),
        "must-staple": "no",
        "stapling": say(has_old, False) if has_old else None,
        "resumption-tls-1.2": say(has_old, not {"-no_ticket", "-no_cache"} <= set(flags)),
        "resumption-tls-1.3": say(has_new, ticket_count(flags) > 0),
    }
    if "cbc" in classes:
        behaviours["encrypt-then-mac"] = say(True, "-no_etm" not in flags)
    if "-Verify" in flags:  # no session comes to stand
        behaviours |= no_session(versions)
    if "-no_cache" in flags and "-no_ticket" in flags:
        behaviours["resumption-tls-1.3"] = None  # a ticket is then of a session that is not kept
    return {name: answer for name, answer in behaviours.items() if answer is not None}


def no_session(versions):
    """What nobody can know whom the server refuses for want of a certificate. With TLS 1.3 it
    does so when the client has the server's certificate and takes the session for established."""
    names = {"tls-1.2": ("client-renegotiation", "resumption-tls-1.2"),
             "tls-1.3": ("tickets-tls-1.3", "resumption-tls-1.3", "early-data")}
    unknown = {name: "unknown" for version in versions for name in names.get(version, ())}
    return unknown | ({} if "tls-1.3" in versions else {"must-staple": "unknown"})


def ticket_count(flags):
    return int(flags[flags.index("-num_tickets") + 1]) if "-num_tickets" in flags else 2


def openssl_tickets(versions, flags):
    if versions[-1] != "tls-1.3" or "-Verify" in flags:
        return {}
    early = 0
    if "-early_data" in flags:
        early = int(flags[flags.index("-max_early_data") + 1]) if "-max_early_data" in flags \
            else 16384
    return {"count": ticket_count(flags), "max_early_data": early}


# --- GnuTLS -------------------------------------------------------------------------------------

GNUTLS_GROUPS = {"GROUP-SECP256R1": "P-256", "GROUP-SECP384R1": "P-384", "GROUP-SECP521R1": "P-521",
                 "GROUP-X25519": "X25519", "GROUP-X448": "X448",
                 **{"GROUP-" + name.upper(): name for name in FF_GROUPS}}
GNUTLS_SCHEMES = {
    **{f"SIGN-RSA-SHA{n}": f"rsa_pkcs1_sha{n}" for n in (256, 384, 512)},
    **{f"SIGN-RSA-PSS-SHA{n}": f"rsa_pss_pss_sha{n}" for n in (256, 384, 512)},
    **{f"SIGN-RSA-PSS-RSAE-SHA{n}": f"rsa_pss_rsae_sha{n}" for n in (256, 384, 512)},
    "SIGN-ECDSA-SHA256": "ecdsa_secp256r1_sha256", "SIGN-ECDSA-SHA384": "ecdsa_secp384r1_sha384",
    "SIGN-ECDSA-SHA512": "ecdsa_secp521r1_sha512", "SIGN-EdDSA-Ed25519": "ed25519",
    "SIGN-EdDSA-Ed448": "ed448", "SIGN-RSA-SHA1": "RSA+SHA1", "SIGN-ECDSA-SHA1": "ECDSA+SHA1",
    "SIGN-RSA-SHA224": "RSA+SHA224", "SIGN-ECDSA-SHA224": "ECDSA+SHA224",
}


@functools.lru_cache(None)
def gnutls_list(priority):
    """Suites (with their oldest version) and lists of a priority string, in order."""
    lines = subprocess.run(["gnutls-cli", "--list", "--priority", priority], env=QUIET, check=True,
                           capture_output=True, text=True).stdout.splitlines()
    suites, lists = [], {}
    for line in lines:
        row = re.match(r"(TLS_\S+)\s+0x(..), 0x(..)\s+(\S+)$", line)
        if row:
            name, high, low, oldest = row.groups()
            suite = Suite(int(high + low, 16), name)
            suite.oldest = oldest.lower().replace("tls", "tls-").replace("ssl3.0", "tls-1.0")
            suites.append(suite)
        elif ": " in line:
            name, _, items = line.partition(": ")
            lists[name] = items.split(", ")
    return suites, lists


def gnutls_has(suite, version, keys, groups):
    name = suite.name
    has_curve = any(GROUPS[g][1] == "curve" for g in groups)
    if "_ANON_" in name:
        return has_curve if "ECDH_" in name else True
    if name.startswith("TLS_RSA_"):
        return "RSA" in key_types(keys)
    if name.startswith("TLS_ECDHE_"):
        return has_curve and signs(keys, "RSA" if "_RSA_" in name else "ECDSA", version)
    return name.startswith("TLS_DHE_RSA_") and signs(keys, "RSA", version)


def gnutls_facts(keys, priority, flags=()):
    """`flags` are options of gnutls-serv, or as good as those."""
    suites, lists = gnutls_list(priority)
    versions = sorted("tls-" + item[8:] for item in lists["Protocols"]
                      if item.startswith("VERS-TLS"))
    groups = [GNUTLS_GROUPS[g] for g in lists["Groups"] if g in GNUTLS_GROUPS]
    is_servers = "%SERVER_PRECEDENCE" in priority
    facts = {"suites": {}, "keys": keys, "classes": set()}
    for version in versions:
        listed = [s for s in suites if (s.oldest == "tls-1.3") == (version == "tls-1.3")
                  and s.oldest <= version]
        if version != "tls-1.3":
            listed = [s for s in listed if gnutls_has(s, version, keys, groups)]
            facts["classes"] = facts["classes"].union(*(s.classes for s in listed))
        if listed:  # a version may be switched on without a suite for it
            facts["suites"][version] = ranking([s.number for s in listed], is_servers)
    facts["versions"] = versions = list(facts["suites"])
    if "tls-1.3" in versions:
        facts["groups_tls13"] = ranking([GROUPS[n][0] for n in groups], is_servers)
    else:
        facts["groups_tls12"] = ranking(
            [GROUPS[n][0] for n in groups if GROUPS[n][1] == "curve"], is_servers)
    if "tls-1.2" in versions:
        names = [GNUTLS_SCHEMES[s] for s in lists["PK-signatures"] if s in GNUTLS_SCHEMES]
        numbers = [SCHEMES[n][0] for n in names if any(fits_key(n, key) for key in keys)]
        facts["signature_schemes"] = {"numbers": numbers, "preference": None}
    if "dhe" in facts["classes"]:
        # RFC 7919: the parameters are a group of the list, and the strings have the shortest first.
        name = next(n for n in groups if GROUPS[n][1] == "ff")
        facts["dh"] = {"bits": int(name.removeprefix("ffdhe")), "name": f"RFC 7919 {name}",
                       "prime": True, "safe_prime": True}
    facts["behaviours"] = gnutls_behaviours(versions, facts["classes"], priority, flags)
    facts["post_quantum"] = None
    if "--alpn" in flags:
        facts["alpn"] = "accepted"
        facts["alpn_unknown"] = "refused" if "--alpn-fatal" in flags else "ignored"
    else:
        facts["alpn"] = facts["alpn_unknown"] = "ignored"
    facts["unknown_name"] = "refused" if "--sni-hostname-fatal" in flags else (
        "unknown" if list(versions) == ["tls-1.3"] else "ignored")
    facts["asks_for_client_certificate"] = "--disable-client-cert" not in flags
    if "--earlydata" in flags:
        facts["tickets"] = {"max_early_data": int(flags[flags.index("--maxearlydata") + 1])}
    return facts


def gnutls_behaviours(versions, classes, priority, flags):
    has_old, has_new = versions[0] < "tls-1.3", versions[-1] == "tls-1.3"

    def say(is_applicable, is_yes):
        return ("yes" if is_yes else "no") if is_applicable else "not-applicable"
    behaviours = {
        "compression": say(has_old, False),
        "safe-renegotiation": say(has_old, "%DISABLE_SAFE_RENEGOTIATION" not in priority),
        "extended-master-secret": say(has_old, "%NO_SESSION_HASH" not in priority),
        "tickets-tls-1.2": say(has_old, "--noticket" not in flags),
        "fallback-scsv": say(len(versions) > 1, True),
        "tickets-tls-1.3": say(has_new, "--noticket" not in flags),
        "early-data": say(has_new, "--earlydata" in flags),
        "must-staple": "no",
    }
    if has_old or not has_new:
        behaviours["downgrade-sentinel"] = say(has_new, True)
    if "cbc" in classes:
        behaviours["encrypt-then-mac"] = say(True, "%NO_ETM" not in priority)
    if "--require-client-cert" in flags:
        behaviours |= no_session(versions)
    return behaviours
