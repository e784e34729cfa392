"""A letter as mail: two parts to read, the page that goes with it, the same bytes each time."""

from __future__ import annotations

from email.errors import MessageError
from email.header import Header
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import EmailPolicy
from typing import TYPE_CHECKING

from monitor.settings.delivery import domain_of

if TYPE_CHECKING:
    from datetime import datetime

    from monitor.reports.messages.letters import Letter
    from monitor.settings.delivery import Delivery

#: The sender of a draft where none is configured: an address that cannot exist (RFC 2606).
NO_SENDER = "assessment-monitor@sender-not-configured.invalid"
#: Mail programs cut off a part that is longer (Gmail near 102 KB, before it is encoded).
MOST_BYTES = 100_000

_HEADINGS = {
    *("From", "Reply-To", "To", "Subject", "Date", "Message-ID", "MIME-Version", "Content-Type"),
    *("X-Unsent", "Auto-Submitted", "X-Auto-Response-Suppress"),
}


class _SubjectsWhole(EmailPolicy):
    """The library's rules but for subjects, whose spaces or first line its folding would lose."""

    def fold_binary(self, name: str, value: str) -> bytes:
        folded = super().fold_binary(name, value)
        if name != "Subject" or (value.isascii() and not folded.startswith(b"Subject:\r\n")):
            return folded
        encoded = Header(value, "utf-8", header_name=name).encode(linesep=self.linesep)
        return f"{name}: {encoded}{self.linesep}".encode("ascii")


class UnsendableLetter(Exception):
    """A letter that no channel can send as it is; the text says why."""


def internal_fault(unforeseen: Exception) -> str:
    """Return why a letter met a fault of the program: its kind alone, which holds no value."""
    return f"an internal fault ({type(unforeseen).__name__})"


def mail(letter: Letter, delivery: Delivery, *, date: datetime | None = None) -> bytes:
    """Return the letter as it is sent; without a date it is a draft, to be sent by hand.

    Raises `UnsendableLetter` where an address or the subject is not one line, or where a part to
    be read is longer than mail programs show.
    """
    message = _addressed(letter, delivery, date=date)
    _add_parts(message, letter)
    if letter.attachment is not None:
        _attach(message, letter.key, *letter.attachment)
    content = message.as_bytes()
    _hold_headings(content)
    return content


def _hold_headings(content: bytes) -> None:
    """Refuse a heading that a text may have added."""
    lines = content.partition(b"\r\n\r\n")[0].split(b"\r\n")
    names = {line.partition(b":")[0].decode() for line in lines if line[:1] not in b" \t"}
    if strange := names - _HEADINGS:
        raise UnsendableLetter(f"{len(strange)} headings of the message are none of this program's")


def _addressed(letter: Letter, delivery: Delivery, *, date: datetime | None) -> EmailMessage:
    message = EmailMessage(policy=_SubjectsWhole(linesep="\r\n"))
    sender = NO_SENDER if delivery.sender is None else delivery.sender
    message["From"] = _address(sender, "the sender's address", name=delivery.sender_name or "")
    if delivery.reply_to is not None:
        message["Reply-To"] = _address(delivery.reply_to, "the address for replies")
    message["To"] = _address(letter.recipient, "the recipient's address")
    message["Subject"] = _one_line(letter.subject)
    if date is None:
        message["X-Unsent"] = "1"  # Outlook opens the file as a draft
    else:
        message["Date"] = date
    message["Message-ID"] = f"<{letter.key}@{domain_of(sender)}>"
    # Nobody's absence is answered to it (RFC 3834, and Exchange's own heading).
    message["Auto-Submitted"] = "auto-generated"
    message["X-Auto-Response-Suppress"] = "All"
    return message


def _address(text: str, whose: str, *, name: str = "") -> Address:
    try:
        address = Address(display_name=name, addr_spec=text)
    except (ValueError, IndexError, MessageError):
        address = Address()
    if address.addr_spec != text or not text.isascii():
        raise UnsendableLetter(f"{whose} is not one plain address")
    return address


def _one_line(subject: str) -> str:
    """Return the subject; the library itself lets a line break at the end end the headings."""
    if len(f"{subject}.".splitlines()) != 1:
        raise UnsendableLetter("the subject has a line break in it")
    # The library would read “=?...?=” as letters that are encoded, line breaks among them.
    return _encodable(" ".join(subject.replace("=?", "= ?").split()))


def _add_parts(message: EmailMessage, letter: Letter) -> None:
    text, html = _encodable(letter.text), _inlined(letter.html)
    size = max(len(text.encode()), len(html.encode()))
    if size >= MOST_BYTES:
        raise UnsendableLetter(
            f"the message has {size:,} bytes, and mail programs cut off what is longer than "
            f"{MOST_BYTES:,}: set a lower most_rows in [delivery]"
        )
    message.set_content(text, cte="quoted-printable")
    message.make_alternative(boundary=_boundary("alternative", letter.key))
    message.add_alternative(html, subtype="html", cte="quoted-printable")


def _attach(message: EmailMessage, key: str, name: str, page: bytes) -> None:
    message.make_mixed(boundary=_boundary("mixed", key))
    message.add_attachment(
        page, maintype="text", subtype="html", filename=name, params={"charset": "utf-8"}
    )


def _boundary(kind: str, key: str) -> str:
    return f"=_{kind}_{key[:32]}"  # no part that is encoded has `=_` in it


def _encodable(text: str) -> str:
    """Return the text with a question mark for each half of a character: no mail can hold one."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _inlined(html: str) -> str:
    """Return the page with its styles in the elements, where classic Outlook looks for them."""
    from css_inline import CSSInliner, InlineError  # noqa: PLC0415  (only what is sent needs it)

    try:
        return CSSInliner(load_remote_stylesheets=False).inline(_encodable(html))
    except InlineError:
        words = "its styles cannot be written into the elements of the page"
        raise UnsendableLetter(words) from None
