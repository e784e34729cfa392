"""`verify`: check the hashes of each night's inputs, reports and stored records."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click

from monitor.commands import Answer, options
from monitor.errors import UsageFault

if TYPE_CHECKING:
    from datetime import date

    from monitor.nights.verification import Finding

_DAMAGED = 6


@click.command()
@click.argument("night", type=options.AsAt(), required=False)
@options.shared(options.output)
@options.as_json
def verify(asked: options.Asked, *, night: date | None, as_json: bool) -> Answer:
    """Check that nothing of NIGHT, or of any night, was changed.

    Compares the inputs that are still there, the reports and the stored records with the hashes
    recorded when the night was published. Ends with exit code 6 where one differs.
    """
    from monitor.nights.verification import verify_nights

    findings = verify_nights(asked.order(), night)
    if not findings:
        raise UsageFault("this night is neither published nor in the history")
    if as_json:
        text = json.dumps([_as_values(each) for each in findings], indent=2)
    else:
        text = "\n".join(line for each in findings for line in each.lines())
    return Answer(text, _DAMAGED if any(each.faults for each in findings) else 0)


def _as_values(finding: Finding) -> dict[str, object]:
    return {
        "night": finding.night.isoformat(),
        "as_written": not finding.faults,
        "faults": finding.faults,
        "notes": finding.notes,
    }
