"""The oracle of what is said of answers: groups, figures and cases, counted once more by hand.

Written from `docs` and not from the program: nothing of `monitor` is imported.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from statistics import median
from typing import TYPE_CHECKING, Any

from tests.oracle.threads import nth_working_day, working_days

if TYPE_CHECKING:
    from datetime import date

    from tests.oracle.threads import Episode, Fact, Step, Threads

ANSWERED = ("in_force", "lapsed", "never", "refused")
PROMISES = ("kept", "broken", "moved", "void", "not_yet_due")


def is_quiet(episode: Episode) -> bool:
    """True if an answer is in force that quiets those with whom it is."""
    return any(
        each.in_force and (each.kind != "escalate" or each.level >= episode.level)
        for each in episode.answers
    )


def to_answer_by(episode: Episode, threads: Threads) -> date:
    """Return the day by which those with whom it is are to answer."""
    assert episode.asked is not None
    is_highest = episode.level >= len(threads.silent)
    days = threads.answer_within if is_highest else threads.silent[episode.level]
    return nth_working_day(episode.asked, days)


def group_of(episode: Episode, threads: Threads, as_at: date) -> str:
    """Return under which heading a team's message lists it."""
    promises = [each.promise for each in episode.answers if each.promise]
    if is_quiet(episode):
        return "promised"
    if promises and promises[-1] == "broken":
        return "broken"
    if to_answer_by(episode, threads) <= as_at:
        return "today"
    return "new" if episode.first_asked == as_at else "waiting"


@dataclass
class Ledger:
    """All that happened until tonight, each step with the team that the child had then."""

    steps: list[tuple[date, Step, str]] = field(default_factory=list)
    #: The reason of each answer, by its words.
    reasons: dict[str, str] = field(default_factory=dict)

    def add(self, as_at: date, steps: list[Step], teams: dict[str, str]) -> None:
        """Note the steps of a night; `teams` are those of the references tonight."""
        self.steps += [(as_at, step, teams[step.reference]) for step in steps]

    def figures(
        self, threads: Threads, facts: dict[int, Fact], as_at: date, team: str | None
    ) -> dict[str, Any]:
        """Return the figures of a team, or of the service."""

        def own(name: str) -> bool:
            return team is None or name == team

        asks = [e for e in threads.episodes if e.is_open and own(facts[e.life].team)]
        refused = {step.reference for _, step, _ in self.steps if step.step == "refused"}
        answered = dict.fromkeys(ANSWERED, 0)
        for episode in asks:
            if is_quiet(episode):
                answered["in_force"] += 1
            elif episode.answers:
                answered["lapsed"] += 1
            elif episode.reference in refused:
                answered["refused"] += 1
            else:
                answered["never"] += 1
        every = [(e, a) for e in threads.episodes for a in e.answers if own(a.fact.team)]
        promises = dict.fromkeys(PROMISES, 0)
        of_episode: dict[tuple[str, str], int] = {}
        for episode, answer in every:
            if answer.promise:
                promises[answer.promise] += 1
                key = episode.reference, answer.fact.team
                of_episode[key] = of_episode.get(key, 0) + 1
        within, of, days_to_answer = self._in_time(threads, as_at, team)
        silences = [
            working_days(e.asked, as_at) for e in asks if e.asked is not None and not is_quiet(e)
        ]
        climbs = [
            step.level for _, step, name in self.steps if step.step == "climbed" and own(name)
        ]
        return {
            "asked": len(asks),
            "answered": answered,
            "within_limit": within,
            "within_limit_of": of,
            "median_working_days_to_answer": median(days_to_answer) if days_to_answer else None,
            "promises": promises,
            "episodes_with_two_promises": sum(count > 1 for count in of_episode.values()),
            "raised": counted(climbs),
            "answers": counted([answer.level for _, answer in every]),
            "reasons": counted([self.reasons[answer.key] for _, answer in every]),
            "longest_silence": max(silences, default=None),
        }

    def _in_time(
        self, threads: Threads, as_at: date, team: str | None
    ) -> tuple[int, int, list[int]]:
        """Return how many answered in their days, of how many whose days are over or who did."""
        within, of, days_to_answer = 0, 0, []
        for episode in threads.episodes:
            first = next(
                (name for _, s, name in self.steps if s.step == "asked" and is_of(s, episode)), None
            )
            if first is None or team not in (None, first):
                continue
            assert episode.first_asked is not None
            read = [answer.read for answer in episode.answers]
            days = working_days(episode.first_asked, min(read, default=as_at))
            is_in_time = days <= threads.answer_within
            if read:
                days_to_answer.append(days)
            if read or not is_in_time:
                of += 1
                within += is_in_time
        return within, of, days_to_answer


def is_of(step: Step, episode: Episode) -> bool:
    """True if a step is one of this episode."""
    return step.reference == episode.reference


def counted(values: list[Any]) -> dict[Any, int]:
    """Return how often each value is there, in order."""
    return {each: values.count(each) for each in sorted(set(values))}
