"""What makes a night suspicious: it is published, and every page says that it is no all-clear."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from monitor.assessments.problems import CATALOGUE
from monitor.assessments.statuses import COMPLETED_STATUSES, OPEN_STATUSES
from monitor.judgement.night import Alarm

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from monitor.judgement.night import Figures
    from monitor.judgement.past import Before
    from monitor.records.records import LookupUse
    from monitor.records.sources import SourceFile
    from monitor.settings.rules import Gates


@dataclass(frozen=True, eq=False)
class Evidence:
    """What a suspicion may look at."""

    service: Figures
    sources: Sequence[SourceFile]
    #: Open records that cannot be followed: of the night before, and of tonight.
    unfollowed: tuple[int, int]
    #: How often each problem was found tonight.
    problems: Mapping[str, int]
    before: Before | None
    limits: Gates
    #: The gates that were passed by the reason that was given for this one run.
    passed: tuple[str, ...]
    reason: str
    #: The sources for which nobody has chosen the column of deadlines.
    undecided: tuple[str, ...] = ()
    lookups: tuple[LookupUse, ...] = ()

    def count(self, statuses: tuple[str, ...]) -> int:
        """Return the number of records of these statuses."""
        return sum(self.service.statuses[status] for status in statuses)


def alarms(evidence: Evidence) -> tuple[Alarm, ...]:
    """Return why this night is no all-clear; nothing when nothing is suspicious."""
    return tuple(alarm for suspicion in SUSPICIONS for alarm in suspicion(evidence))


def _nothing_open(evidence: Evidence) -> Iterator[Alarm]:
    if evidence.count(OPEN_STATUSES) == 0:
        sentence = (
            "No assessment in the extract is open. Some extracts leave open ones out: "
            "ask whoever makes it."
        )
        yield Alarm("nothing_open", "", sentence)


def _nothing_in_a_source(evidence: Evidence) -> Iterator[Alarm]:
    for source in evidence.sources:
        if source.lines.records == 0:
            sentence = f"{source.name} holds no assessment at all."
            yield Alarm("empty_source", source.name, sentence)


def _deadline_undecided(evidence: Evidence) -> Iterator[Alarm]:
    for source in evidence.undecided:
        sentence = (
            f"Nobody has chosen the column of deadlines of {source} yet (deadline_unknown in the "
            "configuration), so every open assessment in it counts as one without a deadline."
        )
        yield Alarm("deadline_undecided", source, sentence)


def _lookup_without_match(evidence: Evidence) -> Iterator[Alarm]:
    for use in evidence.lookups:
        if use.matched == 0 < use.records:
            sentence = (
                f"No record was found in the look-up {use.file.name}, so it gave nothing: are its "
                "ids those of the extract?"
            )
            yield Alarm("lookup_without_match", use.file.name, sentence)


def _no_deadline_anywhere(evidence: Evidence) -> Iterator[Alarm]:
    judged = evidence.count(OPEN_STATUSES + COMPLETED_STATUSES)
    without = evidence.count(("no_deadline", "completed_no_deadline", "unreadable"))
    if 0 < judged == without:
        why = _why_no_deadline(evidence) or "Is the column of deadlines mapped, and filled?"
        yield Alarm("no_deadline_anywhere", "", f"No assessment has a usable deadline. {why}")


def _why_no_deadline(evidence: Evidence) -> str:
    """Return what is told of each source whose layout has no deadline."""
    lacking = ((source.name, dict(source.lacks)) for source in evidence.sources)
    return " ".join(f"{name}: {told['deadline']}" for name, told in lacking if "deadline" in told)


def _jump_in_problems(evidence: Evidence) -> Iterator[Alarm]:
    """Tell each kind of problem that rose by so many and by such a share since the night before."""
    if evidence.before is None:
        return
    limits = evidence.limits
    for code in CATALOGUE:
        had, has = evidence.before.problems.get(code, 0), evidence.problems.get(code, 0)
        by_share = 100 * (has - had) > limits.problem_rise_percent * had
        if by_share and has - had >= limits.problem_rise_records:
            words = code.replace("_", " ")
            sentence = (
                f"The problem “{words}” was found {has} times tonight, and {had} times before."
            )
            yield Alarm("jump_in_problems", code, sentence)


def _fewer_without_ids(evidence: Evidence) -> Iterator[Alarm]:
    """Tell where open records went that nobody can follow: they may have vanished unfinished."""
    had, has = evidence.unfollowed
    if has < had:
        sentence = (
            f"{has} open records have neither a child id nor an assessment id, and {had} had none "
            "before: nobody can tell if the others were mended, finished or lost."
        )
        yield Alarm("fewer_without_ids", "", sentence)


def _accepted(evidence: Evidence) -> Iterator[Alarm]:
    if evidence.passed:
        gates = "; ".join(evidence.passed)
        sentence = f"Gates were passed by hand ({gates}). The reason given: {evidence.reason}"
        yield Alarm("accepted", evidence.reason, sentence)


#: One row per reason not to trust a quiet night; a new suspicion is a new row.
SUSPICIONS: tuple[Callable[[Evidence], Iterator[Alarm]], ...] = (
    _nothing_open,
    _nothing_in_a_source,
    _deadline_undecided,
    _lookup_without_match,
    _no_deadline_anywhere,
    _jump_in_problems,
    _fewer_without_ids,
    _accepted,
)
