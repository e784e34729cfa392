"""The teams and the service: names, recipients, folders."""

from __future__ import annotations

from monitor.settings.answers import Responders
from monitor.settings.delivery import Addresses, LinkBase, SendWhen
from monitor.settings.table import Text, TomlTable


class Team(TomlTable):
    """A team, the other names it goes by, and who gets its report."""

    name: Text
    aliases: tuple[Text, ...] = ()
    recipients: Addresses = ()
    #: A folder that receives a copy of this team's page alone, and the address by which its
    #: readers find that folder.
    folder: Text | None = None
    report_link_base: LinkBase | None = None
    #: Instead of that of [delivery].
    send_when: SendWhen | None = None
    #: Who may answer for the team, and the chain to which its silence climbs.
    responders: Responders = ()
    chain: Text | None = None


class Service(TomlTable):
    """Who gets the service report."""

    recipients: Addresses = ()
    folder: Text | None = None
    report_link_base: LinkBase | None = None
    send_when: SendWhen | None = None
    #: Who may answer above the teams that have no chain.
    responders: Responders = ()
