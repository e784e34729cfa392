"""The whole configuration."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from pydantic import BeforeValidator, Field, field_validator, model_validator

from monitor.assessments.columns import NO_TEAM, UNKNOWN_TEAMS
from monitor.settings.answers import Answers, Escalation, Level
from monitor.settings.delivery import NO_CHANNEL, Delivery, Ping, domain_of
from monitor.settings.names import as_list, same_name
from monitor.settings.rules import Gates, History, Rules
from monitor.settings.sources import Extract, Lookup
from monitor.settings.table import Text, TomlTable
from monitor.settings.teams import Service, Team
from monitor.settings.words import Words

if TYPE_CHECKING:
    from collections.abc import Iterator


class Benchmark(TomlTable):
    """The Department's published durations of assessments, and which authority this one is."""

    file: Text
    #: The authority's code of nine characters, as the column new_la_code has it.
    code: Annotated[str, Field(pattern=r"^E[0-9]{8}$")]


class ScrutinyPage(TomlTable):
    """What the page for elected members says beyond the figures."""

    #: What is being done, a sentence each.
    actions: Annotated[tuple[Text, ...], BeforeValidator(as_list)] = ()


class Output(TomlTable):
    """Where the nights are published."""

    folder: Text = "output"


class Settings(TomlTable):
    """The whole configuration."""

    authority: Text
    extracts: tuple[Extract, ...]
    lookups: tuple[Lookup, ...] = ()
    rules: Rules = Rules()
    gates: Gates = Gates()
    #: Needed: how long children's data is kept is for the authority to say.
    history: History
    teams: tuple[Team, ...] = ()
    service: Service = Service()
    delivery: Delivery = Delivery()
    ping: Ping | None = None
    benchmark: Benchmark | None = None
    scrutiny: ScrutinyPage = ScrutinyPage()
    words: Words = Words()
    #: Without it nobody is asked for an answer.
    answers: Answers | None = None
    escalation: Escalation = Escalation()
    output: Output = Output()

    @model_validator(mode="before")
    @classmethod
    def _ask_for_keep_nights(cls, tables: object) -> object:
        """Report a missing [history] as a missing keep_nights."""
        return {"history": {}, **tables} if isinstance(tables, dict) else tables

    @field_validator("extracts")
    @classmethod
    def _something_to_read(cls, extracts: tuple[Extract, ...]) -> tuple[Extract, ...]:
        if not extracts:
            raise ValueError("at least one [[extracts]] is needed")
        return extracts

    def faults(self) -> Iterator[str]:
        """Yield what is wrong between tables."""
        for lookup in self.lookups:
            last = max(lookup.extracts, default=0)
            if last > len(self.extracts):
                yield f"a look-up is for extract {last}, and there are {len(self.extracts)}"
        yield from self._shared_names()
        if self.delivery.channel == "smtp" and not self.service.recipients:
            yield (
                "name recipients of [service]: they get a message when a night failed, when "
                "a team could not be reached, and with what no team gets"
            )
        allowed = self.delivery.allowed_domains
        of_teams = [address for team in self.teams for address in team.recipients]
        occasions = {self.delivery.send_when, self.service.send_when}
        occasions |= {team.send_when for team in self.teams}
        if self.answers is None and "asks" in occasions:
            yield 'send_when = "asks" needs [answers]: without it nobody is asked'
        addresses = (*self.service.recipients, *of_teams, *self.level_recipients())
        if addresses and self.delivery.channel == NO_CHANNEL:
            yield 'channel = "none" writes to nobody: take it out of [delivery], or the recipients'
        replies = [each for each in (self.delivery.reply_to,) if each]
        named = {domain_of(address) for address in (*addresses, *replies)}
        strange = sorted(named - set(allowed))
        if allowed and strange:
            yield (
                f"addresses are at {', '.join(strange)}, which allowed_domains of [delivery] does "
                "not name"
            )
        names = {same_name(chain.name) for chain in self.escalation.chains}
        for team in self.teams:
            if team.chain is not None and same_name(team.chain) not in names:
                yield f"the team “{team.name}” has a chain that [[escalation.chains]] does not"

    def _shared_names(self) -> Iterator[str]:
        own, seen = {same_name(NO_TEAM), same_name(UNKNOWN_TEAMS)}, set()
        for team in self.teams:
            for name in {same_name(each) for each in (team.name, *team.aliases)}:
                if name in own:
                    yield f"“{team.name}” is what this program calls a page of its own"
                if name in seen:
                    yield f"the team “{team.name}” has a name or alias that another team has"
                seen.add(name)

    def levels_of(self, team: str) -> tuple[Level, ...]:
        """Return the levels above a team, the lowest first; a sole chain is every team's.

        Without a chain it is the service, where that names somebody who answers.
        """
        chains = self.escalation.chains
        own = next((each.chain for each in self.teams if each.name == team), None)
        if own is None and len(chains) == 1:
            return chains[0].levels
        for chain in chains:
            if own is not None and same_name(chain.name) == same_name(own):
                return chain.levels
        return self._service_level()

    def _service_level(self) -> tuple[Level, ...]:
        responders, recipients = self.service.responders, self.service.recipients
        if not responders:
            return ()
        return (Level(name="Service", responders=responders, recipients=recipients),)

    def every_level(self) -> tuple[Level, ...]:
        """Return the levels of all chains, and the service where it is one."""
        chains = self.escalation.chains
        of_chains = tuple(level for chain in chains for level in chain.levels)
        return of_chains if len(chains) == 1 else (*of_chains, *self._service_level())

    def level_recipients(self) -> tuple[str, ...]:
        """Return who is written to above the teams, each once."""
        every = (address for level in self.every_level() for address in level.recipients)
        return tuple(dict.fromkeys(every))

    def levels_with(self, recipient: str) -> tuple[str, ...]:
        """Return the names of the levels at which a recipient is named."""
        own = (level.name for level in self.every_level() if recipient in level.recipients)
        return tuple(dict.fromkeys(own))

    def team_names(self) -> dict[str, str]:
        """Return the configured name behind each name and alias, in the form of `same_name`."""
        return {
            same_name(each): team.name for team in self.teams for each in (team.name, *team.aliases)
        }
