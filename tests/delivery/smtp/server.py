"""A real mail server in a thread, which answers as a script says."""

from __future__ import annotations

import asyncio
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import repeat
from threading import Thread
from typing import TYPE_CHECKING, Any, cast

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable, Iterable, Iterator

OK = "250 OK"
#: Answers that are none: the connection is cut, nothing comes, or a byte now and then.
CUT, SILENCE, DRIP = "cut", "silence", "drip"
USER, PASSWORD = "monitor", "correct horse"
for_ever = repeat


@dataclass
class Captured:
    """A message as the server took it, with the envelope around it."""

    sender: str
    recipients: list[str]
    content: bytes


@dataclass
class Script:
    """What is answered to each command, in this order, and OK after that."""

    answers: dict[str, Iterable[str]] = field(default_factory=dict)
    captured: list[Captured] = field(default_factory=list)
    #: Every command that came, with what this machine called itself.
    heard: list[str] = field(default_factory=list)
    connections: int = 0
    #: How often each recipient is refused before being let in.
    greylists: int = 0
    offered: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.answers = {command: iter(each) for command, each in self.answers.items()}

    def next_answer(self, command: str) -> str:
        self.heard.append(command)
        answers: Any = self.answers.get(command, iter(()))
        return str(next(answers, OK))


class Handler:
    """Answers aiosmtpd's calls; what it was given stays in the script."""

    def __init__(self, script: Script) -> None:
        self.script = script

    async def handle_EHLO(  # noqa: N802  (aiosmtpd's names)
        self,
        _server: SMTP,
        session: Session,
        _envelope: Envelope,
        hostname: str,
        answers: list[str],
    ) -> list[str]:
        session.host_name = hostname
        self.script.heard.append(f"EHLO {hostname}")
        return answers

    async def handle_MAIL(  # noqa: N802
        self, server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        envelope.mail_from = address
        return await self._answer("MAIL", server)

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        self.script.offered.append(address)
        if self.script.offered.count(address) <= self.script.greylists:
            return "450 4.2.0 greylisted"
        envelope.rcpt_tos.append(address)
        return await self._answer("RCPT", server)

    async def handle_DATA(  # noqa: N802
        self, server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        answer = self.script.next_answer("DATA")
        if not answer.startswith(("4", "5")):
            content = envelope.original_content or b""
            self.script.captured.append(
                Captured(str(envelope.mail_from), list(envelope.rcpt_tos), content)
            )
        return await _acted(answer, server)

    async def handle_NOOP(  # noqa: N802
        self, server: SMTP, _session: Session, _envelope: Envelope, _argument: str
    ) -> str:
        return await self._answer("NOOP", server)

    async def handle_RSET(  # noqa: N802
        self, server: SMTP, _session: Session, _envelope: Envelope
    ) -> str:
        answer = await self._answer("RSET", server)
        if answer.startswith("421"):
            transport: Any = server.transport
            asyncio.get_running_loop().call_soon(transport.close)
        return answer

    async def handle_QUIT(  # noqa: N802
        self, _server: SMTP, _session: Session, _envelope: Envelope
    ) -> str:
        self.script.heard.append("QUIT")
        return "221 Bye"

    async def _answer(self, command: str, server: SMTP) -> str:
        return await _acted(self.script.next_answer(command), server)


async def _acted(answer: str, server: SMTP) -> str:
    transport: Any = server.transport
    if answer == CUT:
        transport.abort()
    while answer in (CUT, SILENCE, DRIP):
        await asyncio.sleep(0.02)
        if answer == DRIP:
            transport.write(b"2")
    return answer


def _login(*arguments: Any) -> AuthResult:
    given = arguments[-1]
    right = (given.login, given.password) == (USER.encode(), PASSWORD.encode())
    return AuthResult(success=right, handled=False)


@contextmanager
def mail_server(
    script: Script,
    *,
    starttls: ssl.SSLContext | None = None,
    tls: ssl.SSLContext | None = None,
    with_login: bool = False,
) -> Iterator[int]:
    """Run a server that speaks SMTP and yield its port."""

    def protocol() -> SMTP:
        script.connections += 1
        return SMTP(
            Handler(script),
            hostname="relay.example",
            tls_context=starttls,
            require_starttls=starttls is not None,
            loop=asyncio.get_running_loop(),
            authenticator=_login,
            auth_exclude_mechanism=() if with_login else ("LOGIN", "PLAIN"),
        )

    with _served(protocol, tls) as port:
        yield port


class _Bare(asyncio.Protocol):
    """Sends pieces of a greeting, one every fiftieth of a second, and answers nothing."""

    transport: Any = None

    def __init__(self, pieces: Iterable[bytes]) -> None:
        self.pieces = iter(pieces)

    def connection_made(self, transport: Any) -> None:
        self.transport = transport
        self._send_next()

    def _send_next(self) -> None:
        piece = next(self.pieces, None)
        if piece == b"":
            self.transport.abort()
        elif piece is not None and not self.transport.is_closing():
            self.transport.write(piece)
            asyncio.get_running_loop().call_later(0.02, self._send_next)


@contextmanager
def bare_server(pieces: Iterable[bytes] = ()) -> Iterator[int]:
    """Run a server that says these bytes bit by bit to each who connects; an empty one cuts.

    An iterator is for the first who connects alone: the next one hears nothing.
    """
    with _served(lambda: _Bare(pieces), None) as port:
        yield port


@contextmanager
def _served(
    protocol: Callable[[], asyncio.BaseProtocol], tls: ssl.SSLContext | None
) -> Iterator[int]:
    loop = asyncio.new_event_loop()
    loop.set_exception_handler(lambda *_: None)  # a client that is cut off is the point
    thread = Thread(target=loop.run_forever, daemon=True)
    opened: list[Any] = []

    def noted() -> asyncio.BaseProtocol:
        opened.append(protocol())
        return cast("asyncio.BaseProtocol", opened[-1])

    thread.start()

    async def start() -> asyncio.Server:
        return await loop.create_server(noted, "127.0.0.1", 0, ssl=tls)

    async def stop() -> None:
        await _settled()  # who was let in last is not left in the door
        server.close()
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)
        for each in opened:
            if each.transport is not None:
                each.transport.abort()
        await _settled()

    server = asyncio.run_coroutine_threadsafe(start(), loop).result(5)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        asyncio.run_coroutine_threadsafe(stop(), loop).result(5)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(5)
        loop.close()


async def _settled() -> None:
    """Let all that is under way in the loop come to its end."""
    for _ in range(50):
        await asyncio.sleep(0)
