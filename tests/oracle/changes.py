"""The oracle of changes: tonight against the night before once more, slow and obvious.

Written from the words of the contract and not from the program: nothing of `monitor` is imported,
and every record is compared with every other. Statuses and days are those of
`tests/oracle/records.py`.

Four places of the contract can be read in two ways. They are read so:
- A record with an assessment id and no child id is followed by the assessment id alone; otherwise
  no child id could ever be mended.
- In step 3 all that is unmatched under one assessment id counts, once one of them has no child id.
- What several records of before could be in step 2 may still be found in step 3.
- An assessment that had vanished was open before, so that one that comes back completed is
  `completed` as well; one that was completed long ago, reopened and then left has vanished.
"""

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from tests.oracle.records import (
    COMPLETED,
    OPEN,
    PAST_DEADLINE,
    OracleRecord,
    OracleRules,
    clock_of,
    is_left_out_of_days,
    judge,
    read_record,
    spaces_and_case_aside,
    working_days,
)
from tests.support.untraced import untraced

EXCEPTIONS = frozenset({"overdue", "no_deadline", "unreadable"})
NO_TEAM = "No team recorded"
RESOLUTIONS = (
    "cancelled",
    "deadline_met",
    "completed",
    "deadline_set",
    "deadline_moved",
    "mended",
    "copy_gone",
)
COUNTED = (
    "first_seen",
    "new_exceptions",
    "still_exceptions",
    "completed",
    "deadlines_moved",
    "deadlines_moved_after_missed",
    "deadlines_set",
    "deadlines_removed",
    "team_changed",
    "team_left",
    "reopened",
    "came_back",
    "restored",
    "still_counted",
    "vanished",
    "vanished_tonight",
    "explained",
    "completed_left",
    "not_followed",
    "ambiguous",
)

Key = tuple[Hashable, ...]
Pairs = dict[int, int]  # the place of a record tonight -> the place of the same one before


@dataclass(frozen=True)
class Record:
    """What a change may depend on; `None` is a date that is not usable."""

    assessment_id: str
    child_id: str
    team: str
    referral_date: date | None
    start_date: date | None
    deadline: date | None
    authorised_date: date | None
    status: str
    state: str = ""
    worker: str = ""
    effective_deadline: date | None = None
    missed_deadline: date | None = None  # what earlier nights saw missed
    missed_tonight: date | None = None  # what this night sees missed


@dataclass(frozen=True)
class Carried:
    """A record with what is carried on with it; `missing_nights` is over 0 once it vanished."""

    record: Record
    first_seen: date
    first_deadline: date | None
    exception_nights: int
    moved_after_missed: bool
    missing_nights: int = 0
    missed_deadline: date | None = None


@dataclass(frozen=True)
class Before:
    """A published night as the next one finds it: its records, then those listed as vanished.

    Of exceptions that cannot be followed it knows only the teams, and for how many nights.
    """

    night: date
    carried: tuple[Carried, ...]
    unfollowed: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True)
class Told:
    """What is said of one record of tonight; nothing is carried of one that is not followed."""

    record: Record
    carried: Carried | None
    changes: frozenset[str]
    resolved: str | None
    moved_working_days: int | None
    flags: frozenset[str]
    #: The team from which it came tonight, by its name of tonight; None where it did not.
    left: str | None = None
    #: For how many nights there has been such an exception, where it cannot be followed.
    unfollowed_nights: int = 0


@dataclass(frozen=True)
class Comparison:
    """Tonight against the night before; `told` is in the order of the rows."""

    night: date
    compared_with: date | None
    told: tuple[Told, ...]
    vanished: tuple[Carried, ...]
    copies_gone: tuple[Carried, ...]
    completed_left: tuple[Carried, ...]

    def as_before(self) -> Before:
        """What the next night is compared with."""
        present = tuple(told.carried for told in self.told if told.carried is not None)
        unfollowed = tuple(
            (told.record.team, told.unfollowed_nights)
            for told in self.told
            if is_unfollowed_exception(told)
        )
        return Before(self.night, present + self.vanished, unfollowed)


def is_unfollowed_exception(told: Told) -> bool:
    """Somebody must act on it, and nobody can tell which one of the night before it is."""
    return told.carried is None and told.record.status in EXCEPTIONS


@dataclass(frozen=True)
class Pair:
    """One record of tonight, what it was before, and all that decides what changed."""

    tonight: Record
    before: Carried | None
    rules: OracleRules
    night_before: date | None

    @property
    def is_exception(self) -> bool:
        """Somebody must act on it tonight."""
        return self.tonight.status in EXCEPTIONS

    @property
    def was_there(self) -> bool:
        """It was in the extract of the night before."""
        return self.before is not None and self.before.missing_nights == 0

    @property
    def was_exception(self) -> bool:
        """Somebody had to act on it on the night before."""
        return self.was_there and self.status_before in EXCEPTIONS

    @property
    def status_before(self) -> str | None:
        """The status when it was last seen."""
        return None if self.before is None else self.before.record.status

    @property
    def deadline_before(self) -> date | None:
        """The deadline when it was last seen."""
        return None if self.before is None else self.before.record.deadline


@untraced
def records_of(
    rows: Sequence[Mapping[str, str]], rules: OracleRules, before: Before | None = None
) -> list[Record]:
    """Read and judge an extract as `tests/oracle/records.py` does, by what was missed before."""
    records = judged_records(rows, rules, None)
    if before is None:
        return records
    return judged_records(rows, rules, missed_before(records, before))


def judged_records(
    rows: Sequence[Mapping[str, str]], rules: OracleRules, missed: Sequence[date | None] | None
) -> list[Record]:
    """Read and judge an extract by these missed deadlines."""
    columns = frozenset(rows[0]) if rows else frozenset()
    readings = [read_record(row, columns, rules, clock_of(rules))[0] for row in rows]
    return [
        Record(
            assessment_id=reading.assessment_id,
            child_id=reading.child_id,
            team=judged.team,
            referral_date=reading.referral_date,
            start_date=reading.start_date,
            deadline=judged.deadline,
            authorised_date=judged.authorised_date,
            status=judged.status,
            state=reading.state,
            worker=reading.worker,
            effective_deadline=judged.effective_deadline,
            missed_deadline=judged.missed_deadline,
            missed_tonight=judged.effective_deadline if is_seen_missed(judged) else None,
        )
        for reading, judged in zip(readings, judge(rows, rules, missed), strict=True)
    ]


def is_seen_missed(judged: OracleRecord) -> bool:
    """Section 4: overdue or completed late, and not by a deadline before the start."""
    return judged.status in PAST_DEADLINE and not is_left_out_of_days(judged)


def missed_before(records: Sequence[Record], before: Before) -> list[date | None]:
    """What earlier nights saw missed of each record; of candidates, the earliest."""
    here = {place: record for place, record in enumerate(records) if is_followed(record)}
    there = {place: each.record for place, each in enumerate(before.carried)}
    matched = match(here, there)
    found: list[date | None] = []
    for place in range(len(records)):
        pair = matched.pairs.get(place)
        theirs = matched.candidates.get(place, set()) if pair is None else {pair}
        missed = [before.carried[each].missed_deadline for each in theirs]
        found.append(min((each for each in missed if each is not None), default=None))
    return found


# Who takes part, and by what key.


def key_of(record: Record) -> Key | None:
    """Assessment and child id; else child id, referral and start (both may be blank); else none."""
    if record.assessment_id:
        return ("by id", record.assessment_id, record.child_id)
    if record.child_id:
        return ("by dates", record.child_id, record.referral_date, record.start_date)
    return None


def is_followed(record: Record) -> bool:
    """It is no duplicate and has a key."""
    return record.status != "duplicate" and key_of(record) is not None


def in_order_of_copies(record: Record) -> tuple[date, bool, date]:
    """Start date, then referral date, the blank one last; an unusable start stands first."""
    return (
        record.start_date or date.min,
        record.referral_date is None,
        record.referral_date or date.min,
    )


def numbered_keys(records: Mapping[int, Record]) -> dict[int, Key]:
    """The key of each record with the number of its copy; equal dates keep the source order."""
    numbered: dict[int, Key] = {}
    copies: Counter[Key] = Counter()
    for place in sorted(records, key=lambda place: in_order_of_copies(records[place])):
        key = key_of(records[place])
        assert key is not None, "only followed records are numbered"
        copies[key] += 1
        numbered[place] = (*key, copies[key])
    return numbered


# Matching, each step among what the steps before it left.


@dataclass(frozen=True)
class Matched:
    """The pairs that were found, and the places of tonight's records that could be several."""

    pairs: Pairs
    ambiguous: frozenset[int]
    candidates: Mapping[int, set[int]]  # of each record that could be several: their places


def match(tonight: Mapping[int, Record], before: Mapping[int, Record]) -> Matched:
    """Find each followed record of tonight among the records of before."""
    pairs: Pairs = {}
    candidates: dict[int, set[int]] = {}
    for step in (by_content, by_key, by_dates, by_mended_child):
        here = {place: record for place, record in tonight.items() if place not in pairs}
        there = {place: record for place, record in before.items() if place not in pairs.values()}
        for ours, theirs in step(here, there):
            if len(ours) == len(theirs) == 1:
                pairs[ours[0]] = theirs[0]
            elif ours and theirs:
                for place in ours:
                    candidates.setdefault(place, set()).update(theirs)
    return Matched(pairs, frozenset(set(candidates) - set(pairs)), candidates)


Groups = Iterator[tuple[list[int], list[int]]]
Records = Mapping[int, Record]


def by_content(tonight: Records, before: Records) -> Groups:
    """Step 0: where several share a key, the same key and the same of what tells them apart."""
    several = keys_of_several(tonight) | keys_of_several(before)
    return beside_each_other(contents_of(tonight, several), contents_of(before, several))


def keys_of_several(records: Records) -> set[Key]:
    """The keys that more than one record has."""
    times = Counter(key for key in map(key_of, records.values()) if key is not None)
    return {key for key, number in times.items() if number > 1}


def contents_of(records: Records, keys: set[Key]) -> dict[int, Key]:
    """Key, deadline, authorised date, state, team and worker of the records of these keys."""
    return {
        place: (
            *key,
            record.deadline,
            record.authorised_date,
            record.state,
            record.team,
            record.worker,
        )
        for place, record in records.items()
        for key in [key_of(record)]
        if key is not None and key in keys
    }


def by_key(tonight: Records, before: Records) -> Groups:
    """Step 1: the same key and the same number of the copy."""
    here, there = numbered_keys(tonight), numbered_keys(before)
    return beside_each_other(here, there)


def by_dates(tonight: Records, before: Records) -> Groups:
    """Step 2: renumbered, so the same child id, referral date and usable start date."""
    return beside_each_other(dates_of(tonight), dates_of(before))


def dates_of(records: Records) -> dict[int, Key]:
    """Child id, referral (blank equals blank) and start of the records that have a start."""
    return {
        place: (record.child_id, record.referral_date, record.start_date)
        for place, record in records.items()
        if record.child_id and record.start_date
    }


def by_mended_child(tonight: Records, before: Records) -> Groups:
    """Step 3: the same assessment id, where one side has no child id."""
    here, there = ids_of(tonight), ids_of(before)
    for ours, theirs in beside_each_other(here, there):
        children = [tonight[place].child_id for place in ours]
        children += [before[place].child_id for place in theirs]
        if "" in children:
            yield ours, theirs


def ids_of(records: Records) -> dict[int, Key]:
    """The assessment id of each record that has one."""
    return {
        place: (record.assessment_id,) for place, record in records.items() if record.assessment_id
    }


def beside_each_other(here: Mapping[int, Key], there: Mapping[int, Key]) -> Groups:
    """The places on both sides under each key."""
    for key in dict.fromkeys([*here.values(), *there.values()]):
        yield places_under(key, here), places_under(key, there)


def places_under(key: Key, keys: Mapping[int, Key]) -> list[int]:
    """The places that have this key."""
    return [place for place, other in keys.items() if other == key]


# What changed of one record.


def is_first_seen(pair: Pair) -> bool:
    """No match."""
    return pair.before is None


def is_new_exception(pair: Pair) -> bool:
    """An exception tonight that was none, had vanished or was not known."""
    return pair.is_exception and not pair.was_exception


def is_still_exception(pair: Pair) -> bool:
    """An exception tonight and on the night before."""
    return pair.is_exception and pair.was_exception


def was_completed(pair: Pair) -> bool:
    """Open before, completed tonight."""
    return pair.status_before in OPEN and pair.tonight.status in COMPLETED


def is_deadline_moved(pair: Pair) -> bool:
    """Usable before and tonight, and different."""
    earlier, now = pair.deadline_before, pair.tonight.deadline
    return earlier is not None and now is not None and earlier != now


def is_moved_after_missed(pair: Pair) -> bool:
    """Moved to a later date when the former one was past on the night before already."""
    earlier, now = pair.deadline_before, pair.tonight.deadline
    if earlier is None or now is None or pair.night_before is None:
        return False
    return now > earlier and min(judged_on(pair), pair.night_before) > earlier


def judged_on(pair: Pair) -> date:
    """The authorised date of a completed one, else the as-at date."""
    if pair.tonight.status in COMPLETED:
        assert pair.tonight.authorised_date is not None, "completed without a date"
        return pair.tonight.authorised_date
    return pair.rules.as_at


def is_deadline_set(pair: Pair) -> bool:
    """None before, one tonight."""
    return (
        pair.before is not None
        and pair.deadline_before is None
        and pair.tonight.deadline is not None
    )


def is_deadline_removed(pair: Pair) -> bool:
    """One before, none tonight."""
    return pair.deadline_before is not None and pair.tonight.deadline is None


def is_team_changed(pair: Pair) -> bool:
    """The team is another than before, whose name is read through tonight's aliases."""
    if pair.before is None:
        return False
    return configured_team(pair.before.record.team, pair.rules) != pair.tonight.team


def team_that_was_left(pair: Pair) -> str | None:
    """The team from which it came, where it changed its team."""
    if pair.before is None or not is_team_changed(pair):
        return None
    return configured_team(pair.before.record.team, pair.rules) or NO_TEAM


def is_reopened(pair: Pair) -> bool:
    """Completed before, open tonight."""
    return pair.status_before in COMPLETED and pair.tonight.status in OPEN


def is_back(pair: Pair) -> bool:
    """It had vanished."""
    return pair.before is not None and pair.before.missing_nights > 0


def is_still_counted(pair: Pair) -> bool:
    """Moved, removed or set, and judged by the one that was missed."""
    changes = (is_deadline_moved, is_deadline_removed, is_deadline_set)
    is_changed = any(holds(pair) for holds in changes)
    judged = pair.tonight.status in OPEN | COMPLETED
    missed, effective = pair.tonight.missed_deadline, pair.tonight.effective_deadline
    is_other = missed is not None and effective != pair.tonight.deadline
    return is_changed and judged and is_other


def is_restored(pair: Pair) -> bool:
    """On track the night before, overdue tonight by what was missed earlier."""
    was_on_track = pair.was_there and pair.status_before in {"due_soon", "on_track"}
    is_overdue = pair.tonight.status == "overdue"
    return was_on_track and is_overdue and pair.tonight.missed_deadline is not None


CHANGES: dict[str, Callable[[Pair], bool]] = {
    "first_seen": is_first_seen,
    "new_exceptions": is_new_exception,
    "still_exceptions": is_still_exception,
    "completed": was_completed,
    "deadlines_moved": is_deadline_moved,
    "deadlines_moved_after_missed": is_moved_after_missed,
    "deadlines_set": is_deadline_set,
    "deadlines_removed": is_deadline_removed,
    "team_changed": is_team_changed,
    "reopened": is_reopened,
    "came_back": is_back,
    "restored": is_restored,
    "still_counted": is_still_counted,
}


def resolved(pair: Pair) -> str | None:
    """How an exception of the night before ended: the first that holds; None if it did not."""
    if not pair.was_exception or pair.is_exception:
        return None
    status = pair.tonight.status
    if status == "cancelled":
        return "cancelled"
    if status == "completed_on_time":
        return "deadline_met"
    if status in {"completed_late", "completed_no_deadline"}:
        return "completed"
    if is_deadline_set(pair):
        return "deadline_set"
    return "deadline_moved" if is_deadline_moved(pair) else "mended"


def moved_working_days(pair: Pair) -> int | None:
    """Working days by which the deadline was moved, by the manager's calendar; earlier is less."""
    earlier, now = pair.deadline_before, pair.tonight.deadline
    if earlier is None or now is None or earlier == now:
        return None
    manager = clock_of(pair.rules).manager
    if now > earlier:
        return working_days(earlier, now, manager)
    return -working_days(now, earlier, manager)


def configured_team(name: str, rules: OracleRules) -> str:
    """The configured name behind a name or an alias; any other stays as it is."""
    wanted = spaces_and_case_aside(name)
    for team, aliases in rules.teams:
        if wanted in map(spaces_and_case_aside, (team, *aliases)):
            return team
    return name


# What is carried on, and the flags.


def carried_on(pair: Pair) -> Carried:
    """What the next night is to know of a record."""
    before, record, as_at = pair.before, pair.tonight, pair.rules.as_at
    if before is None:
        return Carried(
            record,
            as_at,
            record.deadline,
            int(pair.is_exception),
            moved_after_missed=False,
            missed_deadline=missed_by(record),
        )
    earlier_nights = before.exception_nights if pair.was_exception else 0
    return Carried(
        record=record,
        first_seen=before.first_seen,
        first_deadline=before.first_deadline or record.deadline,
        exception_nights=1 + earlier_nights if pair.is_exception else 0,
        moved_after_missed=before.moved_after_missed or is_moved_after_missed(pair),
        missed_deadline=missed_by(record),
    )


def missed_by(record: Record) -> date | None:
    """The earliest deadline that was seen missed, tonight's among them."""
    seen = (record.missed_deadline, record.missed_tonight)
    return min((each for each in seen if each is not None), default=None)


def flags_of(pair: Pair, carried: Carried, *, is_compared: bool) -> frozenset[str]:
    """The flags that need a history."""
    status, first = carried.record.status, carried.first_deadline
    is_first_missed = first is not None and first < pair.rules.as_at
    holds = {
        "new_tonight": is_new_exception(pair) and is_compared,
        "deadline_moved": is_deadline_moved(pair),
        "deadline_moved_after_missed": carried.moved_after_missed and status in OPEN | COMPLETED,
        "first_deadline_missed": status in OPEN and status != "overdue" and is_first_missed,
    }
    return frozenset(flag for flag, is_held in holds.items() if is_held)


# Tonight against the night before.


@untraced
def compare(
    tonight: Sequence[Record],
    before: Before | None,
    rules: OracleRules,
) -> Comparison:
    """Compare the records of tonight, in the order of their rows, with the night before."""
    carried = () if before is None else before.carried
    here = {place: record for place, record in enumerate(tonight) if is_followed(record)}
    there = {place: each.record for place, each in enumerate(carried)}
    matched = match(here, there)
    told = tuple(
        told_of(
            Pair(
                record,
                carried[found] if found is not None else None,
                rules,
                night_before=None if before is None else before.night,
            ),
            is_ambiguous=place in matched.ambiguous,
            is_compared=before is not None,
        )
        for place, record in enumerate(tonight)
        for found in [matched.pairs.get(place)]
    )
    told = tuple(unfollowed_by_number(told, before, rules))
    found_again = set(matched.pairs.values())
    gone = [each for place, each in enumerate(carried) if place not in found_again]
    keys = {key_of(record) for record in here.values()}
    comparison = Comparison(
        night=rules.as_at,
        compared_with=None if before is None else before.night,
        told=told,
        vanished=tuple(vanished_among(gone, keys, rules)),
        copies_gone=tuple(
            with_team_of_the_copy(each, here.values())
            for each in gone
            if is_a_copy_gone(each.record, keys)
        ),
        completed_left=tuple(
            with_team_of_tonight(each, rules)
            for each in gone
            if each.record.status in COMPLETED and not is_a_copy_gone(each.record, keys)
        ),
    )
    check_sums(comparison, before)
    return comparison


def unfollowed_by_number(
    told: Sequence[Told], before: Before | None, rules: OracleRules
) -> Iterator[Told]:
    """Exceptions that cannot be followed: a team keeps as many as it had, the others are new."""
    had: dict[str, list[int]] = {}
    for team, nights in sorted(() if before is None else before.unfollowed, key=lambda had: had[1]):
        had.setdefault(configured_team(team, rules), []).append(nights)
    for each in told:
        if not is_unfollowed_exception(each):
            yield each
        elif before is None:
            yield replace(each, unfollowed_nights=1)
        elif of_team := had.get(each.record.team):
            still = each.changes | {"still_exceptions"}
            yield replace(each, changes=still, unfollowed_nights=of_team.pop() + 1)
        else:
            new, flag = each.changes | {"new_exceptions"}, frozenset({"new_tonight"})
            yield replace(each, changes=new, flags=flag, unfollowed_nights=1)


def told_of(pair: Pair, *, is_ambiguous: bool, is_compared: bool) -> Told:
    """What is said of one record; of one that is not followed, only that it is not."""
    if not is_followed(pair.tonight):
        is_copy = pair.tonight.status == "duplicate"
        changes = frozenset() if is_copy else frozenset({"not_followed"})
        return Told(pair.tonight, None, changes, None, None, frozenset())
    carried = carried_on(pair)
    changes = frozenset(change for change, holds in CHANGES.items() if holds(pair))
    changes -= frozenset() if is_compared else {"new_exceptions"}
    return Told(
        record=pair.tonight,
        carried=carried,
        changes=changes | {"ambiguous"} if is_ambiguous else changes,
        resolved=resolved(pair),
        moved_working_days=moved_working_days(pair),
        flags=flags_of(pair, carried, is_compared=is_compared),
        left=team_that_was_left(pair),
    )


def is_a_copy_gone(record: Record, keys: set[Key | None]) -> bool:
    """Its key is there tonight, and it has a child id: without one it may be another child's."""
    return record.child_id != "" and key_of(record) in keys


def vanished_among(
    gone: Iterable[Carried], keys: set[Key | None], rules: OracleRules
) -> Iterator[Carried]:
    """Open when last seen, and nothing under its key tonight."""
    for each in gone:
        missing = each.missing_nights + 1
        is_here = is_a_copy_gone(each.record, keys)
        if each.record.status in OPEN and not is_here:
            yield replace(with_team_of_tonight(each, rules), missing_nights=missing)


def with_team_of_the_copy(gone: Carried, here: Iterable[Record]) -> Carried:
    """The same under the team of the first of tonight's records that has its key."""
    left = next(record for record in here if key_of(record) == key_of(gone.record))
    return replace(gone, record=replace(gone.record, team=left.team))


def with_team_of_tonight(gone: Carried, rules: OracleRules) -> Carried:
    """The same under the name that its team goes by tonight."""
    team = configured_team(gone.record.team, rules)
    return replace(gone, record=replace(gone.record, team=team))


def check_sums(comparison: Comparison, before: Before | None) -> None:
    """The exceptions of both nights are each accounted for once."""
    counts = changes_of(comparison)
    if before is None:
        assert counts["new_exceptions"] == counts["still_exceptions"] == 0
        return
    night_before = before.carried
    now = sum(each.record.status in EXCEPTIONS for each in comparison.told)
    still_unfollowed = sum(
        "still_exceptions" in each.changes for each in comparison.told if each.carried is None
    )
    then = sum(
        each.record.status in EXCEPTIONS and each.missing_nights == 0 for each in night_before
    )
    went = sum(
        each.record.status in EXCEPTIONS and each.missing_nights == 1
        for each in comparison.vanished
    )
    assert now == counts["new_exceptions"] + counts["still_exceptions"]
    assert (
        then
        == counts["still_exceptions"] - still_unfollowed + sum(counts["resolved"].values()) + went
    )


# The counts of `summary.json`.


def changes_of(comparison: Comparison, team: str | None = None) -> dict[str, Any]:
    """The counts of the service, or of one team: that of tonight, or the last of what went."""
    counts: Counter[str] = Counter()
    ended: Counter[str] = Counter()
    for each in comparison.told:
        if team in {None, each.record.team or NO_TEAM}:
            counts.update(each.changes)
            ended.update([each.resolved] if each.resolved else [])
        counts["team_left"] += each.left is not None and team in {None, each.left}
    for gone in comparison.vanished:
        if team in {None, gone.record.team or NO_TEAM}:
            counts["vanished"] += 1
            counts["vanished_tonight"] += gone.missing_nights == 1
    for gone in comparison.copies_gone:
        was_exception = gone.record.status in EXCEPTIONS and gone.missing_nights == 0
        if team in {None, gone.record.team or NO_TEAM} and was_exception:
            ended["copy_gone"] += 1
    for gone in comparison.completed_left:
        counts["completed_left"] += team in {None, gone.record.team or NO_TEAM}
    return {
        **{change: counts[change] for change in COUNTED},
        "resolved": {how: ended[how] for how in RESOLUTIONS},
    }


def changes_by_team(comparison: Comparison) -> dict[str, dict[str, Any]]:
    """The counts of every team that has a record tonight or one that went."""
    records = [each.record for each in comparison.told]
    records += [each.record for each in (*comparison.vanished, *comparison.copies_gone)]
    teams = {record.team or NO_TEAM for record in records}
    teams |= {each.left for each in comparison.told if each.left is not None}
    return {team: changes_of(comparison, team) for team in sorted(teams)}
