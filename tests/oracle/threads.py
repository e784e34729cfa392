"""The oracle of answers: who is asked, what holds, what climbs, once more, slow and obvious.

Written from `docs` and the contract and not from the program: nothing of `monitor` is imported, and
every episode goes through its nights by itself. Its bank holidays are those of a year in England.
"""

from dataclasses import dataclass, field, replace
from datetime import date, timedelta

EXCEPTIONS = ("overdue", "no_deadline")
COMPLETED = ("completed_late", "completed_on_time", "completed_no_deadline")
BANK_HOLIDAYS = frozenset(
    date(2015, month, day)
    for month, day in ((4, 3), (4, 6), (5, 4), (5, 25), (8, 31), (12, 25), (12, 28))
) | {date(2016, month, day) for month, day in ((1, 1), (3, 25), (3, 28), (5, 2), (5, 30))}
_UNMET = ("second_promise", "too_far", "beyond_day_45")
TWO_DAYS = ("moved_in_system", "finished_in_system", "not_ours")


@dataclass(frozen=True)
class Fact:
    """How an assessment is on a night; `status` is also `vanished` or `gone`."""

    status: str
    team: str
    deadline: date | None = None
    authorised: date | None = None
    late: int = -1
    not_seen: int = -1
    day_of_45: int = -1
    flags: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Told:
    """An answer as somebody gives it: about which reference, and at which level (-1: nobody's)."""

    key: str
    reference: str
    kind: str
    level: int
    until: date | None = None


@dataclass
class Answer:
    """An answer that counted, and how it is."""

    key: str
    kind: str
    level: int
    read: date
    fact: Fact
    until: date | None
    #: The deadline from which a move is seen.
    base: date | None
    in_force: bool = True
    promise: str = ""


@dataclass
class Episode:
    """One assessment's time on the list."""

    reference: str
    life: int
    number: int
    is_open: bool = True
    is_paused: bool = False
    ended: date | None = None
    level: int = 0
    first_asked: date | None = None
    asked: date | None = None
    #: The deadline that it had when it was last asked about, or began.
    asked_deadline: date | None = None
    answers: list[Answer] = field(default_factory=list)


@dataclass(frozen=True)
class Step:
    """What happened on a night."""

    reference: str
    step: str
    level: int | None = None
    why: str = ""
    until: date | None = None


def working_days(after: date, until: date) -> int:
    """Count the working days d with after < d <= until."""
    days = (after + timedelta(days=n) for n in range(1, (until - after).days + 1))
    return sum(map(is_working_day, days))


def is_working_day(day: date) -> bool:
    """True from Monday to Friday, unless it is a bank holiday."""
    return day.weekday() < 5 and day not in BANK_HOLIDAYS


def nth_working_day(after: date, count: int) -> date:
    """The nth working day after a date."""
    while count:
        after += timedelta(days=1)
        count -= is_working_day(after)
    return after


@dataclass
class Tonight:
    """One night as it goes on: what happened, and why somebody is asked again."""

    as_at: date
    is_suspicious: bool
    steps: list[Step] = field(default_factory=list)
    again: dict[str, str] = field(default_factory=dict)
    broken: dict[str, int] = field(default_factory=dict)
    escalated: set[str] = field(default_factory=set)


@dataclass
class Threads:
    """Every episode, from night to night; `silent`, `late`, `not_seen` are the levels' limits."""

    silent: tuple[int, ...]
    late: tuple[int, ...]
    not_seen: tuple[int, ...]
    answer_within: int = 3
    promise_at_most: int = 10
    same_episode: int = 5
    episodes: list[Episode] = field(default_factory=list)
    #: How each assessment was on the last night on which it was there.
    last_seen: dict[int, Fact] = field(default_factory=dict)

    def night(
        self,
        as_at: date,
        facts: dict[int, Fact],
        told: list[Told],
        *,
        names: dict[tuple[int, int], str],
        suspicious: bool = False,
    ) -> list[Step]:
        """Live one night; return its steps. `names` are the references by life and number."""
        tonight = Tonight(as_at, suspicious)
        were_open = {each.reference for each in self.episodes if each.is_open}
        for life, fact in facts.items():
            if fact.status not in ("vanished", "gone"):
                self.last_seen[life] = fact
            self._presence(life, fact, names, tonight)
        self._read(facts, told, were_open, tonight)
        for episode in self.episodes:
            fact = facts[episode.life]
            for answer in episode.answers:
                self._promise(episode, answer, fact, tonight)
            for answer in episode.answers:
                self._lapse(episode, answer, fact, tonight)
        for episode in self.episodes:
            if episode.is_open and not episode.is_paused:
                self._ask(episode, facts[episode.life], tonight)
        return tonight.steps

    def _presence(
        self, life: int, fact: Fact, names: dict[tuple[int, int], str], tonight: Tonight
    ) -> None:
        own = [each for each in self.episodes if each.life == life]
        last = own[-1] if own else None
        on_list = fact.status in EXCEPTIONS
        if last and last.is_open:
            if on_list:
                if last.is_paused:
                    last.is_paused = False
                    tonight.again[last.reference] = "back"
                    tonight.steps.append(Step(last.reference, "back"))
            elif fact.status == "vanished":
                if not last.is_paused:
                    last.is_paused = True
                    tonight.steps.append(Step(last.reference, "paused"))
            else:
                last.is_open, last.is_paused, last.ended = False, False, tonight.as_at
                tonight.steps.append(Step(last.reference, "ended", why=how_it_ended(fact)))
        elif (
            on_list
            and last
            and last.ended
            and working_days(last.ended, tonight.as_at) <= self.same_episode
        ):
            last.is_open = True
            tonight.again[last.reference] = "reopened"
            tonight.steps.append(Step(last.reference, "reopened"))
        elif on_list:
            number = len(own)
            self.episodes.append(
                Episode(names[life, number], life, number, asked_deadline=fact.deadline)
            )
            tonight.steps.append(
                Step(names[life, number], "began", why="returned" if number else "")
            )

    def _read(
        self, facts: dict[int, Fact], told: list[Told], were_open: set[str], tonight: Tonight
    ) -> None:
        by_name = {each.reference: each for each in self.episodes}
        good: list[Told] = []
        for each in told:
            episode = by_name[each.reference]
            faults = self._faults(each, episode, facts[episode.life], tonight.as_at, were_open)
            if faults:
                tonight.steps.append(Step(each.reference, "refused", each.level, ";".join(faults)))
            else:
                good.append(each)
        counted: list[Told] = []
        for each in good:
            said = {
                (other.kind, other.until)
                for other in good
                if (other.reference, other.level) == (each.reference, each.level)
            }
            is_second = each.kind == "will_finish_by" and any(
                (other.reference, other.level, other.kind)
                == (each.reference, each.level, each.kind)
                for other in counted
            )
            fault = "contradicts" if len(said) > 1 else "second_promise" if is_second else ""
            if fault:
                tonight.steps.append(Step(each.reference, "refused", each.level, fault))
            else:
                counted.append(each)
        for each in counted:
            episode = by_name[each.reference]
            until = each.until if each.kind == "will_finish_by" else None
            until = nth_working_day(tonight.as_at, 2) if each.kind in TWO_DAYS else until
            fact = facts[episode.life]
            if fact.status == "vanished":  # what is missing is as it was
                seen = self.last_seen[episode.life]
                fact = replace(fact, status=seen.status, flags=seen.flags)
            promise = "not_yet_due" if each.kind == "will_finish_by" else ""
            # What was moved may have been moved days before it was said to be.
            base = episode.asked_deadline if each.kind == "moved_in_system" else fact.deadline
            answer = Answer(
                each.key, each.kind, each.level, tonight.as_at, fact, until, base, promise=promise
            )
            episode.answers.append(answer)
            tonight.steps.append(Step(each.reference, "answered", each.level, each.kind, until))
            if promise:
                tonight.steps.append(Step(each.reference, "promised", each.level, each.kind, until))
        tonight.escalated = {each.reference for each in counted if each.kind == "escalate"}

    def _faults(
        self, told: Told, episode: Episode, fact: Fact, as_at: date, were_open: set[str]
    ) -> list[str]:
        faults = []
        if told.reference not in were_open and not episode.is_open:
            faults.append("ended_episode")
        if told.level < 0:
            faults.append("not_a_responder")
        if told.kind == "escalate" and told.level >= len(self.silent):
            faults.append("nobody_above")
        if told.kind == "will_finish_by" and told.until:
            faults += [] if told.until >= as_at else ["date_passed"]
            faults += self._limits(episode, told.level, told.until, as_at, as_at, fact)
        return faults

    def _limits(
        self, episode: Episode, level: int, until: date, read: date, as_at: date, fact: Fact
    ) -> list[str]:
        promised = any(
            each.promise and each.level >= level and each.fact.team == fact.team
            for each in episode.answers
        )
        crosses = 0 <= fact.day_of_45 <= 45 < fact.day_of_45 + working_days(as_at, until)
        found = {
            "too_far": working_days(read, until) > self.promise_at_most,
            "second_promise": promised,
            "beyond_day_45": level == 0 and crosses,
        }
        return [code for code, holds in found.items() if holds]

    def _promise(self, episode: Episode, answer: Answer, fact: Fact, tonight: Tonight) -> None:
        self._shown(episode, answer, fact, tonight)
        if (
            tonight.is_suspicious
            or episode.is_paused
            or answer.promise not in ("not_yet_due", "broken")
        ):
            return
        until = answer.until
        assert until is not None
        in_time = (
            fact.status in COMPLETED and fact.authorised is not None and fact.authorised <= until
        )
        base = answer.base
        moved_to = fact.deadline if fact.status != "gone" and base else None
        moved_beyond = bool(moved_to and base and moved_to > max(base, until))
        if answer.promise == "broken":
            end = "kept" if in_time else ""
        elif in_time:
            end = "kept"
        elif fact.status in COMPLETED:
            end = "broken"
        elif moved_beyond:
            end = "moved"
        elif not episode.is_open:
            end = "kept" if how_it_ended(fact) == "put_right" else "void"
        elif fact.team != answer.fact.team:
            end = "void"
        else:
            end = "broken" if working_days(until, tonight.as_at) >= 1 else ""
        if end:
            answer.promise = end
            tonight.steps.append(Step(episode.reference, end, answer.level, until=until))
        if end == "broken":
            tonight.again[episode.reference] = "broken"
            tonight.broken[episode.reference] = max(
                tonight.broken.get(episode.reference, 0), answer.level
            )

    def _shown(self, episode: Episode, answer: Answer, fact: Fact, tonight: Tonight) -> None:
        moved = (
            answer.kind == "moved_in_system"
            and answer.in_force
            and not answer.promise
            and episode.is_open
            and fact.status in EXCEPTIONS
            and fact.deadline is not None
            and fact.deadline != answer.base
            and fact.deadline >= tonight.as_at
        )
        if moved and fact.deadline is not None:
            # Whoever gave it is of the team that had it then, and may have promised already.
            giver = replace(fact, team=answer.fact.team)
            limits = self._limits(
                episode, answer.level, fact.deadline, answer.read, tonight.as_at, giver
            )
            if not limits:
                answer.until, answer.promise = fact.deadline, "not_yet_due"
                tonight.steps.append(
                    Step(episode.reference, "promised", answer.level, answer.kind, fact.deadline)
                )

    def _lapse(self, episode: Episode, answer: Answer, fact: Fact, tonight: Tonight) -> None:
        if not answer.in_force:
            return
        is_here = fact.status not in ("vanished", "gone")
        base = answer.base
        moved = bool(
            is_here
            and answer.promise
            and base
            and fact.deadline
            and fact.deadline > base
            and answer.until
            and fact.deadline > answer.until
        )
        above = answer.kind == "escalate" and any(
            each.level > answer.level and each.read >= answer.read for each in episode.answers
        )
        unmet: list[str] = []
        if (
            answer.kind == "moved_in_system"
            and not answer.promise
            and is_here
            and fact.deadline
            and fact.deadline != base
            and fact.deadline >= tonight.as_at
            and episode.is_open
        ):
            unmet = self._limits(
                episode, answer.level, fact.deadline, answer.read, tonight.as_at, fact
            )
        why = (
            "episode_ended"
            if not episode.is_open
            else "team_changed"
            if is_here and fact.team != answer.fact.team
            else "worse"
            if is_here and is_worse(answer.fact, fact)
            else "deadline_moved"
            if moved
            else "answered_above"
            if above
            else next(
                (code for code in ("second_promise", "too_far", "beyond_day_45") if code in unmet),
                "",
            )
        )
        if not why and answer.until and working_days(answer.until, tonight.as_at) >= 1:
            why = "date_passed"
        if why:
            answer.in_force = False
            tonight.again[episode.reference] = "lapsed"
            tonight.steps.append(Step(episode.reference, "lapsed", answer.level, why, answer.until))

    def _ask(self, episode: Episode, fact: Fact, tonight: Tonight) -> None:
        quiet = any(
            each.in_force and (each.kind != "escalate" or each.level >= episode.level)
            for each in episode.answers
        )
        target, reference = episode.level, episode.reference
        if reference in tonight.broken:
            target = max(target, tonight.broken[reference] + 1)
        if reference in tonight.escalated:
            given = max(
                each.level
                for each in episode.answers
                if each.kind == "escalate" and each.read == tonight.as_at
            )
            target = max(target, given + 1)
        if episode.first_asked:
            had_days = working_days(episode.first_asked, tonight.as_at) >= self.answer_within
            for level, (late, unseen) in enumerate(zip(self.late, self.not_seen, strict=True), 1):
                if (
                    had_days
                    and not tonight.is_suspicious
                    and (fact.late >= late or fact.not_seen >= unseen)
                ):
                    target = max(target, level)
        if episode.asked and not quiet and episode.level < len(self.silent):
            silent = working_days(episode.asked, tonight.as_at)
            target = max(target, episode.level + (silent >= self.silent[episode.level]))
        target = min(target, len(self.silent))
        if episode.first_asked is None:
            episode.first_asked = episode.asked = tonight.as_at
            episode.asked_deadline = fact.deadline
            tonight.steps.append(Step(reference, "asked", episode.level))
        elif target == episode.level and reference in tonight.again and not quiet:
            episode.asked, episode.asked_deadline = tonight.as_at, fact.deadline
            tonight.steps.append(Step(reference, "asked", episode.level))
        for level in range(episode.level + 1, target + 1):
            episode.level, episode.asked = level, tonight.as_at
            tonight.steps.append(Step(reference, "climbed", level))


def is_worse(then: Fact, now: Fact) -> bool:
    """The status is another, or a flag is there that was not."""
    return then.status != now.status or bool(now.flags - then.flags)


def how_it_ended(fact: Fact) -> str:
    """In a word, how something left the list."""
    if fact.status in COMPLETED:
        return "completed"
    return {"cancelled": "cancelled", "gone": "not_followed"}.get(fact.status, "put_right")
