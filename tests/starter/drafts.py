"""Drafts of a configuration, as `init --from` makes them of an extract, and what is asked."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from monitor.commands import Answer, no_answer
from monitor.commands.init import init
from tests.support.making import INSPECTION_DAY, surroundings

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    import click

    Ask = Callable[[str, Sequence[str]], str | None]

ECLIPSE = (
    "PERSONID,Assessment Ref,DUEDATE,Priority,Start Date,Completed Date,"
    "Team,Status,Child Seen,Notes\n"
    "9001,77,01/02/2015,10,23/04/2015,,North,Started,Seen,Jane was sad\n"
    "9002,78,,20,15/06/2015,17/06/2015,South,Form complete,Observed,x\n"
    "9003,79,,20,15/06/2015,,South,Q,Yes,y\n"
)
MOSAIC = (
    "Pers Ref,Step Name,Step Started,Finished On,Team In Charge,Mgr Target Dt,Need,Code,Gap,Long\n"
    "700001,C&F,03-Sep-2026,NULL,North,20-Nov-2026,NULL,A12,,a\n"
    "700002,C&F,14-Sep-2026,20-Oct-2026,South,NULL,x,B7,NULL,b\n"
    + "".join(
        f"7000{n},C&F,14-Sep-2026,NULL,South,NULL,x,B7,,Text {n} of Jane\n" for n in range(10, 25)
    )
)
CENSUS = (
    b'<?xml version="1.0"?>\n<Message><Children><Child><CINdetails/></Child></Children></Message>\n'
)


def asked(command: click.Command, *arguments: object, ask: Ask = no_answer) -> str:
    answer: Answer = command.main(
        list(map(str, arguments)),
        standalone_mode=False,
        obj=replace(surroundings(INSPECTION_DAY), ask=ask),
    )
    return answer.text


def drafted(folder: Path, content: str, *, ask: Ask = no_answer) -> str:
    """Draft the configuration of an extract of this text; return what was said."""
    (folder / "extract.csv").write_text(content, encoding="utf-8")
    return asked(init, folder, "--from", folder / "extract.csv", ask=ask)


def written(folder: Path) -> str:
    return (folder / "monitor.toml").read_text(encoding="utf-8")


def extract_in(text: str) -> dict[str, Any]:
    (extract,) = tomllib.loads(text)["extracts"]
    return dict(extract)


def choosing(*wanted: str) -> Ask:
    return lambda _, options: next((each for each in wanted if each in options), None)
