"""`answer`: write down what is known of an assessment that left the extract unfinished."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from monitor.commands import Answer, options

if TYPE_CHECKING:
    from monitor.nights.answers import Entered

_UNUSABLE = 2


@click.command()
@options.shared(options.output)
@click.argument("kind", required=False, default="")
@click.argument("words", type=options.Utf8Text(), required=False, default="")
@click.option("--child", "child_id", default="", metavar="ID", help="The child's id.")
@click.option("--assessment", "assessment_id", default="", metavar="ID", help="The assessment's.")
@click.option("--reason", default="", help="moved_away, turned_18, ids_merged, cancelled or other.")
@click.option("--by", default="", metavar="NAME", help="Who says so.")
@click.option(
    "--from",
    "file",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    help="A CSV of answers: child_id, assessment_id, kind, reason, by, words.",
)
@options.as_json
def answer(
    asked: options.Asked,
    *,
    kind: str,
    words: str,
    child_id: str,
    assessment_id: str,
    reason: str,
    by: str,
    file: Path | None,
    as_json: bool,
) -> Answer:
    """Explain why an assessment is missing.

    KIND is `explained`, and WORDS say in a sentence what was found out. The assessment is listed
    as missing until then, and the answer counts from the next night.
    """
    from monitor.nights.answers import enter_answers, rows_of_file

    given = {
        "child_id": child_id,
        "assessment_id": assessment_id,
        "kind": kind,
        "reason": reason,
        "by": by,
        "words": words,
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
    return Answer(_as_json(entered) if as_json else _in_words(entered), code)


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
