"""A real Postfix on this machine, of its own configuration and spool: it greylists, and it refuses.

Its policy is asked as by the services that mail administrators run beside it: one that greylists,
and one that knows which mailboxes are full.
"""

from __future__ import annotations

import email
import shutil
import socket
import subprocess
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.policy import SMTP
from pathlib import Path
from socketserver import StreamRequestHandler, ThreadingTCPServer
from tempfile import TemporaryDirectory
from threading import Thread
from typing import TYPE_CHECKING

import trustme

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from email.message import EmailMessage

DOMAIN, USER, PASSWORD = "example.gov.uk", "monitor", "correct horse"
_FULL = "452 4.2.2 The mailbox is full"
_GREYLISTED = "450 4.2.0 Greylisted, try again later"
_NOBODY = 65534
_MAIN = """
compatibility_level = 3.6
queue_directory = {folder}/spool
data_directory = {folder}/data
maillog_file = {folder}/log
maillog_file_prefixes = {folder}
mail_owner = postfix
myhostname = relay.{domain}
mydestination =
alias_maps =
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
smtpd_tls_chain_files = {folder}/relay.pem
smtpd_tls_security_level = encrypt
smtpd_sasl_auth_enable = yes
# Debian's Postfix looks there whatever this says.
cyrus_sasl_config_path = {folder}/etc/sasl
smtpd_sasl_local_domain = {domain}
smtpd_relay_restrictions = permit_sasl_authenticated, reject
smtpd_recipient_restrictions =
    reject_unlisted_recipient, check_policy_service inet:127.0.0.1:{policy}
# Without a pause after each error; after twenty of them in a row it hangs up, as anywhere.
smtpd_error_sleep_time = 0
virtual_mailbox_domains = {domain}
virtual_mailbox_maps = texthash:{folder}/mailboxes
virtual_mailbox_base = {folder}/mail
virtual_uid_maps = static:{nobody}
virtual_gid_maps = static:{nobody}
"""
_MASTER = """
127.0.0.1:{port} inet n - n - - smtpd
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n - 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
error unix - - n - - error
retry unix - - n - - error
proxymap unix - - n - - proxymap
virtual unix - n n - - virtual
anvil unix - - n - 1 anvil
postlog unix-dgram n - n - 1 postlogd
"""
_SASL = """
pwcheck_method: auxprop
auxprop_plugin: sasldb
sasldb_path: {folder}/etc/sasl/passwords
mech_list: PLAIN
"""


@dataclass
class Policy:
    """What the services beside Postfix know: whom they saw when, and which mailboxes are full."""

    greylisted_seconds: float
    full: set[str] = field(default_factory=set)
    first_seen: dict[str, float] = field(default_factory=dict)

    def says(self, recipient: str) -> str:
        """Return Postfix's action for a recipient that is offered now."""
        now = time.monotonic()
        if now - self.first_seen.setdefault(recipient, now) < self.greylisted_seconds:
            return _GREYLISTED
        return _FULL if recipient in self.full else "DUNNO"


@dataclass(frozen=True)
class Postfix:
    """A Postfix that is running."""

    folder: Path
    port: int
    policy: Policy

    @property
    def ca_file(self) -> Path:
        """Return the certificates to trust."""
        return self.folder / "ca.pem"

    def log(self) -> str:
        """Return what it logged so far."""
        return (self.folder / "log").read_text(encoding="utf-8")

    def mailboxes(self, *, expected: int) -> list[EmailMessage]:
        """Return every message in a mailbox, once as many as expected are there."""
        arrived: list[Path] = []
        until = time.monotonic() + 20
        while len(arrived) < expected and time.monotonic() < until:
            time.sleep(0.1)
            arrived = sorted((self.folder / "mail").glob("*/new/*"))
        return [email.message_from_bytes(each.read_bytes(), policy=SMTP) for each in arrived]


@contextmanager
def postfix(
    mailboxes: Sequence[str], *, greylisted_seconds: float, full: Sequence[str]
) -> Iterator[Postfix]:
    """Run Postfix for these mailboxes, each by its address; nobody else is known to it."""
    policy = Policy(greylisted_seconds, set(full))
    with TemporaryDirectory() as name, _served(policy) as policy_port:
        folder, port = Path(name), _free_port()
        _write(folder, mailboxes, port=port, policy_port=policy_port)
        _do("postfix", "-c", f"{folder}/etc", "start")
        try:
            _wait_for(port)
            yield Postfix(folder, port, policy)
        finally:
            _do("postfix", "-c", f"{folder}/etc", "stop")


def _write(folder: Path, mailboxes: Sequence[str], *, port: int, policy_port: int) -> None:
    """Write its configuration; its programs, which are not root, find their way to each file."""
    folder.chmod(0o755)
    for each in ("etc", "etc/sasl", "spool", "data", "mail"):
        (folder / each).mkdir()
    shutil.chown(folder / "data", "postfix")
    shutil.chown(folder / "mail", _NOBODY, _NOBODY)
    names = {
        "folder": folder,
        "domain": DOMAIN,
        "policy": policy_port,
        "port": port,
        "nobody": _NOBODY,
    }
    (folder / "etc" / "main.cf").write_text(_MAIN.format(**names))
    (folder / "etc" / "master.cf").write_text(_MASTER.format(**names))
    (folder / "etc" / "sasl" / "smtpd.conf").write_text(_SASL.format(**names))
    boxes = [f"{address} {address.partition('@')[0]}/\n" for address in mailboxes]
    (folder / "mailboxes").write_text("".join(boxes))
    _do(
        *("saslpasswd2", "-p", "-c", "-f", f"{folder}/etc/sasl/passwords", "-u", DOMAIN, USER),
        said=PASSWORD,
    )
    shutil.chown(folder / "etc" / "sasl" / "passwords", "postfix")
    authority = trustme.CA()
    authority.cert_pem.write_to_path(str(folder / "ca.pem"))
    shown = authority.issue_cert("127.0.0.1").private_key_and_cert_chain_pem
    shown.write_to_path(str(folder / "relay.pem"))


def _do(program: str, *arguments: str, said: str | None = None) -> None:
    done = subprocess.run(  # noqa: S603  (Postfix's own commands, with paths of the tests)
        [shutil.which(program) or program, *arguments],
        input=said,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, f"{program}: {done.stdout}{done.stderr}"


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def _wait_for(port: int) -> None:
    until = time.monotonic() + 20
    while time.monotonic() < until:
        with socket.socket() as knocking:
            if knocking.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise AssertionError("Postfix does not listen")


@contextmanager
def _served(policy: Policy) -> Iterator[int]:
    """Answer Postfix's questions about its policy: lines of NAME=VALUE up to an empty one."""

    class Answering(StreamRequestHandler):
        def handle(self) -> None:
            asked: dict[str, str] = {}
            for line in self.rfile:
                name, _, value = line.decode().rstrip("\n").partition("=")
                if name:
                    asked[name] = value
                    continue
                self.wfile.write(f"action={policy.says(asked['recipient'])}\n\n".encode())

    class Server(ThreadingTCPServer):
        daemon_threads = True

    with Server(("127.0.0.1", 0), Answering) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield int(server.server_address[1])
        finally:
            server.shutdown()
