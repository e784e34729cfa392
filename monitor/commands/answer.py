"""`answer`: write down what somebody answered by telephone, by e-mail or on paper."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from monitor.assessments.answers import KIND_CODES
from monitor.commands import Answer, options

if TYPE_CHECKING:
    from datetime import date

    from monitor.nights.answers import Entered

_UNUSABLE = 2


@click.command()
@options.shared(options.output)
@click.argument("words", nargs=-1, type=options.Utf8Text(), metavar="[REF] KIND WORDS")
@click.option("--child", "child_id", default="", metavar="ID", help="The child's id, without REF.")
@click.option("--assessment", "assessment_id", default="", metavar="ID", help="The assessment's.")
@click.option("--until", type=options.AsAt(), help="The date that is promised.")
@click.option("--reason", default="", help="One of the configuration's reasons.")
@click.option("--by", default="", metavar="NAME", help="Who says so.")
@click.option("--on", type=options.AsAt(), help="The day on which it was said.")
@click.option(
    "--from",
    "file",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    help="A CSV of answers: reference, child_id, assessment_id, kind, date, reason, by, words.",
)
@options.as_json
def answer(
    asked: options.Asked,
    *,
    words: tuple[str, ...],
    child_id: str,
    assessment_id: str,
    until: date | None,
    reason: str,
    by: str,
    on: date | None,
    file: Path | None,
    as_json: bool,
) -> Answer:
    """Enter somebody's answer about an exception.

    REF is the reference on the page (or give --child and --assessment), KIND one of will_finish_by,
    moved_in_system, finished_in_system, recorded_wrongly, explained, not_ours and escalate, and
    WORDS say in a sentence what is being done. The answer counts from the next night.
    """
    from monitor.nights.answers import enter_answers, rows_of_file

    given = {
        **_arguments(words),
        "child_id": child_id,
        "assessment_id": assessment_id,
        "date": _iso(until),
        "reason": reason,
        "by": by,
        "on": _iso(on),
    }
    if file is not None and any(given.values()):
        raise click.UsageError("give either --from FILE or one answer, not both")
    rows = [(0, given)] if file is None else rows_of_file(file)
    entered = enter_answers(
        asked.order(),
        asked.posting(),
        rows,
        source="" if file is None else file.name,
    )
    code = _UNUSABLE if entered.faults else 0
    return Answer(_as_json(entered) if as_json else _in_words(entered), code, is_done=True)


def _arguments(words: tuple[str, ...]) -> dict[str, str]:
    """Return the reference, the kind and the sentence; a kind of answer is no reference."""
    has_reference = bool(words) and words[0] not in KIND_CODES
    reference, rest = (words[0], words[1:]) if has_reference else ("", words)
    return {"reference": reference, "kind": "".join(rest[:1]), "words": " ".join(rest[1:])}


def _iso(day: date | None) -> str:
    return "" if day is None else day.isoformat()


def _in_words(entered: Entered) -> str:
    from monitor.reports.parts.wording import counted

    return "\n".join(
        [
            f"{counted(entered.written, 'answer')} recorded; {entered.known} held already.",
            *(
                f"NOT RECORDED: {f'row {fault.row}, ' if fault.row else ''}{fault.column}: "
                f"{fault.message}"
                for fault in entered.faults
            ),
        ]
    )


def _as_json(entered: Entered) -> str:
    faults = [fault._asdict() for fault in entered.faults]
    return json.dumps({"recorded": entered.written, "held": entered.known, "faults": faults})
