"""What changed since the night before, in words: a row a change, for the reports and the CSV."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pandas as pd

from monitor.assessments.no_rows import no_rows
from monitor.assessments.statuses import EXCEPTION_STATUSES, LABELS
from monitor.judgement.change_rules import RESOLUTIONS
from monitor.reports.parts.rows import (
    NamedRow,
    days_of,
    iso,
    names_of,
    numbers_of,
)
from monitor.reports.parts.wording import counted, judged_by, short_date, short_dates
from monitor.reports.sections.change_words import CHANGES, ENDED_BY, in_a_sentence
from monitor.settings.words import PLAIN_WORDS, at_start

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from datetime import date

    from monitor.assessments.working_days import Bools
    from monitor.judgement.night import Figures, Night
    from monitor.settings.words import Words

#: A page shows at most this many changes, and all that vanished; all are in changes.csv.
SHOWN = 200
#: A missing assessment is said to leave the list these nights before it does.
_LAST_NIGHTS = 10
FIRST_NIGHT = "There is no earlier night in the history to compare this one with."
_COLUMNS = (
    *("team", "assessment_id", "child_id", "worker", "source", "source_row"),
    *("deadline", "effective_deadline", "working_days_late"),
)
#: The columns of changes. `source_row` is 0 for what is not in tonight's extract; `change` is the
#: code of one, `what` says it in words.
_TYPES = {
    **dict.fromkeys(("team", "assessment_id", "child_id", "worker", "source"), "str"),
    "source_row": "int64",
    "change": "str",
    "life": "int64",
    "working_days_late": "Int32",
    "is_ended": "bool",
    "deadline_before": "datetime64[s]",
    "deadline": "datetime64[s]",
    "effective_deadline": "datetime64[s]",
    "what": "str",
}
_NO_CHANGES = no_rows(_TYPES)


@dataclass(frozen=True, slots=True)
class ChangedRow(NamedRow):
    """A change since the night before: its code, and what it is in words."""

    change: str
    #: The number by which the history follows it; -1 where it cannot.
    life: int
    #: How late it is, or was when it was last seen.
    working_days_late: int | None
    #: True if it was an exception on the night before, and is none any more.
    is_ended: bool
    #: The deadline that the night before had, and tonight's.
    deadline_before: date | None
    deadline: date | None
    #: By which it is judged tonight: the one that was missed, where there is one.
    effective_deadline: date | None
    what: str

    def due(self, say: Callable[[date | None], str]) -> str:
        """Return the deadline in words; of what is gone, as it was last seen."""
        if self.change in ("vanished", "copy_gone"):
            return say(self.deadline_before)
        if self.effective_deadline != self.deadline:
            return judged_by(
                self.effective_deadline,
                self.deadline,
                say,
                is_missed=self.working_days_late is not None,
            )
        return say(self.deadline)

    @property
    def facts(self) -> tuple[str, ...]:
        """Return what the digest of a message holds of it."""
        days = iso((self.deadline_before, self.deadline))
        return (self.change, self.child_id, self.assessment_id, self.team_name, *days)


def list_changes(night: Night) -> pd.DataFrame:
    """Return a row per change to show, the gravest kind first; its columns are `_TYPES`.

    On the first night there is none.
    """
    changed = [] if night.compared.night is None else list(_changed(night))
    return pd.concat(changed, ignore_index=True)[list(_TYPES)] if changed else _NO_CHANGES


def _changed(night: Night) -> Iterator[pd.DataFrame]:
    """Yield the records of each change, with its words; no other record is put into words."""
    gone = set(night.compared.gone["kind"])
    if "vanished" in gone:
        yield _gone(night, "vanished")
    for change, (holds, say) in CHANGES.items():
        chosen = holds(night.compared).to_numpy(dtype=bool)
        if chosen.any():
            shown = _only(night, chosen)
            followed = shown.compared.followed
            yield shown.judged[list(_COLUMNS)].assign(
                change=change,
                life=followed["life"],
                deadline_before=followed["deadline_before"],
                is_ended=followed["resolved"].isin(ENDED_BY.get(change, ())),
                what=say(shown),
            )
    if "copy_gone" in gone:
        yield _gone(night, "copy_gone")


def _only(night: Night, chosen: Bools) -> Night:
    """Return the night with these of its records alone."""
    compared = night.compared
    followed, kinds = compared.followed[chosen], compared.kinds[chosen]
    return replace(
        night,
        judged=night.judged[chosen],
        compared=replace(compared, followed=followed, kinds=kinds),
    )


def _gone(night: Night, kind: str) -> pd.DataFrame:
    """Return the records of the night before that are gone, as they were last seen, worst first."""
    gone = night.compared.gone[night.compared.gone["kind"] == kind]
    gone = gone.assign(is_exception=gone["status"].isin(EXCEPTION_STATUSES)).sort_values(
        ["is_exception", "working_days_late", "start_date"],
        ascending=[False, False, True],
        kind="stable",
    )
    status = gone["status"].map(LABELS)
    none = pd.Series(pd.NaT, gone.index, dtype="datetime64[s]")
    nights = (gone["missing_nights"].astype("str") + " nights").replace("1 nights", "1 night")
    words = {
        "vanished": status
        + "; last seen "
        + short_dates(gone["last_seen"])
        + ", missing "
        + nights
        + _last_nights(gone["nights_left"]),
        "copy_gone": RESOLUTIONS["copy_gone"] + " (was " + in_a_sentence(gone["status"]) + ")",
    }
    return gone[["team", "assessment_id", "child_id", "worker"]].assign(
        source="",
        source_row=0,
        change=kind,
        life=gone["life"],
        working_days_late=gone["working_days_late"],
        is_ended=gone["is_exception"] & (kind == "copy_gone"),
        deadline_before=gone["deadline"],
        deadline=none,
        effective_deadline=none,
        what=words[kind] + _missed(gone),
    )


def _missed(gone: pd.DataFrame) -> pd.Series[str]:
    """Return the deadline that was missed, where the record had another one when last seen."""
    missed = gone["missed_deadline"]
    is_other = missed.notna() & (missed != gone["deadline"])
    return ("; it missed " + short_dates(missed)).where(is_other, "")


def _last_nights(left: pd.Series[int]) -> pd.Series[str]:
    """Return in how many nights a missing assessment is forgotten, where they are few."""
    nights = (left.astype("str") + " nights").replace("1 nights", "1 night")
    return ("; not listed any more in " + nights).where(left <= _LAST_NIGHTS, "")


def rows_of(listed: pd.DataFrame) -> list[ChangedRow]:
    """Return a row per change, for pages and messages."""
    return list(
        map(
            ChangedRow,
            *names_of(listed),
            listed["change"].tolist(),
            listed["life"].tolist(),
            numbers_of(listed["working_days_late"]),
            listed["is_ended"].tolist(),
            days_of(listed["deadline_before"]),
            days_of(listed["deadline"]),
            days_of(listed["effective_deadline"]),
            listed["what"].tolist(),
        )
    )


def changes_in_words(figures: Figures, night: date | None, words: Words = PLAIN_WORDS) -> str:
    """Return what changed in a sentence, with the counts that are not 0."""
    if night is None:
        return FIRST_NIGHT
    count = figures.changes
    ended = {how: count[f"resolved_{how}"] for how in RESOLUTIONS}
    vanished = counted(count["vanished"], words.assessment, words.assessments)
    parts = (
        f"{count['new_exceptions']} new",
        f"{count['still_exceptions']} still there",
        f"{sum(ended.values())} no longer on the list{_how(ended)}",
        *(say(count[code]) for code, say in _SAID.items() if count[code]),
        f"{vanished} missing from the extract unfinished "
        f"({count['vanished_tonight']} of them since that night)"
        if count["vanished"]
        else "",
    )
    return f"Since the night of {short_date(night)}: {'; '.join(filter(None, parts))}."


def _how(ended: Mapping[str, int]) -> str:
    said = ", ".join(f"{number} {_ENDED[how]}" for how, number in ended.items() if number)
    return f" ({said})" if said else ""


#: How an exception ended, after its number.
_ENDED = {
    "cancelled": "cancelled",
    "deadline_met": "completed by the deadline",
    "completed": "completed",
    "deadline_set": "given a deadline",
    "deadline_moved": "moved",
    "mended": "mended in the record",
    "copy_gone": "of two records for one",
}
_SAID: dict[str, Callable[[int], str]] = {
    "deadlines_moved": lambda count: f"{counted(count, 'deadline')} moved",
    "deadlines_moved_after_missed": "{} moved after being missed".format,
    "still_counted": "{} moved, removed or set anew and still counted".format,
    "restored": "{} back on the list by a deadline missed earlier".format,
    "team_changed": "{} came from another team".format,
    "team_left": "{} went to another team".format,
}


def beside_in_words(count: Mapping[str, int]) -> str:
    """Return what the tables of changes do not show: what is still there, came back, or went."""
    codes = ("still_counted", "restored", "team_left")
    parts = (
        f"{count['still_exceptions']} still there" if count["still_exceptions"] else "",
        *(_SAID[code](count[code]) for code in codes if count[code]),
    )
    said = "; ".join(filter(None, parts))
    return f"{at_start(said)}." if said else ""
