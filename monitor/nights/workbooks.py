"""The workbooks in which teams answer, handed out once a night is published."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from monitor.nights.team_folders import team_folders
from monitor.publishing.exchange import exchange_workbook
from monitor.publishing.folder import why
from monitor.publishing.workbook import to_workbook
from monitor.reports.files.answers_workbook import answers_workbook, rows_to_answer

if TYPE_CHECKING:
    from monitor.judgement.night import Night
    from monitor.nights.order import Order

log = logging.getLogger("monitor")


def hand_out_workbooks(night: Night, order: Order) -> tuple[str, ...]:
    """Put tonight's workbook into each folder of teams, where this night asks anybody.

    Returns the teams that got none; the log says why.
    """
    asking, rules = night.asking, order.settings.answers
    folders = team_folders(order)
    if asking is None or rules is None or not asking.is_on or not folders:
        return ()
    held = {source.sha256 for source in asking.thread.sources if source.sha256}
    unread = {source.name for source in asking.thread.unread}
    rows = rows_to_answer(night, asking, rules)
    missed: list[str] = []
    for folder in folders:
        sheets = answers_workbook(rows, folder.teams, rules, as_at=night.as_at)
        left = {file for file in folder.files() if folder.name_of(file) in unread}
        try:
            content = to_workbook(sheets, made=night.as_at)
            exchange_workbook(folder.path, content, held=held, unread=left, night=night.as_at)
        except OSError as fault:
            log.error("a workbook of answers could not be written: %s", why(fault))  # noqa: TRY400  (no trace: it may hold a path)
            missed.extend(folder.teams)
    return tuple(missed)
