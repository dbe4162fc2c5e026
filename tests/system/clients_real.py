# SPDX-License-Identifier: MIT
"""The real clients: how each is told to trust the test's authority, to demand TLS and to send or
fetch, the way that its users tell it. What comes of it is seen at the server, never believed of the
client. Each names the profile of `mailsonde clients` that is to predict it."""
import json
import os
import pathlib
import shutil
import signal
import subprocess
import textwrap
import time

import matrix_servers
from clients_servers import ADDRESS, NAME

TIMEOUT_S = 30
FROM, TO = "a@sender.example.test", "b@receiver.example.test"
PROGRAMS = os.environ.get("PATH", "") + ":/usr/sbin:/sbin:/usr/lib/go/bin"
PYTHON = "/usr/bin/python3"


def run(command, folder, text="", timeout=TIMEOUT_S, **variables):
    """What it prints. It may hang: it is ended with all that it has started."""
    process = subprocess.Popen(
        command, cwd=folder, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT, text=True, errors="replace", start_new_session=True,
        env={**os.environ, "PATH": PROGRAMS, "HOME": str(folder), "LC_ALL": "C", **variables})
    try:
        return process.communicate(text, timeout=timeout)[0]
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        return process.communicate()[0] + "[timed out]"


class Client:
    """`folder` is its own and empty. `prepare` is called once, before the first cell."""

    profile, protocol, needs = "", "smtp", ()
    files = ()  # what must be there besides programs
    only_root = is_optional = False

    def __init__(self, folder, ca):
        self.folder, self.ca = pathlib.Path(folder), ca
        self.folder.mkdir(parents=True)
        self.folder.chmod(0o755)
        self.text = f"From: {FROM}\nTo: {TO}\nSubject: test\n\ntest\n"

    @classmethod
    def missing(cls):
        absent = [name for name in cls.needs if shutil.which(name, path=PROGRAMS) is None]
        absent += [name for name in cls.files if not os.path.exists(name)]
        if cls.only_root and os.geteuid() != 0:
            absent.append("root")
        return absent

    @classmethod
    def is_wanted(cls):
        """False: another class stands for what is installed."""
        return True

    def prepare(self):
        pass

    def write(self, name, text, mode=0o600):
        path = self.folder / name
        path.write_text(textwrap.dedent(text), encoding="utf-8")
        path.chmod(mode)
        return str(path)

    def try_port(self, port, name):
        """One attempt; returns what it said, for people who look for the reason."""
        return run(self.command(port, name), self.folder, self.text)

    def try_all(self, doors):
        """(name of the column, port) for each; for clients that cost much to start."""
        raise NotImplementedError


class Python(Client):
    profile = "python-3"

    def prepare(self):
        self.program = self.write("send.py", """\
            import smtplib, ssl, sys
            host, port, ca, sender, receiver, text = sys.argv[1:]
            with smtplib.SMTP(host, int(port), timeout=10) as server:
                server.starttls(context=ssl.create_default_context(cafile=ca))
                server.sendmail(sender, [receiver], text)
            """)

    def command(self, port, _):
        return [PYTHON, self.program, NAME, str(port), self.ca, FROM, TO, self.text]


class Curl(Client):
    profile, needs = "curl", ("curl",)

    def command(self, port, _):
        return ["curl", "-sS", "-m", "15", "--ssl-reqd", "--cacert", self.ca, "--mail-from", FROM,
                "--mail-rcpt", TO, "-T", "-", f"smtp://{NAME}:{port}"]


class OpenSsl(Client):
    profile, needs = "openssl-3.0", ("openssl",)

    def command(self, port, _):
        self.text = "EHLO client.example.test\r\nQUIT\r\n"
        return ["openssl", "s_client", "-quiet", "-starttls", "smtp", "-verify_return_error",
                "-verify_hostname", NAME, "-CAfile", self.ca, "-connect", f"{NAME}:{port}"]


class GnutlsCli(Client):
    profile, needs = "gnutls-3.7", ("gnutls-cli",)

    def command(self, port, _):
        self.text = "EHLO client.example.test\nQUIT\n"
        return ["gnutls-cli", "--crlf", "--starttls-proto=smtp", f"--x509cafile={self.ca}",
                f"--port={port}", NAME]


class Msmtp(Client):
    profile, needs = "msmtp", ("msmtp",)

    def command(self, port, _):
        return ["msmtp", f"--host={NAME}", f"--port={port}", "--tls=on", "--tls-starttls=on",
                f"--tls-trust-file={self.ca}", "--auth=off", f"--from={FROM}", TO]


class Swaks(Client):
    """Its --tls-verify does not look at the name."""

    profile, needs = "swaks", ("swaks",)

    def command(self, port, _):
        return ["swaks", "--server", NAME, "--port", str(port), "-tls", "--tls-verify",
                "--tls-ca-path", self.ca, "--from", FROM, "--to", TO, "--timeout", "10"]


class Perl(Client):
    profile, needs = "perl", ("perl",)
    files = ("/usr/share/perl5/IO/Socket/SSL.pm",)

    def command(self, port, _):
        return ["perl", "-MNet::SMTP", "-e", """
            my ($host, $port, $ca, $from, $to, $text) = @ARGV;
            my $smtp = Net::SMTP->new($host, Port => $port, Timeout => 10) or die $@;
            $smtp->starttls(SSL_ca_file => $ca) or die $IO::Socket::SSL::SSL_ERROR;
            $smtp->mail($from) && $smtp->to($to) && $smtp->data($text);
            $smtp->quit;
            """, NAME, str(port), self.ca, FROM, TO, self.text]


class Nodemailer(Client):
    """By address, because it does not resolve names where loopback is the only interface."""

    profile, needs = "nodemailer", ("node",)
    files = ("/usr/share/nodejs/nodemailer/package.json",)
    has_own_openssl = True

    @classmethod
    def is_wanted(cls):
        """The same hello, but Debian's OpenSSL is of security level 2, and Node.js's of level 1."""
        shared = (not cls.missing() and run(
            ["node", "-p", "process.config.variables.node_shared_openssl"], "/").strip() == "true")
        return shared != cls.has_own_openssl

    def command(self, port, _):
        return ["node", "-e", """
            const [host, name, port, ca, from, to, text] = process.argv.slice(1);
            require('/usr/share/nodejs/nodemailer').createTransport({
              host, port: Number(port), requireTLS: true, connectionTimeout: 10000,
              tls: { servername: name, ca: require('fs').readFileSync(ca) },
            }).sendMail({ from, to, subject: 'test', text }).catch((e) => console.log(e.message));
            """, ADDRESS, NAME, str(port), self.ca, FROM, TO, "test"]


class NodemailerDebian(Nodemailer):
    profile = "nodemailer-debian"
    has_own_openssl = False


class Go(Client):
    profile, needs = "go", ("go",)

    def prepare(self):
        source = self.write("send.go", """\
            package main

            import (
            	"crypto/tls"
            	"log"
            	"net/smtp"
            	"os"
            )

            func must(err error) {
            	if err != nil {
            		log.Fatal(err)
            	}
            }

            func main() {
            	client, err := smtp.Dial(os.Args[1] + ":" + os.Args[2])
            	must(err)
            	must(client.StartTLS(&tls.Config{ServerName: os.Args[1]}))
            	must(client.Mail(os.Args[3]))
            	must(client.Rcpt(os.Args[4]))
            	must(client.Quit())
            }
            """)
        said = run(["go", "build", "-o", "send", source], self.folder, timeout=200,
                   GOCACHE=str(self.folder / "cache"), GOFLAGS="-mod=mod", CGO_ENABLED="0")
        if not (self.folder / "send").exists():
            raise RuntimeError(f"go build: {said}")

    def try_port(self, port, _):
        return run([str(self.folder / "send"), NAME, str(port), FROM, TO], self.folder,
                   SSL_CERT_FILE=self.ca)


class Fetchmail(Client):
    profile, protocol, needs = "fetchmail", "imap", ("fetchmail",)

    def command(self, port, name):
        config = self.write(f"{name}.rc", f"""\
            poll {NAME} service {port} proto imap timeout 10
              user "u" password "p" sslproto tls1.2+ sslcertck sslcertfile {self.ca}
              mda "/bin/true"
            """)
        return ["fetchmail", "-f", config, "--nodetach",
                "--pidfile", str(self.folder / f"{name}.pid"),
                "--idfile", str(self.folder / f"{name}.ids")]


class Mbsync(Client):
    profile, protocol, needs = "mbsync", "imap", ("mbsync",)

    def command(self, port, name):
        (self.folder / name).mkdir()
        config = self.write(f"{name}.rc", f"""\
            IMAPStore far
            Host {NAME}
            Port {port}
            User u
            Pass p
            Timeout 10
            SSLType STARTTLS
            SystemCertificates no
            CertificateFile {self.ca}

            MaildirStore near
            Path {self.folder}/{name}/
            Inbox {self.folder}/{name}/inbox

            Channel all
            Far :far:
            Near :near:
            """)
        return ["mbsync", "-c", config, "all"]


class Mutt(Client):
    profile, needs = "mutt", ("mutt",)

    def command(self, port, name):
        config = self.write(f"{name}.rc", f"""\
            set smtp_url = "smtp://{NAME}:{port}/"
            set ssl_force_tls = yes
            set ssl_starttls = yes
            set certificate_file = {self.ca}
            set from = "{FROM}"
            set copy = no
            set connect_timeout = 10
            set hostname = client.example.test
            set sleep_time = 0
            """)
        return [self.profile, "-n", "-F", config, "-s", "test", TO]


class Neomutt(Mutt):
    profile, needs = "neomutt", ("neomutt",)


class Snail(Client):
    profile, needs = "s-nail", ("s-nail",)

    def command(self, port, _):
        return ["s-nail", "-:/", "-Sv15-compat", f"-Smta=smtp://{NAME}:{port}",
                "-Ssmtp-use-starttls", "-Stls-verify=strict", f"-Stls-ca-file={self.ca}",
                "-Stls-ca-no-defaults", "-Ssmtp-auth=none", "-Snosave", f"-Sfrom={FROM}",
                "-s", "test", TO]


class Exim(Client):
    """It delivers as a user of its own, who may not walk to where scripts/setup has unpacked it."""

    profile, only_root = "exim", True

    @classmethod
    def missing(cls):
        return super().missing() + ([] if matrix_servers.exim_program() else ["Exim"])

    def prepare(self):
        program, libraries = map(pathlib.Path, matrix_servers.exim_program())
        (self.folder / "libraries").mkdir()
        self.program = str(shutil.copy(program, self.folder))
        for path in filter(None, str(libraries).split(":")):
            for library in pathlib.Path(path).glob("*.so*"):
                shutil.copy(library, self.folder / "libraries")

    def command(self, port, name):
        place = self.folder / name
        place.mkdir()
        place.chmod(0o777)
        config = place / "config"
        config.write_text(textwrap.dedent(f"""\
            primary_hostname = client.example.test
            exim_path = {self.program}
            spool_directory = {place}/spool
            log_file_path = {place}/log-%s
            keep_environment =
            add_environment = LD_LIBRARY_PATH={self.folder}/libraries
            never_users =
            begin routers
            all:
              driver = manualroute
              route_list = * {NAME}::{port} byname
              transport = smtp
              self = send
            begin transports
            smtp:
              driver = smtp
              command_timeout = 10s
              hosts_require_tls = *
              tls_verify_certificates = {self.ca}
              tls_verify_hosts = *
              tls_verify_cert_hostnames = *
            """), encoding="utf-8")
        command, self.variables = matrix_servers.exim_command(
            place, "-C", str(config), "-odi", "-oi", "-f", FROM, TO)
        return command

    def try_port(self, port, name):
        command = self.command(port, name)
        return run(command, self.folder, self.text, **self.variables)


class GLib(Client):
    """How Evolution, Geary and Balsa open their connections."""

    profile = "evolution"
    files = ("/usr/lib/python3/dist-packages/gi", "/usr/share/doc/glib-networking")

    def prepare(self):
        self.program = self.write("send.py", """\
            import sys

            from gi.repository import Gio

            host, port, ca = sys.argv[1], int(sys.argv[2]), sys.argv[3]
            plain = Gio.SocketClient().connect_to_host(host, port, None)
            lines = Gio.DataInputStream.new(plain.get_input_stream())
            lines.set_close_base_stream(False)
            for command in ("EHLO client.example.test", "STARTTLS"):
                while lines.read_line_utf8()[0][3] == "-":
                    pass
                plain.get_output_stream().write_all(f"{command}\\r\\n".encode())
            while lines.read_line_utf8()[0][3] == "-":
                pass
            secure = Gio.TlsClientConnection.new(plain, Gio.NetworkAddress.new(host, port))
            secure.set_database(Gio.TlsFileDatabase.new(ca))
            secure.handshake()
            secure.get_output_stream().write_all(b"EHLO client.example.test\\r\\n")
            secure.get_input_stream().read_bytes(100)
            """)

    def command(self, port, _):
        return [PYTHON, self.program, NAME, str(port), self.ca]


class Batch(Client):
    def try_port(self, port, name):
        raise NotImplementedError


class Java(Batch):
    """One machine for all, since it is slow to start."""

    profile, needs = "java17", ("java", "keytool")
    package = "javax"
    jars = ("/usr/share/java/javax.mail.jar", "/usr/share/java/javax.activation.jar")
    files = jars
    options = ""

    def try_all(self, doors):
        store = str(self.folder / "store")
        said = run(["keytool", "-importcert", "-noprompt", "-alias", "ca", "-file", self.ca,
                    "-keystore", store, "-storepass", "changeit"], self.folder)
        source = self.write("Mail.java", """\
            import PACKAGE.mail.*;
            import PACKAGE.mail.internet.*;
            import java.util.Properties;

            public class Mail {
              static void send(String host, String port, String from, String to) {
                Properties p = new Properties();
                p.put("mail.smtp.host", host);
                p.put("mail.smtp.port", port);
                p.put("mail.smtp.starttls.enable", "true");
                p.put("mail.smtp.starttls.required", "true");
                p.put("mail.smtp.connectiontimeout", "10000");
                p.put("mail.smtp.timeout", "10000");
                OPTIONS
                try {
                  MimeMessage m = new MimeMessage(Session.getInstance(p));
                  m.setFrom(new InternetAddress(from));
                  m.setRecipients(Message.RecipientType.TO, to);
                  m.setSubject("test");
                  m.setText("test");
                  Transport.send(m);
                } catch (MessagingException e) {
                  System.out.println(port + ": " + e + " " + e.getCause());
                }
              }

              public static void main(String[] a) {
                for (int i = 3; i < a.length; i++)
                  send(a[0], a[i], a[1], a[2]);
              }
            }
            """.replace("PACKAGE", self.package).replace("OPTIONS", self.options))
        ports = [str(port) for _, port in doors]
        return said + run(
            ["java", "-XX:TieredStopAtLevel=1", "-Xshare:auto",
             f"-Djavax.net.ssl.trustStore={store}", "-Djavax.net.ssl.trustStorePassword=changeit",
             "-cp", ":".join(self.jars), source, NAME, FROM, TO, *ports], self.folder, timeout=120)


class Jakarta(Java):
    """And told to look at the name, which neither of them does unless it is told."""

    profile = "jakarta-mail"
    package = "jakarta"
    jars = ("/usr/share/java/jakarta-mail.jar", "/usr/share/java/jakarta-activation.jar")
    files = jars
    options = 'p.put("mail.smtp.ssl.checkserveridentity", "true");'


class Postfix(Batch):
    """One instance with a transport for each server, which is told by the receiver's domain. Where
    TLS is not demanded it goes on in clear, but only when a message has been put off once. Without
    a sender, no message comes back."""

    profile, needs, only_root = "postfix-verify", ("postfix", "sendmail", "postconf"), True
    level = "verify"
    more = ""
    patience_s = 20
    unfinished = ("maildrop", "incoming", "active")
    comes_back = False  # where a message has been put off

    def try_all(self, doors):
        config, queue = self.folder / "config", self.folder / "queue"
        self._folders(config, queue)
        lines = "".join(f"{name}.test smtp:[{NAME}]:{port}\n" for name, port in doors)
        self.write("config/transport", lines, 0o644)
        self.write("config/main.cf", f"""\
            compatibility_level = 3.6
            queue_directory = {queue}
            data_directory = {self.folder}/data
            maillog_file = {self.folder}/log
            maillog_file_prefixes = /
            myhostname = client.example.test
            inet_interfaces = 127.0.0.1
            mydestination =
            smtp_dns_support_level = disabled
            smtp_tls_security_level = {self.level}
            smtp_tls_CAfile = {self.ca}
            smtp_tls_loglevel = 1
            transport_maps = texthash:{config}/transport
            alias_maps =
            alias_database =
            smtputf8_enable = no
            import_environment = MAIL_CONFIG
            """, 0o644)
        with open(config / "main.cf", "a", encoding="utf-8") as file:
            file.write(self.more)
        self.write("config/master.cf", """\
            bounce   unix - - n - 0 bounce
            cleanup  unix n - n - 0 cleanup
            defer    unix - - n - 0 bounce
            error    unix - - n - - error
            pickup   unix n - n 60 1 pickup
            proxymap unix - - n - - proxymap
            qmgr     unix n - n 300 1 qmgr
            retry    unix - - n - - error
            rewrite  unix - - n - - trivial-rewrite
            smtp     unix - - n - - smtp
            tlsmgr   unix - - n 1000? 1 tlsmgr
            trace    unix - - n - 0 bounce
            postlog  unix-dgram n - n - 1 postlogd
            """, 0o644)
        for file in config.iterdir():  # it waits seconds over files that are brand new
            os.utime(file, (time.time() - 60,) * 2)
        said = run(["postfix", "-c", str(config), "start"], self.folder)
        try:
            for name, _ in doors:
                said += run(["sendmail", "-C", str(config), "-i", "-f", "", f"b@{name}.test"],
                            self.folder, self.text, MAIL_CONFIG=str(config))
            self._await(queue)
        finally:
            run(["postfix", "-c", str(config), "stop"], self.folder)
        log = self.folder / "log"
        return said + (log.read_text(errors="replace") if log.exists() else "")

    def _folders(self, config, queue):
        config.mkdir()
        for name in (".", "pid"):
            (queue / name).mkdir(parents=True, exist_ok=True)
        (self.folder / "data").mkdir(mode=0o700)
        shutil.chown(self.folder / "data", "postfix")
        for name in ("active bounce corrupt defer deferred flush hold incoming private saved "
                     "trace").split():
            (queue / name).mkdir(mode=0o700)
            shutil.chown(queue / name, "postfix")
        for name, mode in (("maildrop", 0o730), ("public", 0o710)):
            (queue / name).mkdir()
            shutil.chown(queue / name, "postfix", "postdrop")
            (queue / name).chmod(mode)

    def _await(self, queue):
        """Until each message is gone, or put off where that is the end of it."""
        until = time.monotonic() + self.patience_s
        unfinished = self.unfinished + (("deferred",) if self.comes_back else ())
        while time.monotonic() < until:
            if not any(path.is_file() for name in unfinished for path in (queue / name).rglob("*")):
                return
            if self.comes_back:
                time.sleep(1)
                run(["postfix", "-c", str(self.folder / "config"), "flush"], self.folder)
            time.sleep(0.1)


class PostfixMay(Postfix):
    profile = "postfix"
    level = "may"
    more = "minimal_backoff_time = 1s\n"
    comes_back = True


class Thunderbird(Batch):
    """One with an account for each server: after STARTTLS it asks for the capabilities again."""

    profile, protocol = "thunderbird", "imap"
    needs = ("thunderbird", "xvfb-run", "certutil")
    is_optional = True  # large, and slow to start
    patience_s = 20

    def try_all(self, doors):
        place = self.folder / "profile"
        place.mkdir()
        said = run(["certutil", "-N", "-d", f"sql:{place}", "--empty-password"], self.folder)
        said += run(["certutil", "-A", "-d", f"sql:{place}", "-n", "ca", "-t", "C,,", "-i",
                     self.ca], self.folder)
        lines = [("mail.accountmanager.accounts",
                  ",".join(f"account{i}" for i, _ in enumerate(doors))),
                 ("mail.accountmanager.defaultaccount", "account0"),
                 ("mail.identity.id0.useremail", FROM), ("mail.identity.id0.valid", True),
                 ("mailnews.start_page.enabled", False), ("app.update.enabled", False),
                 ("datareporting.policy.dataSubmissionEnabled", False)]
        for i, (_, port) in enumerate(doors):
            server = f"mail.server.server{i}."
            lines += [(f"mail.account.account{i}.server", f"server{i}"), (server + "type", "imap"),
                      (f"mail.account.account{i}.identities", "id0"),
                      (server + "check_new_mail", True),
                      (server + "hostname", NAME), (server + "port", port),
                      (server + "realport", port), (server + "socketType", 2),
                      (server + "userName", f"u{i}"), (server + "name", f"u{i}"),
                      (server + "login_at_startup", True), (server + "authMethod", 3)]
        (place / "user.js").write_text("".join(
            f'user_pref("{name}", {json.dumps(value)});\n' for name, value in lines),
            encoding="utf-8")
        return said + run(["xvfb-run", "-a", "thunderbird", "--no-remote", "--profile", str(place)],
                          self.folder, timeout=self.patience_s)


ALL = [Java, Jakarta, Postfix, PostfixMay, Go, Python, Nodemailer, NodemailerDebian, Exim, Curl,
       Msmtp, GnutlsCli, OpenSsl, Swaks, Perl, Fetchmail, Mbsync, Mutt, Neomutt, Snail, GLib,
       Thunderbird]
