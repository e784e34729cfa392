"""A simulated authority whose managers answer: they keep, break, move, escalate or stay silent.

The same seed makes the same year. What truly happened to each child is known here, and what was
said of it; nothing of `monitor` is imported. Days are counted as the oracle counts them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple

from tests.oracle.threads import Fact, Told, working_days

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from random import Random

FIRST = date(2015, 6, 1)  # Monday
#: What the manager of each team does with a child that is asked about, as often as it is here.
CHARACTERS: dict[str, tuple[str, ...]] = {
    "North": ("keep",) * 6 + ("other",),
    "South": ("break",) * 5 + ("keep", "other"),
    "East": ("move",) * 4 + ("keep", "break", "other"),
    "West": (),
}
LEVELS = ("Service manager", "Head of service", "Director")
#: The same of each level above; the director is silent.
ABOVE: tuple[tuple[str, ...], ...] = (("keep", "break", "other"), ("keep", "break"), ())
LONG_OVERDUE, DUE_SOON = 70, 5


class Ask(NamedTuple):
    """What a manager reads in a message: a reference, the child, with whom it is, if answered."""

    reference: str
    child: int
    level: int
    is_quiet: bool


class Said(NamedTuple):
    """An answer as it stands in the file, and as the oracle takes it."""

    cells: dict[str, str]
    told: Told


@dataclass(eq=False)
class Child:
    """One child's assessment as it truly is."""

    number: int
    team: str
    referral: date
    start: date
    deadline: date | None
    #: The day on which it is authorised, as far as anybody can know.
    finish: date
    #: From this day on the child is recorded as seen.
    seen: date
    is_cancelled: bool = False
    is_renumbered: bool = False
    #: It is not in the extract from the first of these days to the day before the second.
    away: tuple[date, date] = (date.max, date.max)
    #: The earliest deadline that a night saw it miss.
    missed: date | None = None

    def row(self) -> dict[str, str]:
        """Return what does not change with the day."""
        return {
            "assessment_id": f"{'B' if self.is_renumbered else 'A'}{self.number:04}",
            "child_id": f"{self.number:07}",
            "team": self.team,
            "worker": f"Worker {self.number % 7}",
            "referral_date": written(self.referral),
            "start_date": written(self.start),
            "deadline": written(self.deadline),
        }

    def is_away(self, as_at: date) -> bool:
        """True if it is not in the extract for no good reason."""
        return self.away[0] <= as_at < self.away[1]

    def is_finished(self, as_at: date) -> bool:
        """True if it is authorised."""
        return self.finish <= as_at

    def status(self, as_at: date) -> str:
        """Return its status."""
        due = self.missed or self.deadline
        if self.is_cancelled:
            return "cancelled"
        if self.is_finished(as_at):
            if due is None:
                return "completed_no_deadline"
            return "completed_late" if self.finish > due else "completed_on_time"
        if due is None:
            return "no_deadline"
        if as_at > due:
            return "overdue"
        return "due_soon" if working_days(as_at, due) <= DUE_SOON else "on_track"

    def fact(self, as_at: date) -> Fact:
        """Return how it is, as the oracle of answers takes it."""
        if self.is_away(as_at):
            return Fact("vanished", self.team, self.deadline)
        status, due, until = self.status(as_at), self.missed or self.deadline, as_at
        if self.is_finished(as_at):
            until = self.finish
        is_open = not self.is_cancelled and not self.is_finished(as_at)
        is_late = status in ("overdue", "completed_late")
        late = working_days(due, until) if is_late and due else -1
        unseen = is_open and as_at < self.seen
        flags = {"long_overdue": late > LONG_OVERDUE, "child_not_seen": unseen}
        return Fact(
            status=status,
            team=self.team,
            deadline=self.deadline,
            authorised=self.finish if self.is_finished(as_at) else None,
            late=late,
            not_seen=working_days(self.start, as_at) if unseen else -1,
            day_of_45=-1 if self.is_cancelled else working_days(self.referral, until),
            flags=frozenset(flag for flag, holds in flags.items() if holds),
        )


def written(day: date | None) -> str:
    """Return a day as the extract has it."""
    return "" if day is None else f"{day:%d/%m/%Y}"


@dataclass
class Authority:
    """The children, the managers, and what they say, from day to day."""

    chosen: Random
    children: list[Child] = field(default_factory=list)
    #: What is to be said on later days: the day, the child, and the kind.
    later: list[tuple[date, int, str]] = field(default_factory=list)
    said: int = 0

    def morning(self, as_at: date) -> None:
        """Let children come, be renumbered, vanish, be cancelled and be reopened."""
        count = 24 if not self.children else self.chosen.choice((0, 0, 1, 1))
        for _ in range(count):
            self._referred(as_at)
        for child in self.children:
            is_late = child.status(as_at) == "overdue"
            if is_late and not child.is_away(as_at):
                self._happens(child, as_at)
            if child.finish == as_at - timedelta(days=3) and self.chosen.random() < 0.1:
                child.finish = as_at + self._days(1, 12)  # reopened

    def rows(self, as_at: date) -> list[dict[str, str]]:
        """Return the extract."""
        return [
            {
                **child.row(),
                "authorised_date": written(child.finish) if child.is_finished(as_at) else "",
                "state": "Cancelled"
                if child.is_cancelled
                else "Authorised"
                if child.is_finished(as_at)
                else "Open",
                "child_seen": "Yes" if as_at >= child.seen else "No",
            }
            for child in self.children
            if not child.is_away(as_at)
        ]

    def facts(self, as_at: date) -> dict[int, Fact]:
        """Return how every child is."""
        return {child.number: child.fact(as_at) for child in self.children}

    def saw(self, as_at: date) -> None:
        """Note what a night saw missed, which counts from then on."""
        for child in self.children:
            late = child.status(as_at) in ("overdue", "completed_late")
            if late and not child.is_away(as_at):
                child.missed = child.missed or child.deadline

    def evening(self, as_at: date, asks: Sequence[Ask]) -> Iterator[Said]:
        """Yield what is said of what was asked; it is read by the next night."""
        references = {ask.child: ask for ask in asks}
        for day, number, kind in list(self.later):
            if day <= as_at and number in references:
                self.later.remove((day, number, kind))
                yield self._say(references[number], kind)
        for ask in asks:
            team = self.children[ask.child].team
            acts = ABOVE[ask.level - 1] if ask.level else CHARACTERS[team]
            if acts and self.chosen.random() < (0.04 if ask.is_quiet else 0.4):
                yield from self._act(self.chosen.choice(acts), ask, as_at)

    def _referred(self, as_at: date) -> None:
        start = as_at - (self._days(0, 60) if as_at == FIRST else self._days(0, 2))
        deadline = start + self._days(10, 50) if self.chosen.random() < 0.9 else None
        self.children.append(
            Child(
                number=len(self.children),
                team=self.chosen.choice(list(CHARACTERS)),
                referral=start - self._days(0, 3),
                start=start,
                deadline=deadline,
                finish=weekday(as_at + self._days(8, 120)),
                seen=start + self._days(0, 40),
            )
        )

    def _happens(self, child: Child, as_at: date) -> None:
        dice = self.chosen.random()
        if dice < 0.01:
            child.is_renumbered = not child.is_renumbered
        elif dice < 0.02:
            child.away = (as_at, as_at + self._days(2, 15))
            child.finish = max(child.finish, weekday(child.away[1] + self._days(1, 20)))
        elif dice < 0.025:
            child.is_cancelled = True

    def _act(self, act: str, ask: Ask, as_at: date) -> Iterator[Said]:
        child, until = self.children[ask.child], as_at + self._days(1, 12)
        if child.is_away(as_at + timedelta(days=4)) or child.is_finished(as_at):
            return
        if act == "keep":
            child.finish = min(child.finish, max(weekday(until), as_at + timedelta(days=1)))
            yield self._say(ask, "will_finish_by", until)
        elif act == "break":
            child.finish = weekday(until + self._days(3, 25))
            yield self._say(ask, "will_finish_by", until)
        elif act == "move":
            child.deadline = as_at + self._days(4, 20)
            child.finish = weekday(child.deadline + self._days(-3, 9))
            self.later.append((as_at + self._days(0, 2), ask.child, "moved_in_system"))
        else:
            yield from self._other(ask, child, as_at)

    def _other(self, ask: Ask, child: Child, as_at: date) -> Iterator[Said]:
        dice = self.chosen.choice(("not_ours", "finished", "escalate", "twice", "wrong", "set"))
        if dice == "not_ours":
            if self.chosen.random() < 0.5:
                child.team = self.chosen.choice(list(CHARACTERS))
            yield self._say(ask, "not_ours")
        elif dice == "finished":
            if self.chosen.random() < 0.5:
                child.finish = weekday(as_at + timedelta(days=1))
            yield self._say(ask, "finished_in_system")
        elif dice == "escalate":
            yield self._say(ask, "escalate")
        elif dice == "twice":
            yield self._say(ask, "will_finish_by", as_at + self._days(2, 5))
            yield self._say(ask, "will_finish_by", as_at + self._days(6, 9))
        elif dice == "wrong":
            yield self._say(ask, "will_finish_by", as_at + self._days(-2, 30), by="Somebody")
            yield self._say(ask, "will_finish_by", as_at + self._days(12, 40))
        else:
            child.deadline = child.deadline or as_at + self._days(3, 20)

    def _say(self, ask: Ask, kind: str, until: date | None = None, *, by: str = "") -> Said:
        team = self.children[ask.child].team
        own = LEVELS[ask.level - 1] if ask.level else f"{team} manager"
        name = by or own
        self.said += 1
        words = f"What is being done, number {self.said}"
        cells = {
            "reference": ask.reference,
            "kind": kind,
            "date": written(until),
            "reason": self.chosen.choice(("court", "workload", "other")),
            "words": words,
            "by": name,
        }
        return Said(cells, Told(words, ask.reference, kind, level_of(name, team), until))

    def _days(self, least: int, most: int) -> timedelta:
        return timedelta(days=self.chosen.randint(least, most))


def level_of(name: str, team: str) -> int:
    """Return the level at which somebody answers for a team; -1 for one who does not."""
    if name in LEVELS:
        return LEVELS.index(name) + 1
    return 0 if name == f"{team} manager" and CHARACTERS[team] else -1


def weekday(day: date) -> date:
    """Return the day, or the Monday after it."""
    return day + timedelta(days=max(0, 7 - day.weekday()) if day.weekday() > 4 else 0)
