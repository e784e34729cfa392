"""Who is asked for answers, where answers come from, and to whom a silence climbs."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import BeforeValidator, Field, field_validator, model_validator

from monitor.settings.columns import Columns
from monitor.settings.delivery import Addresses
from monitor.settings.names import as_list, same_name
from monitor.settings.sources import Source
from monitor.settings.table import Count, Text, TomlTable

if TYPE_CHECKING:
    from collections.abc import Iterator

Days = Annotated[int, Field(ge=1, le=999, strict=True)]

#: Why an assessment is not finished, where the configuration has no list of its own.
REASONS = (
    *("family not available", "child not yet seen", "interpreter", "waiting for a partner agency"),
    *("strategy discussion or s47", "court", "new information", "worker absent"),
    *("worker changed", "workload", "awaiting authorisation", "recording", "other"),
)
#: The kinds of source that hold answers: those whose columns can be mapped freely.
ANSWER_FORMATS = ("csv", "excel", "sql")
#: Levels without numbers: working days of silence, and working days late.
_LEVELS = ((None, 10), (5, 30), (5, 70))


class Responder(TomlTable):
    """Somebody who answers, and from when until when a deputy does."""

    name: Text
    from_: date = Field(default=date.min, alias="from")
    until: date = date.max

    def faults(self) -> Iterator[str]:
        """Yield that its end is before its beginning."""
        if self.until < self.from_:
            yield "until is before from"

    def answers_on(self, day: date) -> bool:
        """True if this person may answer on a day."""
        return self.from_ <= day <= self.until


def _as_responders(value: object) -> object:
    """Return names as responders without dates."""
    listed = as_list(value)
    if not isinstance(listed, list | tuple):
        return listed
    return [{"name": each} if isinstance(each, str) else each for each in listed]


Responders = Annotated[
    tuple[Responder, ...],
    BeforeValidator(_as_responders, json_schema_input_type=tuple[Responder | Text, ...]),
]


class AnswerColumns(Columns):
    """Which heading of a source of answers holds what."""

    reference: Text | None = None
    kind: Text | None = None
    date: Text | None = None
    reason: Text | None = None
    words: Text | None = None
    by: Text | None = None
    on: Text | None = None

    def faults(self) -> Iterator[str]:
        """Yield columns that no answer has, and those that are lacking."""
        yield from super().faults()
        mapped = set(self.mapped())
        own = {"reference", "kind", "date", "reason", "words", "by", "on"}
        if strange := sorted(mapped - own - {"child_id", "assessment_id"}):
            yield f"an answer has no {strange[0]}"
        if "reference" not in mapped and not {"child_id", "assessment_id"} <= mapped:
            yield "map reference, or child_id and assessment_id"
        if lacking := [each for each in ("kind", "reason", "words", "by") if each not in mapped]:
            yield f"map {lacking[0]}: an answer counts only whole"


class AnswerSource(Source):
    """A file or table in which people answer; an empty one is no fault."""

    columns: AnswerColumns
    minimum_rows: Count = 0

    @field_validator("format")
    @classmethod
    def _holds_answers(cls, value: str) -> str:
        if value not in ANSWER_FORMATS:
            raise ValueError(f"answers are read from: {', '.join(ANSWER_FORMATS)}")
        return value


class Answers(TomlTable):
    """How answers are asked for; without this table nobody is asked."""

    answer_within_working_days: Days = 3
    promise_at_most_working_days: Days = 10
    same_episode_working_days: Count = 5
    #: Until then the system must show what was moved or finished in it.
    shown_within_working_days: Days = 2
    reasons: tuple[Text, ...] = REASONS
    reply_to: Addresses = ()
    sources: tuple[AnswerSource, ...] = ()

    @field_validator("reasons")
    @classmethod
    def _reasons_to_choose_from(cls, reasons: tuple[str, ...]) -> tuple[str, ...]:
        if not reasons or len({same_name(each) for each in reasons}) < len(reasons):
            raise ValueError("list at least one reason, and each once")
        return reasons

    @field_validator("reply_to", mode="before")
    @classmethod
    def _one_address(cls, value: object) -> object:
        return as_list(value)


class Level(TomlTable):
    """One level above the team: who answers there, who is written to, and what climbs to it."""

    name: Text
    responders: Responders = ()
    recipients: Addresses = ()
    #: With the level below, without an answer.
    unanswered_working_days: Days | None = None
    #: Days late, or after the start without being seen, once the team was asked and had its days.
    working_days_late: Days | None = None
    child_not_seen_working_days: Days | None = None


class EscalationChain(TomlTable):
    """The levels above a team, the lowest first."""

    name: Text
    levels: tuple[Level, ...]

    @model_validator(mode="before")
    @classmethod
    def _with_usual_numbers(cls, table: Any) -> Any:  # noqa: ANN401  (whatever TOML holds)
        """Give a level without any number the usual ones; the first waits as [answers] says."""
        levels = table.get("levels") if isinstance(table, dict) else None
        if not isinstance(levels, list) or not all(isinstance(each, dict) for each in levels):
            return table
        return {**table, "levels": [_numbered(place, each) for place, each in enumerate(levels)]}

    @field_validator("levels")
    @classmethod
    def _distinct_levels(cls, levels: tuple[Level, ...]) -> tuple[Level, ...]:
        if not levels or len({same_name(level.name) for level in levels}) < len(levels):
            raise ValueError("a chain has at least one level, and each a name of its own")
        return levels


def _numbered(place: int, level: dict[str, Any]) -> dict[str, Any]:
    silent, late = _LEVELS[min(place, len(_LEVELS) - 1)]
    usual = {"unanswered_working_days": silent, "working_days_late": late}
    return {**{key: value for key, value in usual.items() if value is not None}, **level}


class Escalation(TomlTable):
    """To whom an exception climbs that is not answered, or promised and not kept."""

    chains: tuple[EscalationChain, ...] = ()

    @field_validator("chains")
    @classmethod
    def _distinct_chains(cls, chains: tuple[EscalationChain, ...]) -> tuple[EscalationChain, ...]:
        if len({same_name(chain.name) for chain in chains}) < len(chains):
            raise ValueError("two chains have the same name")
        return chains
