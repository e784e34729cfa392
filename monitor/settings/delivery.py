"""The tables `[delivery]` and `[ping]`: channel, relay, addresses, and when a message is sent."""

from __future__ import annotations

from email.errors import MessageError
from ipaddress import ip_address
from typing import TYPE_CHECKING, Annotated, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field

from monitor.settings.table import Count, Text, TomlTable, one_of

if TYPE_CHECKING:
    from collections.abc import Iterator

SendWhen = Literal["exceptions", "changes", "asks", "always"]
Hours = Annotated[int, Field(ge=1, strict=True)]
Seconds = Annotated[int, Field(ge=1, le=3600, strict=True)]
Port = Annotated[int, Field(ge=1, le=65535, strict=True)]
#: The channel of those who read pages alone: nobody is written to.
NO_CHANNEL = "none"
LONGEST_SENDER_NAME = 60
#: Signs by which an address can hold another one.
_ROUTES = frozenset('%!"')


def _plain_address(text: str) -> str:
    """Return the address as it is compared: one mailbox, no display name, its domain in lower case.

    A display name could hide another address, and a line break a heading of the mail. Some relays
    pass a message on to the address that another holds before `%`, after `!` or in quotes.
    """
    from email.headerregistry import Address  # noqa: PLC0415  (only where an address is given)

    try:
        address = Address(addr_spec=text)
    except (ValueError, IndexError, MessageError):
        address = Address()
    is_plain = text.isascii() and address.addr_spec == text and "." in address.domain
    if not is_plain or _ROUTES & set(text):
        raise ValueError("write one plain address, such as name@example.gov.uk")
    return f"{address.username}@{address.domain.lower()}"


def _once_each(addresses: tuple[str, ...]) -> tuple[str, ...]:
    if len({address.casefold() for address in addresses}) < len(addresses):
        raise ValueError("one address is listed twice")
    return addresses


def _link_base(text: str) -> str:
    """Return the address of a folder, to which a page's name can be put."""
    parts = urlsplit(text)
    if parts.scheme not in ("https", "http", "file") or parts.query or parts.fragment:
        raise ValueError(
            "write the address of a folder, such as https://intranet.example.gov.uk/assessments/"
        )
    return f"{text.rstrip('/')}/"


def _display_name(text: str) -> str:
    """Return what mail programs show in the place of an address; it may hide no other one."""
    if not text.isprintable() or set(text) & set('@<>"(),:;\\') or len(text) > LONGEST_SENDER_NAME:
        raise ValueError(
            f"write a plain name of at most {LONGEST_SENDER_NAME} letters, such as Assessment "
            "monitor, without an address or brackets"
        )
    return text


def _domain(text: str) -> str:
    if "@" in text or text.startswith(".") or "*" in text or not text.isascii():
        raise ValueError("write the domain alone, such as example.gov.uk; each is compared whole")
    return text.lower()


MailAddress = Annotated[str, AfterValidator(_plain_address)]
Addresses = Annotated[tuple[MailAddress, ...], AfterValidator(_once_each)]
LinkBase = Annotated[Text, AfterValidator(_link_base)]
SenderName = Annotated[Text, AfterValidator(_display_name)]
Domain = Annotated[Text, AfterValidator(_domain)]


def domain_of(address: str) -> str:
    """Return the domain of a plain address."""
    return address.rpartition("@")[2]


class Smtp(TomlTable):
    """The relay that takes the messages, and how the connection to it is secured."""

    host: Text
    port: Port = 25
    security: Literal["starttls", "tls", "none"] = "starttls"
    #: A file of certificates to trust instead of the system's.
    ca_file: Text | None = None
    #: Trust a relay that offers no encryption, because it is on the council's own network.
    allow_plain_relay: bool = False
    username: Text | None = None
    #: The environment variable, the file, or the credential of systemd that holds the password.
    password_env: Text | None = None
    password_file: Text | None = None
    password_credential: Text | None = None
    #: All messages of a run must be handed over within this time.
    deadline_seconds: Seconds = 300

    def faults(self) -> Iterator[str]:
        """Yield what would leave a password missing, doubled, or in the clear."""
        sources = (self.password_env, self.password_file, self.password_credential)
        if sum(each is not None for each in sources) != (0 if self.username is None else 1):
            yield (
                "a username goes with exactly one of password_env, password_file and "
                "password_credential"
            )
        if self.security != "none":
            return
        if self.username is not None:
            yield 'a password is never sent in the clear: use security = "starttls" or "tls"'
        if not (self.allow_plain_relay or _is_loopback(self.host)):
            yield (
                'security = "none" sends children\'s data in the clear; if the relay cannot do '
                "better and the network to it is trusted, say allow_plain_relay = true"
            )


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


class Delivery(TomlTable):
    """By which channel messages go, when one is sent, and what it carries."""

    channel: Annotated[Text, one_of("channel")] = "folder"
    send_when: SendWhen = "exceptions"
    attach: Literal["none", "html"] = "none"
    #: The whole domains to which anything may be sent; needed for SMTP.
    allowed_domains: tuple[Domain, ...] = ()
    sender: MailAddress | None = None
    #: What mail programs show as the sender.
    sender_name: SenderName | None = None
    #: Who gets the replies; without it the sender does, who gets what bounces in any case.
    reply_to: MailAddress | None = None
    #: Whether teams that were written to last hear that a night failed, when `send` next runs.
    tell_teams_of_failure: bool = True
    #: The address by which readers find the output folder.
    report_link_base: LinkBase | None = None
    #: A message that could not be sent within this time is not sent any more.
    expire_hours: Hours = 20
    #: The most assessments that a message lists; the rest are in the report.
    most_rows: Annotated[Count, Field(ge=1, le=60)] = 10
    smtp: Smtp | None = None

    def faults(self) -> Iterator[str]:
        """Yield what SMTP needs and is not given."""
        needed = {
            "[delivery.smtp]": self.smtp,
            "sender": self.sender,
            "allowed_domains": self.allowed_domains,
        }
        missing = [name for name, value in needed.items() if not value]
        if self.channel == "smtp" and missing:
            yield f'channel = "smtp" needs {" and ".join(missing)}'


def _ping_url(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme not in ("https", "http") or not parts.hostname or parts.query or parts.fragment:
        raise ValueError(
            "write the address that the monitor of nights gave, such as https://ping.example/ID"
        )
    return text.rstrip("/")


class Ping(TomlTable):
    """The outside monitor that gets a signal when a night begins and when it ends."""

    url: Annotated[Text, AfterValidator(_ping_url)]
