"""`explain`: the whole day count, every rule, and the life of one assessment."""

from __future__ import annotations

import click

from monitor.commands import Answer, options
from monitor.errors import UsageFault


@click.command()
@click.argument("identifier", metavar="ID")
@options.shared(options.as_at, options.output)
def explain(asked: options.Asked, *, identifier: str) -> Answer:
    """Explain how one assessment or child is judged.

    Shows the count of working days date by date, every rule, and the earlier nights of each
    assessment that has this assessment or child ID.
    """
    from monitor.nights.explain import explain_records

    order = asked.order()
    sought = identifier.strip()
    # A blank is no id, though records without one have it in its place.
    found = explain_records(order, sought) if sought else []
    if not found:
        raise UsageFault("no assessment and no child has this id in the extracts or in the history")
    return Answer("\n\n".join(found))
