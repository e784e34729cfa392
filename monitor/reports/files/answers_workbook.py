"""The sheets of a team's workbook: what it is asked about, and cells to answer in."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from monitor.assessments.answers import (
    ANSWER_KINDS,
    FAULT_KINDS,
    GONE_REASONS,
    KIND_LABELS,
    LONGEST_NAME,
    LONGEST_WORDS,
    SHORTEST_WORDS,
    STATE_LABELS,
    WORKBOOK_HEADINGS,
)
from monitor.assessments.statuses import LABELS
from monitor.judgement.actions import ACTIONS
from monitor.judgement.exchanges import GROUPS, last_read
from monitor.judgement.flags import FLAG_LABELS
from monitor.judgement.steps import answers_of
from monitor.records.answers import normalise_answers
from monitor.reports.files.workbook import ExportSheet, ToFill
from monitor.reports.parts.wording import long_date
from monitor.reports.sections.listing import joined_flags

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import date

    from monitor.judgement.asking import Asking
    from monitor.judgement.night import Night
    from monitor.settings.answers import Answers

_IDS = ("child_id", "assessment_id")
_TO_FILL = ("kind", "date", "reason", "words", "by")
_LISTS = "Lists"
_STATES = {**STATE_LABELS, "lapsed": f"{STATE_LABELS['lapsed']}: please answer again"}
_ACTIONS = {action.code: f"{action.heading} ({action.who})" for action in ACTIONS}
_GONE_ACTION = "Explain why it is missing"


def rows_to_answer(night: Night, asking: Asking, rules: Answers) -> pd.DataFrame:
    """Return a row for each exception that anybody is asked about, by what it waits for.

    Its headings are those of the workbook; “Team” says whose it is.
    """
    order = asking.asks["group"].map(GROUPS.index).astype("int64").sort_values(kind="stable").index
    asks = asking.asks.loc[order].reset_index(drop=True)
    facts, said = _facts(night, asks), _last_answers(asking, asks)
    shown = pd.DataFrame(
        {
            "Reference": asks["reference"],
            "Team": asks["team"],
            **{WORKBOOK_HEADINGS[each]: facts[each] for each in _IDS},
            "Worker": facts["worker"],
            "Why it is listed": facts["why"],
            "Deadline": facts["deadline"],
            "Next action": facts["action"],
            "With whom it is": asks["with_whom"],
            "Since": asks["since"],
            "To answer by": asks["to_answer_by"],
            "Last answer": _in_words(asks, said),
        }
    )
    given = _filled_in(asks, facts, said, rules, night.as_at)
    return pd.concat([shown, given.rename(columns=WORKBOOK_HEADINGS)], axis="columns")


def answers_workbook(
    rows: pd.DataFrame, teams: Collection[str], rules: Answers, *, as_at: date
) -> tuple[ExportSheet, ...]:
    """Return the sheets for these teams: their rows of `rows_to_answer`, and how it is done."""
    reasons = tuple(dict.fromkeys((*rules.reasons, *map(_plain, GONE_REASONS))))
    own = rows[rows["Team"].isin(teams)]
    return (
        ExportSheet("Answers", own, _to_fill(reasons, rules, as_at)),
        ExportSheet("How to answer", _help(as_at, rules), is_locked=True),
        ExportSheet(_LISTS, _lists(reasons), is_locked=True),
    )


def _facts(night: Night, asks: pd.DataFrame) -> pd.DataFrame:
    """Return the ids, worker, deadline and why of each; of what left the extract, as it was."""
    is_there = (asks["position"] >= 0).to_numpy()
    records = night.judged.iloc[asks["position"][is_there]]
    flags = joined_flags(night.flags.iloc[asks["position"][is_there]])
    labels = {
        codes: "".join(f"; {FLAG_LABELS[code]}" for code in codes.split(";") if code)
        for codes in flags.unique()
    }
    status = records["status"].astype("str").map(LABELS)
    there = pd.DataFrame(
        {
            **{each: records[each].astype("str") for each in (*_IDS, "worker")},
            "deadline": records["effective_deadline"],
            "why": (status + flags.map(labels)).astype("str"),
            "action": records["next_action"].map(_ACTIONS).astype("str"),
        }
    ).set_axis(asks.index[is_there])
    gone = night.compared.gone.drop_duplicates("life").set_index("life")
    gone = gone.reindex(asks["life"][~is_there])
    left = pd.DataFrame(
        {
            **{each: gone[each].fillna("").astype("str") for each in (*_IDS, "worker")},
            "deadline": gone["deadline"],
            "why": "Left the extract unfinished",
            "action": _GONE_ACTION,
        }
    ).set_axis(asks.index[~is_there])
    return pd.concat([there, left.astype(there.dtypes)]).reindex(asks.index)


def _last_answers(asking: Asking, asks: pd.DataFrame) -> pd.DataFrame:
    """Return what each was answered last (columns of given answers), and why it does not count."""
    steps = asking.all_steps
    last = last_read(steps, answers_of(steps)).reindex(asks["reference"])
    held = asking.thread.held.drop_duplicates("said").set_index("said")
    said = held.reindex(last["answer"]).reset_index(names="said")
    is_refused = (last["step"] == "refused").to_numpy()
    why = last["why"].fillna("").where(is_refused, "").array
    return said.assign(why=why).set_axis(asks.index)


def _in_words(asks: pd.DataFrame, said: pd.DataFrame) -> pd.Series[str]:
    is_answered = asks["answer_state"] != ""
    until = asks["answer_until"].dt.strftime(" (until %d/%m/%Y)").fillna("")
    sentences = {
        codes: "".join(f". {FAULT_KINDS[code].sentence}" for code in codes.split(";") if code)
        for codes in said["why"].unique()
    }
    state = asks["answer_state"].map(_STATES).fillna("") + said["why"].map(sentences)
    kind = asks["answer_kind"].map(lambda code: KIND_LABELS.get(code, "An answer"))
    words: pd.Series[str] = (
        (kind + until + ", " + asks["answer_by"] + ": " + state)
        .where(is_answered, "")
        .astype("str")
    )
    return words


def _filled_in(
    asks: pd.DataFrame, facts: pd.DataFrame, said: pd.DataFrame, rules: Answers, as_at: date
) -> pd.DataFrame:
    """Return the cells to fill: with the last answer, where reading them gives it once more.

    One that came another way, or whose words were forgotten, would be read as a new one.
    """
    text = said[["kind", "reason", "words", "by"]].fillna("").astype("str")
    until = said["until"].astype("datetime64[s]")
    cells = text.assign(
        reference=asks["reference"],
        **{each: facts[each] for each in _IDS},
        kind=text["kind"].map(lambda code: KIND_LABELS.get(code, code)),
        date=until.dt.strftime("%Y-%m-%d").fillna(""),
        reason=text["reason"].map(_plain),
    )
    placed = cells.assign(source="", source_row=range(len(cells)))
    read = normalise_answers(placed, reasons=rules.reasons, as_at=as_at).set_index("source_row")
    again = read["said"].reindex(cells.index) == said["said"]
    keeps = again & asks["answer_state"].isin(["in_force", "refused"])
    filled = cells[["kind", "reason", "words", "by"]].where(keeps, "").astype("str")
    return filled.assign(date=until.where(keeps))[list(_TO_FILL)]


def _plain(code: str) -> str:
    return code.replace("_", " ")


def _to_fill(reasons: tuple[str, ...], rules: Answers, as_at: date) -> Mapping[str, ToFill]:
    most, kinds = rules.promise_at_most_working_days, len(ANSWER_KINDS)
    fields = {
        "kind": ToFill("Choose from the list.", choices=f"={_LISTS}!$A$2:$A${kinds + 1}", width=28),
        "date": ToFill(
            f"The day by which it will be finished, at most {most} working days ahead. "
            "Other answers need no date.",
            earliest=as_at,
            width=16,
        ),
        "reason": ToFill(
            "Choose from the list.", choices=f"={_LISTS}!$B$2:$B${len(reasons) + 1}", width=26
        ),
        "words": ToFill(
            f"A sentence of {SHORTEST_WORDS} to {LONGEST_WORDS} characters: what is being done.",
            length=(SHORTEST_WORDS, LONGEST_WORDS),
            width=50,
        ),
        "by": ToFill(
            "Your name or post, as the monitor's configuration has it.",
            length=(1, LONGEST_NAME),
            width=26,
        ),
    }
    return {WORKBOOK_HEADINGS[column]: field for column, field in fields.items()}


def _help(as_at: date, rules: Answers) -> pd.DataFrame:
    lines = (
        f"As at {long_date(as_at)}. Every row is an assessment on the list.",
        "Fill in the coloured cells of a row, save, and close the file. It is read tonight.",
        (
            "An answer counts only whole: answer, reason, a sentence, your name, and a date for "
            f"“{KIND_LABELS['will_finish_by']}”."
        ),
        f"A promised date is at most {rules.promise_at_most_working_days} working days ahead.",
        (
            "An answer stops the reminders only. The assessment stays on the list until the "
            "case-management system shows that it is done."
        ),
        "“Last answer” says if your answer counts. If not, correct it in the coloured cells.",
        "An answer in the very words of an earlier one is no new answer: say what is new.",
        "Do not rename the headings, and leave the references and ids as they are.",
        "This workbook holds personal data about children: send it to nobody by e-mail.",
    )
    return pd.DataFrame({"How to answer": pd.Series(lines, dtype="str")})


def _lists(reasons: tuple[str, ...]) -> pd.DataFrame:
    kinds = pd.Series([kind.label for kind in ANSWER_KINDS], dtype="str")
    columns = {"Answers": kinds, "Reasons": pd.Series(reasons, dtype="str")}
    return pd.DataFrame(columns).fillna("").astype("str")
