"""The connection to a relay: opened as it is secured when first needed, and again when lost."""

from __future__ import annotations

import smtplib
import time
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self, TypeVar

from tenacity import (
    RetryCallState,
    Retrying,
    retry_if_exception_type,
    stop_before_delay,
    wait_exponential,
)
from tenacity.stop import stop_base

from monitor.delivery.smtp.client import Client
from monitor.delivery.smtp.faults import (
    MOST_COPIES,
    NO_STARTTLS,
    NoConnection,
    RelayFault,
    may_have_arrived,
    not_handed_over,
    time_is_over,
    unopened,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from monitor.delivery.smtp.access import RelayAccess
    from monitor.delivery.smtp.time_limit import TimeLimit
    from monitor.reports.messages.letters import Letter
    from monitor.settings.delivery import Smtp

Value = TypeVar("Value")
_GOODBYE_SECONDS = 5.0


@dataclass(frozen=True)
class Pace:
    """How long a silent relay is waited for, and how long one that cannot just now.

    A letter that is refused for now is offered again after each of `pauses`, when every other
    letter was offered: greylisting lets it in when a minute or five are over.
    """

    #: A relay looks through a message before it confirms it, which takes its time.
    patience_seconds: float = 120.0
    first_wait_seconds: float = 1.0
    longest_wait_seconds: float = 30.0
    pauses: tuple[float, ...] = (1.0, 15.0, 75.0)


@dataclass
class Parcel:
    """A letter on its way through one run."""

    letter: Letter
    #: How many copies of it the relay may have taken.
    copies: int = 0
    #: How often it was offered in this run.
    tries: int = 0
    is_worth_another: bool = False


@dataclass
class Relay:
    """One connection for all letters, opened within the time and closed in the end."""

    smtp: Smtp
    access: RelayAccess
    #: What this machine calls itself.
    name: str
    limit: TimeLimit
    pace: Pace
    _client: Client | None = None
    #: What stood in the way of a connection when it was last tried.
    _barrier: RelayFault | None = None
    _lost: RelayFault | None = None

    def __enter__(self) -> Self:
        """Return the relay; its connection is opened when it is first needed."""
        return self

    def __exit__(self, *_fault: object) -> None:
        """Say goodbye, where the connection is still there."""
        self._hang_up()

    def pause(self, seconds: float) -> bool:
        """Hang up for a while; False, at once, where the time would be over by then."""
        if seconds >= self.limit.left():
            return False
        self._hang_up()
        time.sleep(seconds)
        return True

    def offer(self, parcel: Parcel, mail: bytes, *, sender: str) -> None:
        """Offer a letter once; raises `RelayFault`, which says if it is worth another try."""
        parcel.is_worth_another = False
        try:
            client = self._ready()
            parcel.tries += 1
            self._hand_over(client, parcel, mail, sender=sender)
        except RelayFault as fault:
            may_try = fault.is_tried and parcel.copies < MOST_COPIES
            parcel.is_worth_another = may_try and parcel.tries < fault.attempts
            if parcel.copies and fault.is_tried and fault.state == "pending":
                raise may_have_arrived(parcel.copies) from fault
            raise

    def try_out(self) -> None:
        """Open the connection, once, and do nothing with it; raises `RelayFault`."""
        self._client = self._opened()
        code, answer = self._client.noop()
        if code != 250:  # noqa: PLR2004  (RFC 5321)
            raise unopened(smtplib.SMTPResponseException(code, answer))

    def _patiently(self, call: Callable[[], Value]) -> Value:
        retrying = Retrying(
            stop=_TriedEnough() | stop_before_delay(self.limit.left()),
            wait=wait_exponential(
                multiplier=self.pace.first_wait_seconds, max=self.pace.longest_wait_seconds
            ),
            retry=retry_if_exception_type(RelayFault),
            reraise=True,
        )
        return retrying(call)

    def _hang_up(self) -> None:
        if self._client is not None and self._client.sock is not None:
            with suppress(OSError):
                self._client.sock.settimeout(_GOODBYE_SECONDS)
                self._client.quit()
            self._client.close()
        self.limit.release()

    def _hand_over(self, client: Client, parcel: Parcel, mail: bytes, *, sender: str) -> None:
        client.is_handing_over = False
        try:
            refused = client.sendmail(sender, [parcel.letter.recipient], mail)
            if refused:
                raise smtplib.SMTPRecipientsRefused(refused)
        except OSError as fault:
            if client.is_handing_over and not isinstance(fault, smtplib.SMTPResponseException):
                parcel.copies += 1
            raise self._in_time(not_handed_over(fault)) from fault

    def _ready(self) -> Client:
        """Return the open connection; one that could not be had is not asked for again."""
        if self._lost is not None:
            raise self._lost
        if self.limit.over:
            raise NoConnection(time_is_over(self.limit.seconds).reason)
        if self._client is None or self._client.sock is None:
            try:
                self._client, self._barrier = self._patiently(self._opened), None
            except RelayFault as fault:
                self._lost = NoConnection(fault.reason)
                raise self._lost from fault
        return self._client

    def _opened(self) -> Client:
        try:
            return self._let_in(
                Client(
                    self.smtp,
                    tls=self.access.tls if self.smtp.security == "tls" else None,
                    name=self.name,
                    limit=self.limit,
                    patience_seconds=self.pace.patience_seconds,
                )
            )
        except (OSError, ValueError) as fault:
            self.limit.release()
            if self._barrier is None or not self.limit.over:
                self._barrier = self._in_time(unopened(fault))
            raise self._barrier from fault

    def _let_in(self, client: Client) -> Client:
        """Secure a connection that was greeted, and log in."""
        with ExitStack() as on_fault:
            on_fault.callback(client.close)
            client.ehlo_or_helo_if_needed()
            if self.smtp.security == "starttls":
                self._encrypt(client)
            if self.access.login is not None:
                client.login(*self.access.login)
            on_fault.pop_all()
        return client

    def _encrypt(self, client: smtplib.SMTP) -> None:
        if not client.has_extn("starttls"):
            raise RelayFault(NO_STARTTLS)
        client.starttls(context=self.access.tls)

    def _in_time(self, fault: RelayFault) -> RelayFault:
        return time_is_over(self.limit.seconds) if self.limit.over else fault


class _TriedEnough(stop_base):
    def __call__(self, state: RetryCallState) -> bool:
        fault = state.outcome.exception() if state.outcome else None
        return isinstance(fault, RelayFault) and state.attempt_number >= fault.attempts
