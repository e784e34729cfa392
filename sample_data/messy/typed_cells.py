"""Records whose trap is the type of a workbook's cell."""

from __future__ import annotations

from datetime import date, datetime

from messy.lines import Line, record

#: Excel's numbers of three days of July 2015.
_JULY_15, _JULY_16, _JULY_30 = 42200, 42201, 42215

LINES: tuple[Line, ...] = (
    record("601", "due_soon", "A cell of type date: due today.", deadline=date(2015, 7, 16)),
    record(
        "602",
        "due_soon",
        "A cell of type date with a time, one minute before midnight: due today.",
        deadline=datetime(2015, 7, 16, 23, 59),
    ),
    record("603", "overdue", "A date as text among cells of type date.", deadline="15/07/2015"),
    record("604", "overdue", "An ISO date as text.", deadline="2015-07-15"),
    record(
        "605",
        "due_soon",
        "The number 42201 in a date column is 16 July 2015.",
        deadline=_JULY_16,
    ),
    record(
        "606",
        "overdue",
        "A number with a fraction is a date with a time: 15 July 2015 at 18:00.",
        deadline=_JULY_15 + 0.75,
    ),
    record(
        "607",
        "completed_on_time",
        "Numbers for the deadline and the authorisation, both 16 July.",
        deadline=_JULY_16,
        authorised_date=_JULY_16,
        state="Authorised",
    ),
    record(
        "608",
        "no_deadline",
        "The number 1 is a day of 1900 or before: no deadline.",
        problems="implausible_date@deadline",
        deadline=1,
    ),
    record(
        "609",
        "overdue",
        "A cell of type date that shows 1900 completes nothing.",
        problems="authorised_without_date@state;implausible_date@authorised_date",
        deadline=_JULY_15,
        authorised_date=date(1900, 1, 1),
        state="Authorised",
    ),
    record(
        "610",
        "no_deadline",
        "A cell of type date that shows 31/12/9999.",
        problems="implausible_date@deadline",
        deadline=date(9999, 12, 31),
    ),
    record(
        "611",
        "no_deadline",
        "TRUE in a date column is no date, though computers store it as 1.",
        problems="unparsed_date@deadline",
        deadline=True,
    ),
    record(
        "612",
        "on_track",
        "A number as child id, written 4512 and not 4512.0.",
        child_id=4512,
    ),
    record(
        "612",
        "duplicate",
        "The same id as text, with the number of the same deadline: a copy.",
        problems="duplicate_record",
        child_id="4512",
        deadline=_JULY_30,
    ),
    record(
        "612",
        "on_track",
        "The same figures with leading zeros, as text, are another child.",
        child_id="0004512",
    ),
    record(
        "613",
        "on_track",
        "Numbers as assessment id, family and worker.",
        assessment_id=613,
        family_id=20613,
        worker=14,
    ),
    record("614", "on_track", "TRUE for seen.", child_seen=True),
    record("615", "on_track", "FALSE for seen.", flags="child_not_seen", child_seen=False),
    record("616", "on_track", "The number 1 for seen.", child_seen=1),
    record("617", "on_track", "The number 0 for seen.", flags="child_not_seen", child_seen=0),
    record(
        "618",
        "on_track",
        "The text #N/A for seen.",
        problems="unknown_code@child_seen",
        flags="child_seen_not_recorded",
        child_seen="#N/A",
    ),
    record(
        "619",
        "on_track",
        "Text that begins like a formula, in a cell of type text.",
        worker="=cmd|' /C calc'!A0",
    ),
    record("620", "on_track", "Script in a worker's name.", worker="<script>alert(1)</script>"),
    record("621", "on_track", "A line break in a cell: still one row.", worker="SW014\nDuty desk"),
    record("622", "overdue", "The row behind it is one on.", deadline=_JULY_15),
)
