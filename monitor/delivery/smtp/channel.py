"""Letters handed to a mail relay (SMTP): at least once each, none in the clear by accident."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, cast

from monitor.delivery.mime import UnsendableLetter, internal_fault, mail
from monitor.delivery.smtp.access import access_of
from monitor.delivery.smtp.faults import RelayFault
from monitor.delivery.smtp.relay import Pace, Parcel, Relay
from monitor.delivery.smtp.time_limit import TimeLimit
from monitor.errors import ConfigurationFault
from monitor.reports.messages.letters import Outcome
from monitor.settings.delivery import domain_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from monitor.delivery import Post
    from monitor.delivery.smtp.access import RelayAccess
    from monitor.reports.messages.letters import Letter
    from monitor.settings.delivery import Delivery, Smtp

_PROBE_SECONDS = 30


@dataclass(frozen=True)
class SmtpChannel:
    """Hands letters over one by one, within `deadline_seconds` for all."""

    delivery: Delivery
    post: Post
    pace: Pace = field(default_factory=Pace)

    def send(self, letters: Sequence[Letter]) -> Iterator[Outcome]:
        """Offer each letter once, then, after a pause, again those that were refused for now.

        A letter that the relay did not confirm, and may have taken, is handed over once more in
        all, in this run or a later one, with the same Message-ID.
        """
        try:
            access = access_of(self._smtp, self.post)
        except ConfigurationFault as fault:
            for letter in letters:
                yield Outcome(letter.row, "pending", str(fault), is_tried=False)
            return
        date = self.post.now()
        waiting = [Parcel(letter, copies=int(letter.unconfirmed)) for letter in letters]
        with self._relay(access, seconds=self._smtp.deadline_seconds) as relay:
            for pause in (0.0, *self.pace.pauses):
                if not (waiting and relay.pause(pause)):
                    return
                for parcel in waiting:
                    yield self._outcome(parcel, relay=relay, date=date)
                waiting = [parcel for parcel in waiting if parcel.is_worth_another]

    def probe(self) -> str | None:
        """Connect, encrypt and log in as for sending, and hang up."""
        access = access_of(self._smtp, self.post)
        seconds = min(self._smtp.deadline_seconds, _PROBE_SECONDS)
        with self._relay(access, seconds=seconds) as relay:
            try:
                relay.try_out()
            except RelayFault as fault:
                return fault.reason
        return None

    def _outcome(self, parcel: Parcel, *, relay: Relay, date: datetime) -> Outcome:
        letter = parcel.letter
        if domain_of(letter.recipient).lower() not in self.delivery.allowed_domains:
            reason = "the recipient's domain is not among allowed_domains of [delivery]"
            return Outcome(letter.row, "refused", reason)
        try:
            relay.offer(parcel, mail(letter, self.delivery, date=date), sender=self._sender)
        except UnsendableLetter as fault:
            return Outcome(letter.row, "failed", str(fault))
        except RelayFault as fault:
            return Outcome(letter.row, fault.state, fault.reason, is_tried=fault.is_tried)
        except Exception as unforeseen:  # noqa: BLE001  (one letter must not hold up the others)
            return Outcome(letter.row, "failed", internal_fault(unforeseen))
        return Outcome(letter.row, "sent")

    @contextmanager
    def _relay(self, access: RelayAccess, *, seconds: float) -> Iterator[Relay]:
        name = domain_of(self._sender)
        with (
            TimeLimit(seconds) as limit,
            Relay(self._smtp, access, name=name, limit=limit, pace=self.pace) as relay,
        ):
            yield relay

    @property
    def _smtp(self) -> Smtp:
        return cast("Smtp", self.delivery.smtp)  # the settings demand it of this channel

    @property
    def _sender(self) -> str:
        return cast("str", self.delivery.sender)  # the settings demand it of this channel
