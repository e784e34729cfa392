"""A PostgreSQL server of the tests' own, and a proxy before it that cuts or holds the line."""

from __future__ import annotations

import os
import secrets
import shutil
import signal
import socket
import subprocess
import time
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import mkdtemp
from threading import Event, Thread
from typing import TYPE_CHECKING, Any, Self

import psycopg

from tests.conftest import POSTGRES

if TYPE_CHECKING:
    from collections.abc import Iterator

_OWNER, READER = "owner", "reader"
_SECONDS_TO_START = 60


@dataclass(frozen=True)
class Server:
    """A running server, on this machine alone."""

    port: int
    #: Of both roles: the owner of all, and the reader, who may only read.
    password: str

    def owner(self, database: str = "postgres") -> psycopg.Connection[tuple[Any, ...]]:
        """Return a connection of the owner, each of whose statements counts at once."""
        return psycopg.connect(
            host="127.0.0.1",
            port=self.port,
            user=_OWNER,
            password=self.password,
            dbname=database,
            autocommit=True,
        )

    def make_database(self, name: str, script: str) -> None:
        """Make a database of what a script says, which the reader may read."""
        with closing(self.owner()) as connection:
            connection.execute(f'CREATE DATABASE "{name}"'.encode())
        with closing(self.owner(name)) as connection:
            connection.execute(script.encode())
            connection.execute(f"GRANT SELECT ON ALL TABLES IN SCHEMA public TO {READER}".encode())

    def url(self, database: str, *, port: int | None = None, role: str = READER) -> str:
        """Return the URL of a database, without a password."""
        return f"postgresql+psycopg://{role}@127.0.0.1:{port or self.port}/{database}"


@contextmanager
def serving() -> Iterator[Server]:
    """Start a server of its own and stop it at the end; it never runs as root."""
    folder, server = Path(mkdtemp(prefix="postgresql-")), Server(_free_port(), secrets.token_hex(8))
    try:
        with _running(folder, server):
            yield server
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _running(folder: Path, server: Server) -> Iterator[None]:
    assert POSTGRES is not None, "PostgreSQL is not installed"
    words, cluster = folder / "password", folder / "cluster"
    words.write_text(server.password)
    for path in (folder, words):
        _give_away(path)
    _run(POSTGRES.with_name("initdb"), "-D", cluster, "-U", _OWNER, f"--pwfile={words}")
    options = ["-D", cluster, "-F", "-k", folder, "-h", "127.0.0.1", "-p", server.port]
    process = subprocess.Popen(  # noqa: S603  (the server that was found, with these options)
        [str(POSTGRES), *map(str, options)],
        stderr=subprocess.DEVNULL,
        **_without_privileges(),
    )
    try:
        _wait_for(server)
        yield
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(timeout=30)


def _run(program: Path, *arguments: object) -> None:
    given = [*map(str, arguments), "--auth=scram-sha-256", "--no-sync", "--locale=C", "-E", "UTF8"]
    subprocess.run(  # noqa: S603  (the program that was found beside the server)
        [str(program), *given], check=True, capture_output=True, **_without_privileges()
    )


def _without_privileges() -> dict[str, Any]:
    return {"user": "nobody", "cwd": "/"} if os.geteuid() == 0 else {}


def _give_away(path: Path) -> None:
    if os.geteuid() == 0:
        shutil.chown(path, "nobody")


def _wait_for(server: Server) -> None:
    until = time.monotonic() + _SECONDS_TO_START
    while True:
        try:
            with closing(server.owner()) as connection:
                made = f"CREATE ROLE {READER} LOGIN PASSWORD '{server.password}'"
                connection.execute(made.encode())
        except psycopg.OperationalError:
            if time.monotonic() > until:
                raise
            time.sleep(0.05)
        else:
            return


def _free_port() -> int:
    with closing(socket.create_server(("127.0.0.1", 0))) as taken:
        return int(taken.getsockname()[1])


@dataclass
class Proxy:
    """What stands before a server, and hangs up or falls silent after some bytes of its answer."""

    server: Server
    after: int
    #: It falls silent, and does not hang up.
    silent: bool = False
    _listener: socket.socket = field(
        default_factory=lambda: socket.create_server(("127.0.0.1", 0)), init=False
    )
    _over: Event = field(default_factory=Event, init=False)

    @property
    def port(self) -> int:
        """Return the port at which it listens."""
        return int(self._listener.getsockname()[1])

    def __enter__(self) -> Self:
        """Begin to pass on, one connection after another."""
        Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        """Hang up."""
        self._over.set()
        self._listener.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                Thread(target=self._pass_on, args=(client,), daemon=True).start()

    def _pass_on(self, client: socket.socket) -> None:
        behind = socket.create_connection(("127.0.0.1", self.server.port))
        Thread(target=self._pump, args=(client, behind), daemon=True).start()
        with closing(client), closing(behind), suppress(OSError):
            left = self.after
            while left > 0 and (piece := behind.recv(min(left, 4096))):
                client.sendall(piece)
                left -= len(piece)
            if self.silent:
                self._over.wait()
            # Closing alone would not hang up while the other thread still listens.
            for line in (client, behind):
                line.shutdown(socket.SHUT_RDWR)

    @staticmethod
    def _pump(source: socket.socket, target: socket.socket) -> None:
        with suppress(OSError):
            while piece := source.recv(4096):
                target.sendall(piece)
