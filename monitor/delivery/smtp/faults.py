"""What comes between a letter and the relay: each fault with what it means and how often to try.

The relay's own words are never repeated: they may quote an address or a subject.
"""

from __future__ import annotations

import smtplib
import socket
import ssl
from dataclasses import dataclass

from monitor.reports.messages.letters import UNCONFIRMED

#: Tries of one letter in one run: refused for now, cut off, not answered.
_REFUSED_FOR_NOW, _CUT_OFF, _ONCE = 4, 2, 1
#: A message that may have been taken so often is not sent again.
MOST_COPIES = 2
_UNTIL_THE_TIME_IS_OVER = 1_000_000
#: These say that the connection may not send, and nothing of the letter (RFC 4954).
_OF_THE_CONNECTION = (530, 534, 535, 538)

_HUNG_UP = "the relay hung up"
_NO_NAME = (
    "the name of the relay is not known to the network: check host in [delivery.smtp], and whether "
    "the network is there"
)
_NO_LOGIN = (
    "the relay offers no way to log in that this program knows: ask those who run it, or take "
    "username out of [delivery.smtp]"
)
NO_STARTTLS = (
    "the relay does not offer STARTTLS, and nothing was sent in the clear: ask those who run it, "
    'or see security in [delivery.smtp] ("tls" with port 465)'
)
_CERTIFICATE = {
    10: "has expired: ask those who run the relay to renew it",
    62: "is made out to another name: set host in [delivery.smtp] to the name that it bears",
    64: "is made out to another name: set host in [delivery.smtp] to the name that it bears",
    **dict.fromkeys(
        (18, 19, 20, 21),
        "was issued by an authority that is not trusted here: name the file of that authority's "
        "certificate as ca_file in [delivery.smtp]",
    ),
}


class RelayFault(Exception):
    """A letter was not handed over; `attempts` is how many times it is worth trying in this run."""

    #: True if the relay was asked to take the letter.
    is_tried = True

    def __init__(self, reason: str, *, state: str = "pending", attempts: int = _ONCE) -> None:
        """Keep what is to be recorded of the letter."""
        super().__init__(reason)
        self.reason = reason
        self.state = state
        self.attempts = attempts


class NoConnection(RelayFault):
    """There is no connection on which a letter could be offered."""

    is_tried = False


@dataclass(frozen=True)
class _Meaning:
    """What a kind of fault means; in the words `{code}` stands for the relay's answer."""

    kind: type[Exception]
    words: str
    attempts: int = _ONCE
    #: What becomes of a letter that was answered so for good.
    state: str = "pending"


#: Faults of the connection, which hold for all letters alike; the first that fits counts.
_OPENING = (
    _Meaning(ssl.SSLCertVerificationError, "the relay's certificate {certificate}"),
    _Meaning(ssl.SSLEOFError, _HUNG_UP, _UNTIL_THE_TIME_IS_OVER),
    _Meaning(
        ssl.SSLError,
        "no encryption could be agreed with the relay: check security and port in [delivery.smtp]",
    ),
    _Meaning(
        smtplib.SMTPAuthenticationError,
        "the relay did not accept the login ({code}): check username and password of "
        "[delivery.smtp]",
    ),
    _Meaning(
        smtplib.SMTPResponseException,
        "the relay answered {code} when it was asked to take messages from this machine: ask those "
        "who run it",
        _UNTIL_THE_TIME_IS_OVER,
    ),
    _Meaning(smtplib.SMTPServerDisconnected, _HUNG_UP, _UNTIL_THE_TIME_IS_OVER),
    _Meaning(smtplib.SMTPException, _NO_LOGIN),
    _Meaning(socket.gaierror, _NO_NAME, _UNTIL_THE_TIME_IS_OVER),
    _Meaning(UnicodeError, _NO_NAME),
    _Meaning(ValueError, _NO_LOGIN),
    _Meaning(
        OSError,
        "no relay answers: check host and port in [delivery.smtp], and whether it is running",
        _UNTIL_THE_TIME_IS_OVER,
    ),
)
#: Faults of one letter.
_HANDING_OVER = (
    _Meaning(
        smtplib.SMTPRecipientsRefused,
        "the relay refused the recipient ({code})",
        _REFUSED_FOR_NOW,
        "refused",
    ),
    _Meaning(
        smtplib.SMTPSenderRefused,
        "the relay refused the sender ({code}): check sender in [delivery]",
        _REFUSED_FOR_NOW,
        "failed",
    ),
    _Meaning(
        smtplib.SMTPResponseException,
        "the relay refused the message ({code})",
        _REFUSED_FOR_NOW,
        "failed",
    ),
    _Meaning(OSError, _HUNG_UP, _CUT_OFF),
)


def may_have_arrived(copies: int) -> RelayFault:
    """Return the fault of a message that the relay may have taken, perhaps more than once."""
    if copies < MOST_COPIES:
        return RelayFault(UNCONFIRMED)
    words = "the relay did not confirm the message twice, and may have taken it: ask the recipient"
    return RelayFault(words, state="failed")


def time_is_over(seconds: float) -> RelayFault:
    """Return the fault of a delivery whose time is over."""
    return RelayFault(
        f"the relay did not take every message within {seconds:g} seconds (deadline_seconds in "
        "[delivery.smtp])"
    )


def unopened(fault: Exception) -> RelayFault:
    """Return why the connection could not be opened; a final answer is asked for once."""
    meaning, code = _meaning(fault, _OPENING), _code(fault)
    words = meaning.words.format(code=code, certificate=_of_the_certificate(fault))
    return RelayFault(words, attempts=_ONCE if _is_final(code) else meaning.attempts)


def not_handed_over(fault: Exception) -> RelayFault:
    """Return why a letter could not be handed over, and if that is for good."""
    if isinstance(fault.__context__, TimeoutError):
        return RelayFault("the relay did not answer")
    meaning, code = _meaning(fault, _HANDING_OVER), _code(fault)
    words = meaning.words.format(code=code)
    if code in _OF_THE_CONNECTION:
        return RelayFault(f"{words}: it wants a login or encryption, see [delivery.smtp]")
    if _is_final(code):
        return RelayFault(words, state=meaning.state)
    return RelayFault(words, attempts=meaning.attempts)


def _meaning(fault: Exception, meanings: tuple[_Meaning, ...]) -> _Meaning:
    return next(each for each in meanings if isinstance(fault, each.kind))


def _code(fault: Exception) -> int:
    if isinstance(fault, smtplib.SMTPRecipientsRefused):
        return next(code for code, _ in fault.recipients.values())
    return fault.smtp_code if isinstance(fault, smtplib.SMTPResponseException) else 0


def _is_final(code: int) -> bool:
    return code // 100 == 5  # noqa: PLR2004  (RFC 5321: 5yz is permanent, 4yz transient)


def _of_the_certificate(fault: Exception) -> str:
    code = getattr(fault, "verify_code", 0)
    return _CERTIFICATE.get(code, f"could not be verified (OpenSSL says {code})")
