# SPDX-License-Identifier: MIT
"""The servers that real clients are run against: one for each column of the table, with one trait
each. Small ones in Python on OpenSSL, which know whether a command came inside TLS; one is Exim's,
on GnuTLS, because OpenSSL cannot leave secure renegotiation out."""
import os
import pathlib
import re
import socket
import ssl
import subprocess
import threading
import time
import warnings

import matrix_servers

ADDRESS = matrix_servers.ADDRESS
NAME = matrix_servers.NAME
PATIENCE_S = 15  # of a server with a client
SETTLING_S = 3  # until what a client that is gone has sent is read
V = ssl.TLSVersion

# --- columns ------------------------------------------------------------------------------------


class Column:
    """A server: its certificate (CERTIFICATES), versions, suites of TLS 1.2 and older, and more."""

    def __init__(self, name, certificate="good", least=V.TLSv1, most=V.TLSv1_3,
                 suites="ALL:!aNULL", **more):
        self.name, self.certificate, self.least, self.most = name, certificate, least, most
        self.suites, self.more = suites, more

    @property
    def is_exim(self):
        return "exim" in self.more


DHE_ONLY = "DHE-RSA-AES128-GCM-SHA256:DHE-RSA-AES128-SHA"
RSA_ONLY = "AES128-GCM-SHA256:AES256-GCM-SHA384:AES128-SHA256:AES128-SHA"
COLUMNS = [
    Column("good"),
    Column("tls-1.0-1.1", most=V.TLSv1_1),
    Column("tls-1.2", least=V.TLSv1_2, most=V.TLSv1_2),
    Column("tls-1.3", least=V.TLSv1_3),
    Column("dh-1024", most=V.TLSv1_2, suites=DHE_ONLY, dh=1024),
    Column("dh-2048", most=V.TLSv1_2, suites=DHE_ONLY, dh=2048),
    Column("static-rsa", most=V.TLSv1_2, suites=RSA_ONLY),
    Column("cbc-sha1", most=V.TLSv1_2, suites="ECDHE-RSA-AES128-SHA:ECDHE-RSA-AES256-SHA"),
    Column("secp521r1", least=V.TLSv1_2, most=V.TLSv1_2, suites="ECDHE", curve="secp521r1"),
    Column("chacha20", least=V.TLSv1_2, most=V.TLSv1_2, suites="ECDHE+CHACHA20"),
    Column("rsa-1024", certificate="rsa1024"),
    Column("rsa-pss", certificate="rsa-pss"),
    Column("ec-only", certificate="ec"),
    Column("ec-p521", certificate="ec-p521"),
    Column("ed25519", certificate="ed25519"),
    Column("cn-only", certificate="cn-only"),
    Column("expired", certificate="expired"),
    Column("wrong-name", certificate="wrong-name"),
    Column("self-signed", certificate="self-signed"),
    Column("no-intermediate", certificate="no-intermediate"),
    Column("sha1-signed", certificate="sha1"),
    Column("cert-wanted-1.2", least=V.TLSv1_2, most=V.TLSv1_2, wants_certificate=True),
    Column("cert-wanted-1.3", least=V.TLSv1_3, wants_certificate=True),
    Column("no-renego-info", exim="NORMAL:-VERS-ALL:+VERS-TLS1.2:%DISABLE_SAFE_RENEGOTIATION"),
]

# --- certificates -------------------------------------------------------------------------------

SAN = f"subjectAltName = DNS:{NAME}"
WRONG = "elsewhere.example.test"
DAYS = {"now": ("20250101000000Z", "20490101000000Z"),
        "past": ("20200101000000Z", "20210101000000Z")}


class Certificate:
    def __init__(self, key="rsa:2048", options=(), common=NAME, alternative=SAN, digest="sha256",
                 time_of="now", issuer="ca", extensions="leaf"):
        self.key, self.options, self.common = key, options, common
        self.alternative, self.digest, self.time_of = alternative, digest, time_of
        self.issuer, self.extensions = issuer, extensions


def curve(name):
    return {"key": "ec", "options": ("-pkeyopt", f"ec_paramgen_curve:{name}")}


CERTIFICATES = {  # an issuer goes before what it signs
    "ca": Certificate(common="Test authority", alternative="", issuer=None, extensions="authority"),
    "intermediate": Certificate(common="Test intermediate", alternative="", extensions="authority"),
    "good": Certificate(),
    "rsa1024": Certificate("rsa:1024"),
    "rsa-pss": Certificate("rsa-pss", ("-pkeyopt", "rsa_keygen_bits:2048")),
    "ec": Certificate(**curve("prime256v1")),
    "ec-p521": Certificate(**curve("secp521r1")),
    "ed25519": Certificate("ed25519"),
    "cn-only": Certificate(alternative=""),
    "expired": Certificate(time_of="past"),
    "wrong-name": Certificate(common=WRONG, alternative=f"subjectAltName = DNS:{WRONG}"),
    "self-signed": Certificate(issuer=None),
    "no-intermediate": Certificate(issuer="intermediate"),
    "sha1": Certificate(digest="sha1"),
}
CONFIG = """\
[req]
distinguished_name = subject
[subject]
[ca]
default_ca = authority
[authority]
database = index
new_certs_dir = issued
policy = anyone
unique_subject = no
rand_serial = yes
[anyone]
commonName = supplied
"""
EXTENSIONS = {
    "authority": """\
basicConstraints = critical, CA:true
keyUsage = critical, keyCertSign, cRLSign
subjectKeyIdentifier = hash
""",
    "leaf": """\
basicConstraints = critical, CA:false
keyUsage = critical, digitalSignature, keyEncipherment
extendedKeyUsage = serverAuth
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
""",
}


class Authority:
    """One authority, which the clients are told to trust, and what it has signed."""

    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        (self.folder / "issued").mkdir(parents=True)
        (self.folder / "index").write_text("", encoding="utf-8")
        self.config = self.folder / "config"
        self.config.write_text(CONFIG, encoding="utf-8")
        for name, certificate in CERTIFICATES.items():
            self._issue(name, certificate)
        for bits in (1024, 2048):
            self._openssl("dhparam", "-dsaparam", "-out", f"dh{bits}", str(bits))
        self.ca = str(self.folder / "ca.pem")

    def _openssl(self, *words):
        done = subprocess.run(["openssl", *words], cwd=self.folder, capture_output=True, text=True,
                              check=False, env=matrix_servers.matrix_facts.QUIET)
        if done.returncode != 0:
            raise RuntimeError(f"openssl {words[0]}: {done.stderr}")

    def _issue(self, name, certificate):
        """`openssl ca`, because `openssl x509 -req` cannot date a certificate into the past."""
        section = f"extensions-{name}"
        with self.config.open("a", encoding="utf-8") as config:
            config.write(f"[{section}]\n{EXTENSIONS[certificate.extensions]}"
                         f"{certificate.alternative}\n")
        signer = (["-cert", f"{certificate.issuer}.pem", "-keyfile", f"{certificate.issuer}.key"]
                  if certificate.issuer else ["-selfsign", "-keyfile", f"{name}.key"])
        start, end = DAYS[certificate.time_of]
        self._openssl("req", "-config", "config", "-new", "-nodes", "-newkey", certificate.key,
                      *certificate.options, "-keyout", f"{name}.key", "-out", "request", "-subj",
                      f"/CN={certificate.common}")
        self._openssl("ca", "-config", "config", "-batch", "-notext", "-in", "request", "-out",
                      f"{name}.pem", "-extensions", section, "-md", certificate.digest, *signer,
                      "-startdate", start, "-enddate", end)
        (self.folder / f"{name}.key").chmod(0o644)  # Exim reads it as a user of its own

    def pair(self, name):
        return str(self.folder / f"{name}.pem"), str(self.folder / f"{name}.key")

    def context(self, column):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.set_ciphers(column.suites + ":@SECLEVEL=0")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)
            context.minimum_version, context.maximum_version = column.least, column.most
        context.load_cert_chain(*self.pair(column.certificate))
        if "dh" in column.more:
            context.load_dh_params(str(self.folder / f"dh{column.more['dh']}"))
        if "curve" in column.more:
            context.set_ecdh_curve(column.more["curve"])
        if "wants_certificate" in column.more:
            context.verify_mode = ssl.CERT_REQUIRED
            context.load_verify_locations(self.ca)
        return context


# --- dialogues ----------------------------------------------------------------------------------


class Closing(Exception):
    pass


class Talk:
    """One connection. `inside` has the commands that came inside TLS, `clear` those before."""

    def __init__(self, connection, context):
        self.connection, self.context = connection, context
        self.is_secure, self.inside, self.clear, self.error = False, [], [], ""

    def send(self, *lines):
        self.connection.sendall("".join(line + "\r\n" for line in lines).encode())

    def line(self):
        text = b""
        while not text.endswith(b"\n"):
            byte = self.connection.recv(1)
            if not byte or len(text) > 4096:
                raise Closing
            text += byte
        return text.decode("latin-1").strip()

    def command(self):
        line = self.line()
        (self.inside if self.is_secure else self.clear).append(line)
        return line

    def secure(self):
        self.connection = self.context.wrap_socket(self.connection, server_side=True)
        self.is_secure = True

    def run(self):
        try:
            self.talk()
        except Closing:
            pass
        except OSError as error:  # ssl.SSLError is one
            self.error = str(error)
        finally:
            self.connection.close()


class Smtp(Talk):
    def talk(self):
        self.send(f"220 {NAME} ESMTP")
        while True:
            verb = self.command().upper()
            if verb.startswith("EHLO"):
                self.send(f"250-{NAME}", "250-8BITMIME",
                          "250 SIZE 1000000" if self.is_secure else "250 STARTTLS")
            elif verb.startswith("STARTTLS"):
                self.send("220 2.0.0 Ready to start TLS")
                self.secure()
            elif verb.startswith("DATA"):
                self.send("354 go on")
                while self.line() != ".":
                    pass
                self.send("250 2.0.0 taken")
            elif verb.startswith("QUIT"):
                self.send("221 2.0.0 bye")
                return
            else:
                self.send("250 2.0.0 ok")


class Imap(Talk):
    def talk(self):
        self.send("* OK [CAPABILITY IMAP4rev1 STARTTLS LOGINDISABLED] ready")
        while True:
            tag, _, verb = self.command().partition(" ")
            verb = verb.upper()
            if verb.startswith("CAPABILITY"):
                self.send("* CAPABILITY IMAP4rev1 " +
                          ("AUTH=PLAIN" if self.is_secure else "STARTTLS LOGINDISABLED"),
                          f"{tag} OK done")
            elif verb.startswith("STARTTLS"):
                self.send(f"{tag} OK begin TLS")
                self.secure()
            elif verb.startswith("LOGOUT"):
                self.send("* BYE", f"{tag} OK done")
                return
            else:
                self.send(f"{tag} NO nobody is let in")


TALKS = {"smtp": Smtp, "imap": Imap}

# --- doors --------------------------------------------------------------------------------------


class Door:
    """Where one client meets one server: a port of its own, so that nobody else comes in. `relay`
    stands for a server elsewhere: it takes a connection and says whether a command came inside."""

    def __init__(self, protocol, context=None, relay=None):
        self.listener = socket.create_server((ADDRESS, 0))
        self.port = self.listener.getsockname()[1]
        self.protocol, self.context, self.relay = protocol, context, relay
        self.talks, self.threads = [], []
        self._start(self._accept)

    def _start(self, function, *arguments):
        thread = threading.Thread(target=function, args=arguments, daemon=True)
        thread.start()
        return thread

    def _accept(self):
        while True:
            try:
                connection = self.listener.accept()[0]
            except OSError:
                return
            connection.settimeout(PATIENCE_S)
            make = self.relay if self.relay else TALKS[self.protocol]
            talk = make(connection, self.context)
            self.talks.append(talk)
            self.threads.append(self._start(talk.run))

    def close(self):
        """When the client is gone: waits for what it has sent to be read."""
        self.listener.close()
        until = time.monotonic() + SETTLING_S
        for thread in self.threads:
            thread.join(max(0, until - time.monotonic()))

    def came_inside(self):
        """Postfix looks at the certificate late: it says goodbye inside TLS if it dislikes it."""
        return any(not re.search("QUIT|LOGOUT", line.upper())
                   for talk in self.talks for line in talk.inside)

    def came_in_clear(self):
        """A message, not only what comes before STARTTLS."""
        return any(line.upper().startswith("MAIL") for talk in self.talks for line in talk.clear)

    def errors(self):
        return "; ".join(talk.error for talk in self.talks if talk.error)


# --- Exim behind a relay ------------------------------------------------------------------------

EXIM_PORT = 6999
EXIM_ACLS = """\
helo:
  accept condition = ${{if def:tls_in_cipher}}
         logwrite = inside $sender_host_port
  accept
mail:
  accept condition = ${{if def:tls_in_cipher}}
  accept logwrite = clear $sender_host_port
"""


class EximServer:
    """Exim's log says which connection, known by its port, sent a command inside TLS."""

    def __init__(self, folder, authority, column):
        self.folder = folder
        certificate, key = authority.pair(column.certificate)
        self.port = EXIM_PORT
        self.server = matrix_servers.Exim(
            folder, self.port,
            [f"tls_certificate = {certificate}", f"tls_privatekey = {key}",
             f"tls_require_ciphers = {column.more['exim']}", "acl_smtp_helo = helo",
             "acl_smtp_mail = mail"], EXIM_ACLS)

    def stop(self):
        self.server.stop()

    def relay(self, connection, _):
        return Relay(connection, self)

    def logged(self):
        path = pathlib.Path(self.folder, "log-main")
        text = path.read_text(encoding="utf-8", errors="replace") if path.exists() else ""
        return set(re.findall(r" (inside|clear) (\d+)$", text, re.MULTILINE))


class Relay:
    def __init__(self, connection, server):
        self.near, self.server, self.error = connection, server, ""
        self.far = socket.create_connection((ADDRESS, server.port), timeout=PATIENCE_S)
        self.port = str(self.far.getsockname()[1])

    def run(self):
        back = threading.Thread(target=self._copy, args=(self.far, self.near), daemon=True)
        back.start()
        self._copy(self.near, self.far)
        back.join()
        self.near.close()
        self.far.close()

    def _copy(self, source, target):
        try:
            while data := source.recv(65536):
                target.sendall(data)
        except OSError as error:
            self.error = str(error)
        try:
            target.shutdown(socket.SHUT_WR)
        except OSError:
            pass

    @property
    def inside(self):
        return ["EHLO"] if ("inside", self.port) in self.server.logged() else []

    @property
    def clear(self):
        return ["MAIL"] if ("clear", self.port) in self.server.logged() else []
