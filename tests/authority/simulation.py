"""A simulated authority: forty nights of extracts, and what truly happened before each of them.

The same seed makes the same nights on every system. Nights are the weekdays from Monday 2 March
2015 on, bank holidays among them. An assessment has at most one event between two published nights
(a renumbering apart), so that each event must be found and nothing else may be.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import TYPE_CHECKING

from tests.support.untraced import untraced

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

Row = dict[str, str]

FIRST_NIGHT = date(2015, 3, 2)  # Monday
NIGHTS = 40
COPIED, COPY_GONE = 4, 7
CHILD_MENDED, RENUMBERED, RENUMBERED_AGAIN = 6, 9, 15
HALF_EXTRACT, BULK_CLOSURE = 12, 20
BULK_WORKER, BULK_COUNT = "Worker 1", 13

TEAMS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("Assessment Team North", ("North",)),
    ("Assessment Team South", ("South",)),
    ("Assessment Team East", ()),
    ("Assessment Team West", ()),
    ("Disabled Children", ("Children with disabilities",)),
    ("Front Door", ("MASH", "Front  door")),
)
KINDS = (
    "referral",
    "completed",
    "bulk_completed",
    "deadline_set",
    "deadline_moved",
    "deadline_moved_after_missed",
    "deadline_removed",
    "team_changed",
    "cancelled",
    "reopened",
    "vanished",
    "came_back",
    "came_back_completed",
    "renumbered",
    "renumbered_ambiguously",
    "child_id_mended",
    "copied",
    "copy_gone",
)


@dataclass(frozen=True)
class Event:
    """Something that truly happened to one assessment; the ids are those of tonight's extract."""

    kind: str
    assessment_id: str
    child_id: str
    detail: str = ""


@dataclass(frozen=True)
class SimulatedNight:
    """One night: its extract as it is written, and what happened since the night before."""

    number: int
    as_at: date
    rows: tuple[Row, ...]
    events: tuple[Event, ...]

    @property
    def is_half(self) -> bool:
        """Only half of the extract was written."""
        return self.number == HALF_EXTRACT


@dataclass(eq=False)
class Assessment:
    """One child's assessment as the case-management system holds it, and whether it tells it."""

    assessment_id: str
    child_id: str
    family_id: str
    team: int | None
    worker: str
    referral: date | None
    start: date
    deadline: date | None
    authorised: date | None = None
    is_cancelled: bool = False
    #: The night on which it left the extract, where it did.
    gone_since: int | None = None
    #: It has a part of its own in the story, or none: nothing happens to it by chance.
    is_reserved: bool = False
    #: It stands in the extract a second time, equal in every cell.
    stands_twice: bool = False

    @property
    def is_there(self) -> bool:
        """It is in the extract."""
        return self.gone_since is None

    @property
    def is_open(self) -> bool:
        """It is in the extract, and somebody still has the work."""
        return self.is_there and self.authorised is None and not self.is_cancelled

    @property
    def is_completed(self) -> bool:
        """It is in the extract, and authorised."""
        return self.is_there and self.authorised is not None and not self.is_cancelled


@dataclass(eq=False)
class Authority:
    """The authority at one moment; `night` and `as_at` are those of the extract to come."""

    rng: Random
    night: int = 1
    as_at: date = FIRST_NIGHT
    assessments: list[Assessment] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    #: What has had its event since the night that tonight is compared with.
    touched: set[Assessment] = field(default_factory=set)
    last_assessment: int = 0
    last_child: int = 1233

    @property
    def night_before(self) -> date:
        """Return the as-at date of the night that this one is compared with."""
        back = 2 if self.night - 1 == HALF_EXTRACT else 1
        return weekdays_before(self.as_at, back)

    def happened(self, kind: str, assessment: Assessment, detail: str = "") -> None:
        """Write down an event."""
        ids = assessment.assessment_id, assessment.child_id
        self.events.append(Event(kind, *ids, detail))
        self.touched.add(assessment)

    def choose(self, fits: Callable[[Assessment], bool]) -> Assessment | None:
        """Choose one to which nothing happened yet, or none."""
        fitting = [
            each
            for each in self.assessments
            if not each.is_reserved and each not in self.touched and fits(each)
        ]
        return self.rng.choice(fitting) if fitting else None

    def days(self, fewest: int, most: int) -> timedelta:
        """Choose a number of days, both ends included."""
        return timedelta(days=self.rng.randint(fewest, most))

    def next_assessment_id(self) -> str:
        """Return an assessment id that none ever had."""
        self.last_assessment += 1
        return f"A{self.last_assessment:05}"

    def next_child_id(self) -> str:
        """Return the id of another child; it has leading zeros."""
        self.last_child += 1
        return f"{self.last_child:07}"


def weekdays_before(day: date, number: int) -> date:
    """Return the weekday that lies this many weekdays before another."""
    for _ in range(number):
        day -= timedelta(days=3 if day.weekday() == 0 else 1)
    return day


@untraced
def simulate(seed: int, nights: int = NIGHTS) -> list[SimulatedNight]:
    """Return the nights of an authority, the first of them with all that was there before."""
    authority = Authority(Random(seed))
    found_at_first(authority)
    told = [night_of(authority)]
    while authority.night < nights:
        next_night(authority)
        told.append(night_of(authority))
    return told


def next_night(authority: Authority) -> None:
    """Go on to the next weekday, and let happen what happens until then."""
    authority.night += 1
    authority.as_at += timedelta(days=3 if authority.as_at.weekday() == 4 else 1)
    authority.events = []
    if authority.night != HALF_EXTRACT + 1:
        authority.touched = set()
    for night, happening in THE_STORY:
        if authority.night == night:
            happening(authority)
    for happening in (refer, complete):
        happening(authority)
    for percent, surely_on, happening in BY_CHANCE:
        if authority.rng.randrange(100) < percent or authority.night == surely_on:
            happening(authority)


# What was there before the first night.


def found_at_first(authority: Authority) -> None:
    """Fill the extract of the first night: old and young, completed and open."""
    for _ in range(82):
        add_family(authority, referral=FIRST_NIGHT - authority.days(6, 170))
    for each in authority.assessments:
        chance = (FIRST_NIGHT - each.start).days
        if authority.rng.randrange(120) < chance:
            latest = (FIRST_NIGHT - each.start).days
            each.authorised = each.start + authority.days(0, latest)
    add_the_bulk(authority)
    add_those_with_a_part(authority)


def add_the_bulk(authority: Authority) -> None:
    """Add the open work of the worker who will close it all on one day."""
    for _ in range(BULK_COUNT):
        (each,) = add_family(authority, referral=date(2015, 2, 2), children=1)
        each.team, each.worker, each.is_reserved = 0, BULK_WORKER, True
        each.deadline = date(2015, 3, 20) + authority.days(0, 80)


def add_those_with_a_part(authority: Authority) -> None:
    """Add the ones that the story is about, and some that no history can follow easily."""
    for name in ("lacks its child", "first twin", "second twin", "copied", "stands twice", "lost"):
        (each,) = add_family(authority, referral=date(2015, 2, 9), children=1)
        each.family_id, each.is_reserved = name, True
        each.deadline = date(2015, 3, 10) + authority.days(0, 80)
    lacking, first, second, copied, twice, lost = authority.assessments[-6:]
    lacking.child_id = ""
    second.child_id, second.start = first.child_id, first.start
    copied.team = 3
    twice.stands_twice = True
    lost.assessment_id = lost.child_id = ""
    by_dates, without_referral, without_team = authority.assessments[:3]
    by_dates.assessment_id = ""
    without_referral.assessment_id, without_referral.referral = "", None
    without_team.team = None


def part_of(authority: Authority, name: str) -> Assessment:
    """Return the assessment that has this part in the story."""
    return next(each for each in authority.assessments if each.family_id == name)


def add_family(
    authority: Authority, *, referral: date, children: int | None = None
) -> list[Assessment]:
    """Add the assessments of siblings: they share the id of the assessment and of the family."""
    rng, assessment_id = authority.rng, authority.next_assessment_id()
    team, start = rng.randrange(len(TEAMS)), referral + authority.days(0, 3)
    has_deadline = rng.randrange(100) < 88
    added = [
        Assessment(
            assessment_id=assessment_id,
            child_id=authority.next_child_id(),
            family_id=f"F{assessment_id}",
            team=team,
            worker=f"Worker {2 + 4 * team + rng.randrange(4)}",
            referral=referral,
            start=start,
            deadline=start + authority.days(8, 60) if has_deadline else None,
        )
        for _ in range(children or rng.choice((1, 1, 1, 2, 3)))
    ]
    authority.assessments += added
    return added


# What happens every night.


def refer(authority: Authority) -> None:
    """Refer a family, or two: no two extracts are the same file."""
    for _ in range(authority.rng.choice((1, 1, 1, 2))):
        referral = authority.as_at - authority.days(3, 5)
        for each in add_family(authority, referral=referral):
            authority.happened("referral", each)


def complete(authority: Authority) -> None:
    """Authorise one or two, some of them entered some days after."""
    for _ in range(authority.rng.choice((1, 1, 2))):
        each = authority.choose(lambda each: each.is_open and each.start < authority.as_at)
        if each is not None:
            earliest = (authority.as_at - each.start).days
            back = timedelta(days=min(earliest, authority.rng.choice((0, 0, 1, 6, 14))))
            each.authorised = authority.as_at - back
            authority.happened("completed", each)


# What happens by chance.


def set_deadline(authority: Authority) -> None:
    """Set the deadline of one that has none."""
    each = authority.choose(lambda each: each.is_open and each.deadline is None)
    if each is not None:
        each.deadline = max(each.start, authority.as_at - timedelta(days=5)) + authority.days(1, 40)
        authority.happened("deadline_set", each)


def move_deadline(authority: Authority) -> None:
    """Move a deadline that has not been missed to any other day."""
    each = authority.choose(
        lambda each: each.is_open and each.deadline is not None and each.deadline >= authority.as_at
    )
    if each is not None:
        move_to(authority, each, max(each.start, authority.as_at - timedelta(days=7)))


def move_deadline_earlier(authority: Authority) -> None:
    """Move a deadline to an earlier day, missed or not."""
    each = authority.choose(
        lambda each: (
            each.is_open
            and each.deadline is not None
            and each.deadline > each.start + timedelta(days=5)
        )
    )
    if each is not None and each.deadline is not None:
        each.deadline -= authority.days(1, 5)
        authority.happened("deadline_moved", each, "earlier")


def put_off_missed_deadline(authority: Authority) -> None:
    """Put off a deadline that was missed, of an open assessment or, as a tidying, a completed."""
    is_tidying = authority.rng.randrange(4) == 0
    each = authority.choose(
        lambda each: (
            each.is_completed == is_tidying
            and each.deadline is not None
            and each.deadline < last_day(each, authority)
        )
    )
    if each is not None and each.deadline is not None:
        move_to(authority, each, each.deadline)


def last_day(each: Assessment, authority: Authority) -> date:
    """Return the day by which a deadline is judged; the earliest of all where none is."""
    if each.is_completed and each.authorised is not None:
        return each.authorised
    return authority.as_at if each.is_open else date.min


def move_to(authority: Authority, each: Assessment, after: date) -> None:
    """Move a deadline to another day after one; True if it was put off after it was missed."""
    old = each.deadline
    new = after + authority.days(1, 40)
    if old is None or new == old:
        return
    missed = new > old and min(last_day(each, authority), authority.night_before) > old
    each.deadline = new
    kind = "deadline_moved_after_missed" if missed else "deadline_moved"
    authority.happened(kind, each, "later" if new > old else "earlier")


def remove_deadline(authority: Authority) -> None:
    """Blank a deadline."""
    each = authority.choose(lambda each: each.is_open and each.deadline is not None)
    if each is not None:
        each.deadline = None
        authority.happened("deadline_removed", each)


def change_team(authority: Authority) -> None:
    """Hand one over to another team, and to a worker there."""
    each = authority.choose(lambda each: each.is_open and each.team is not None)
    if each is not None and each.team is not None:
        each.team = (each.team + authority.rng.randint(1, len(TEAMS) - 1)) % len(TEAMS)
        each.worker = f"Worker {2 + 4 * each.team}"
        authority.happened("team_changed", each)


def cancel(authority: Authority) -> None:
    """Cancel an open one."""
    each = authority.choose(lambda each: each.is_open)
    if each is not None:
        each.is_cancelled = True
        authority.happened("cancelled", each)


def reopen(authority: Authority) -> None:
    """Open a completed one again."""
    each = authority.choose(lambda each: each.is_completed)
    if each is not None:
        each.authorised = None
        authority.happened("reopened", each)


def vanish(authority: Authority) -> None:
    """Let an open one leave the extract."""
    each = authority.choose(lambda each: each.is_open)
    if each is not None:
        each.gone_since = authority.night
        authority.happened("vanished", each)


def come_back(authority: Authority) -> None:
    """Let one come back that left some nights ago; it may have been completed meanwhile."""
    each = authority.choose(
        lambda each: each.gone_since is not None and 2 <= authority.night - each.gone_since <= 8
    )
    if each is not None:
        each.gone_since = None
        is_done = authority.rng.randrange(2) == 1
        each.authorised = authority.as_at if is_done else None
        authority.happened("came_back_completed" if is_done else "came_back", each)


#: How often in a hundred nights, and on which night in any case.
BY_CHANCE: Sequence[tuple[int, int, Callable[[Authority], None]]] = (
    (30, 3, set_deadline),
    (45, 4, move_deadline),
    (20, 5, move_deadline_earlier),
    (35, 6, put_off_missed_deadline),
    (15, 7, remove_deadline),
    (40, 8, change_team),
    (20, 9, cancel),
    (15, 10, reopen),
    (20, 11, vanish),
    (35, 14, come_back),
)


# What happens on a certain night.


def renumber_everything(authority: Authority) -> None:
    """Give every assessment another id; child, referral and start stay."""
    new_ids: dict[str, str] = {}
    for each in authority.assessments:
        old = each.assessment_id
        if old:
            each.assessment_id = new_ids.setdefault(old, f"R{authority.night}-{len(new_ids):04}")
            tell_renumbered(authority, each, old)


def tell_renumbered(authority: Authority, each: Assessment, old: str) -> None:
    """Write down another id; what else happens to the assessment tonight may happen as well."""
    is_twin = each.family_id in {"first twin", "second twin"}
    kind = "renumbered_ambiguously" if is_twin else "renumbered"
    if each.is_there:
        authority.events.append(Event(kind, each.assessment_id, each.child_id, old))


def renumber_the_twins(authority: Authority) -> None:
    """Give two assessments of one child, referral and start another id each."""
    for name in ("first twin", "second twin"):
        each = part_of(authority, name)
        old, each.assessment_id = each.assessment_id, authority.next_assessment_id()
        tell_renumbered(authority, each, old)


def mend_child_id(authority: Authority) -> None:
    """Record the child of an assessment that had none."""
    each = part_of(authority, "lacks its child")
    each.child_id = authority.next_child_id()
    authority.happened("child_id_mended", each)


def copy(authority: Authority) -> None:
    """Enter an assessment a second time, without a deadline."""
    each = part_of(authority, "copied")
    second = Assessment(
        assessment_id=each.assessment_id,
        child_id=each.child_id,
        family_id="copy",
        team=each.team,
        worker=each.worker,
        referral=each.referral,
        start=each.start,
        deadline=None,
        is_reserved=True,
    )
    authority.assessments.append(second)
    authority.happened("copied", second)


def remove_copy(authority: Authority) -> None:
    """Delete what was entered a second time."""
    second = part_of(authority, "copy")
    authority.assessments.remove(second)
    authority.happened("copy_gone", second)


def close_in_bulk(authority: Authority) -> None:
    """Let one worker close all the open work on one day."""
    for each in authority.assessments:
        if each.worker == BULK_WORKER:
            each.authorised = authority.as_at
            authority.happened("bulk_completed", each)


THE_STORY: Sequence[tuple[int, Callable[[Authority], None]]] = (
    (COPIED, copy),
    (COPY_GONE, remove_copy),
    (CHILD_MENDED, mend_child_id),
    (RENUMBERED, renumber_everything),
    (RENUMBERED_AGAIN, renumber_the_twins),
    (BULK_CLOSURE, close_in_bulk),
)


# The extract.


def night_of(authority: Authority) -> SimulatedNight:
    """Return tonight as it is: the extract that was written, and the events."""
    rows = extract_of(authority)
    if authority.night == HALF_EXTRACT:
        rows = rows[: len(rows) // 2]
    return SimulatedNight(authority.night, authority.as_at, tuple(rows), tuple(authority.events))


def extract_of(authority: Authority) -> list[Row]:
    """Return a row per assessment that the system tells, in the order in which they were made."""
    rows = []
    for place, each in enumerate(authority.assessments):
        if each.is_there:
            row = row_of(each, spelling=place + authority.night)
            rows += [row, dict(row)] if each.stands_twice else [row]
    return rows


def row_of(each: Assessment, *, spelling: int) -> Row:
    """Return the cells of an assessment; `spelling` chooses among the names of its team."""
    return {
        "assessment_id": each.assessment_id,
        "child_id": each.child_id,
        "family_id": each.family_id,
        "team": "" if each.team is None else team_spelt(each.team, spelling),
        "worker": each.worker,
        "referral_date": written(each.referral),
        "start_date": written(each.start),
        "deadline": written(each.deadline),
        "authorised_date": written(each.authorised),
        "state": state_of(each),
        "child_seen": "Yes",
    }


def team_spelt(team: int, spelling: int) -> str:
    """Return the name of a team, or now and then an alias of it."""
    name, aliases = TEAMS[team]
    names = (name, name, name, *aliases)
    return names[spelling % len(names)]


def state_of(each: Assessment) -> str:
    """Return what the system calls the state."""
    if each.is_cancelled:
        return "Cancelled"
    return "Open" if each.authorised is None else "Authorised"


def written(day: date | None) -> str:
    """Return a date as the extract has it."""
    return "" if day is None else day.strftime("%d/%m/%Y")
