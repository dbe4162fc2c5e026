# SPDX-License-Identifier: MIT
"""Starting and stopping the servers of the matrix, each in a process group of its own."""
import base64
import os
import pathlib
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time

import matrix_facts

ADDRESS = "127.0.0.10"
NAME = "mail.example.test"
PATIENCE_S = 20
HERE = pathlib.Path(__file__).resolve().parent


def await_port(address, port, process=None):
    until = time.monotonic() + PATIENCE_S
    while True:
        try:
            socket.create_connection((address, port), timeout=1).close()
            return
        except OSError:
            if time.monotonic() > until or (process and process.poll() is not None):
                raise RuntimeError(f"nothing listens on {address}:{port}") from None
            time.sleep(0.02)


class Material:
    """Keys, certificates and parameters, made once when they are first asked for."""

    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        self.folder.chmod(0o755)
        self.lock = threading.Lock()

    def _run(self, *command):
        subprocess.run(command, env=matrix_facts.QUIET, check=True, capture_output=True)

    def certificate(self, key, name=NAME):
        """The files of a self-signed certificate and of its key."""
        base = self.folder / f"{key}-{name}"
        pem, private = f"{base}.pem", f"{base}.key"
        with self.lock:
            if not os.path.exists(pem):
                self._run("openssl", "genpkey", "-out", private, *matrix_facts.KEYS[key][2])
                config = self.folder / "request.cnf"
                config.write_text("[req]\ndistinguished_name = subject\n[subject]\n")
                self._run("openssl", "req", "-config", str(config), "-x509", "-new", "-key",
                          private, "-out", pem, "-days", "30", "-subj", f"/CN={name}", "-addext",
                          f"subjectAltName=DNS:{name}")
                os.chmod(private, 0o644)  # servers read it as users of their own
        return pem, private

    def parameters(self, name):
        """A file of Diffie-Hellman parameters."""
        pem = str(self.folder / f"{name}.dh")
        with self.lock:
            if os.path.exists(pem):
                pass
            elif name.startswith("own"):
                self._own_prime(pem, name[3:])
            else:
                self._run("openssl", "genpkey", "-genparam", "-algorithm", "DH", "-pkeyopt",
                          f"group:{name}" if name.startswith("ffdhe") else "dh_rfc5114:1",
                          "-out", pem)
        return pem


    def _own_prime(self, pem, bits):
        """DSA's parameters as PKCS #3 has them: a safe prime would take seconds to find."""
        text = subprocess.run(["openssl", "dsaparam", "-noout", "-text", bits], check=True,
                              env=matrix_facts.QUIET, capture_output=True, text=True).stdout
        numbers = {name: int(re.sub("[^0-9a-f]", "", digits), 16) for name, digits in
                   re.findall(r"^ *([PG]): *\n((?:^ +[0-9a-f:]+\n)+)", text, re.MULTILINE)}
        body = b"".join(der(2, number.to_bytes(number.bit_length() // 8 + 1, "big"))
                        for number in (numbers["P"], numbers["G"]))
        words = base64.encodebytes(der(0x30, body)).decode()
        pathlib.Path(pem).write_text(
            f"-----BEGIN DH PARAMETERS-----\n{words}-----END DH PARAMETERS-----\n",
            encoding="utf-8")


def der(tag, content):
    length = len(content).to_bytes((len(content).bit_length() + 7) // 8, "big")
    if len(content) >= 128:
        length = bytes([0x80 | len(length)]) + length
    return bytes([tag]) + length + content


class Process:
    """A server in the foreground."""

    def start(self, command, port, address=ADDRESS, **options):
        self.process = subprocess.Popen(command, start_new_session=True,
                                        stderr=subprocess.STDOUT, **options)
        self.started()
        await_port(address, port, self.process)

    def started(self):
        """For what must go on while it starts."""

    def stop(self):
        try:
            os.killpg(self.process.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        self.process.wait()


class SServer(Process):
    """openssl s_server. What it prints and reads is the connection, so that an IMAP server of a
    few lines can sit on it: with a greeting the probe need not wait for one."""

    def __init__(self, arguments, port):
        self.start(["openssl", "s_server", "-accept", f"{ADDRESS}:{port}", *arguments], port,
                   stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0,
                   env=matrix_facts.QUIET)

    def started(self):
        threading.Thread(target=self._talk, daemon=True).start()

    def _talk(self):
        rest = b""
        while data := os.read(self.process.stdout.fileno(), 65536):
            *lines, rest = (rest + data).split(b"\n")
            for line in lines:
                if not self._answer(line.strip()):
                    return

    def _answer(self, line):
        command = re.match(rb"(\w+) (CAPABILITY|LOGOUT|NOOP)$", line, re.IGNORECASE)
        words = b""
        if line.startswith(b"CIPHER is"):
            words = b"* OK ready\r\n"
        elif command:
            words = {b"CAPABILITY": b"* CAPABILITY IMAP4rev1\r\n", b"LOGOUT": b"* BYE\r\n"}.get(
                command[2].upper(), b"") + command[1] + b" OK done\r\n"
        try:
            self.process.stdin.write(words)
        except OSError:
            return False
        return True


class GnutlsServ(Process):
    """gnutls-serv, which does not greet."""

    def __init__(self, arguments, port):
        self.start(["gnutls-serv", "--quiet", "--echo", "--port", str(port), *arguments], port,
                   stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, env=matrix_facts.QUIET)


class MailHost:
    """Postfix and Dovecot, by the script mailhost."""

    def __init__(self, folder, address, postfix, dovecot):
        self.folder = folder
        command = [str(HERE / "mailhost"), "start", folder, "--address", address]
        for setting in postfix:
            command += ["--postfix-setting", setting]
        for setting in dovecot:
            command += ["--dovecot-setting", setting]
        done = subprocess.run(command, capture_output=True, text=True)
        if done.returncode != 0:
            raise RuntimeError(done.stdout + done.stderr)

    def stop(self):
        subprocess.run([str(HERE / "mailhost"), "stop", self.folder], check=False)


# --- Exim ---------------------------------------------------------------------------------------


def enter_namespace():
    """Of the network, so that all ports are free, and of processes, so that all end with this."""
    if os.geteuid() != 0 or os.environ.get("IN_NAMESPACE"):
        return
    for options in (["-n", "-p", "-f", "--kill-child", "--mount-proc"], ["-n"]):
        command = ["unshare", *options]
        if (has("unshare", "ip") and
                subprocess.run([*command, "true"], capture_output=True).returncode == 0):
            os.environ["IN_NAMESPACE"] = "1"
            os.execvp("unshare", [*command, sys.executable, *sys.argv])


def exim_program():
    return unpacked_program("exim", "/usr/sbin/exim4")


def unpacked_program(folder, path):
    """The program and the folders of its own libraries, or None: see scripts/setup."""
    cache = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
    unpacked = pathlib.Path(cache) / "mailsonde" / folder
    for program in (unpacked / path[1:], pathlib.Path(path)):
        if os.access(program, os.X_OK):
            libraries = ":".join(str(path) for folder in ("lib", "usr/lib")
                                 for path in sorted((unpacked / folder).glob("*-linux-*")))
            return str(program), libraries
    return None


def exim_command(folder, *words):
    """How to run Debian's Exim without an installation, as (words, variables): it wants a user of
    its own, whom copies in the folder of the lists of users have, in a mount namespace."""
    program, libraries = exim_program()
    for name, line in (("passwd", "Debian-exim:x:65533:65533::/:/bin/false\n"),
                       ("group", "Debian-exim:x:65533:\n")):
        text = pathlib.Path("/etc", name).read_text(encoding="utf-8")
        pathlib.Path(folder, name).write_text(
            text if "\nDebian-exim:" in text else text + line, encoding="utf-8")
    os.makedirs(f"{folder}/spool", exist_ok=True)
    script = ('mount --bind "$1/passwd" /etc/passwd && mount --bind "$1/group" /etc/group && '
              'chown -R Debian-exim "$1/spool" && shift && exec "$@"')
    return (["unshare", "-m", "sh", "-c", script, "sh", str(folder), program, *words],
            {"LD_LIBRARY_PATH": libraries} if libraries else {})


EXIM_CONFIG = """\
primary_hostname = {name}
local_interfaces = {address}
daemon_smtp_ports = {port}
spool_directory = {folder}/spool
log_file_path = {folder}/log-%s
pid_file_path = {folder}/pid
keep_environment =
add_environment = GNUTLS_SYSTEM_PRIORITY_FILE=/dev/null
never_users =
host_lookup =
rfc1413_query_timeout = 0s
smtp_accept_max = 0
tls_advertise_hosts = *
acl_smtp_rcpt = deny
begin acl
deny:
  deny
"""


class Exim(Process):
    def __init__(self, folder, port, settings, acls=""):
        os.makedirs(folder + "/spool", exist_ok=True)
        os.chmod(folder, 0o777)
        os.chmod(folder + "/spool", 0o777)
        head, _, tail = EXIM_CONFIG.partition("begin acl\n")
        text = head + "".join(setting + "\n" for setting in settings) + "begin acl\n" + acls + tail
        config = folder + "/config"
        with open(config, "w", encoding="utf-8") as file:
            file.write(text.format(name=NAME, address=ADDRESS, port=port, folder=folder))
        self.log = open(folder + "/out", "wb")
        command, environment = exim_command(folder, "-C", config, "-bdf")
        try:
            self.start(command, port, stdin=subprocess.DEVNULL, stdout=self.log,
                       env={**matrix_facts.QUIET, **environment})
        except RuntimeError as error:
            words = pathlib.Path(folder, "out").read_text(encoding="utf-8", errors="replace")
            raise RuntimeError(f"{error}: {words}") from None


def has(*programs):
    path = os.environ.get("PATH", "") + ":/usr/sbin:/sbin"
    return all(shutil.which(program, path=path) for program in programs)
