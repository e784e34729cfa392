"""Records whose trap is how a CSV file writes a date or a text."""

from __future__ import annotations

from messy.lines import Line, record

_NO_BREAK = "\N{NO-BREAK SPACE}"
_HEBREW = "\N{HEBREW LETTER SHIN}\N{HEBREW LETTER RESH}\N{HEBREW LETTER HE}"
_ARABIC = "\N{ARABIC LETTER NOON}\N{ARABIC LETTER WAW}\N{ARABIC LETTER REH}"
_ASTRAL = "\N{MATHEMATICAL SCRIPT CAPITAL A}\N{SLIGHTLY SMILING FACE}\N{GOTHIC LETTER AHSA}"

LINES: tuple[Line, ...] = (
    record(
        "501",
        "on_track",
        "An ISO date: 7 August, which swapped round would be 8 July and overdue.",
        referral_date="2015-06-15",
        start_date="2015-06-16",
        deadline="2015-08-07",
    ),
    record(
        "502",
        "on_track",
        "Day before month: 7 August, which swapped round would be 8 July and overdue.",
        referral_date="15/06/2015",
        start_date="16/06/2015",
        deadline="07/08/2015",
    ),
    record(
        "503",
        "overdue",
        "No leading zeros, and spaces of both kinds around it: 9 July.",
        deadline=f" {_NO_BREAK}9/7/2015{_NO_BREAK}",
    ),
    record("504", "due_soon", "Midnight behind the date.", deadline="16/07/2015 00:00"),
    record(
        "505", "overdue", "A time with seconds behind the date.", deadline="15/07/2015 23:59:59"
    ),
    record("506", "due_soon", "Midnight as 12 AM.", deadline="16/07/2015 12:00:00 AM"),
    record(
        "507",
        "due_soon",
        "An ISO timestamp of the as-at date, with a fraction of a second.",
        deadline="2015-07-16T17:30:00.123",
    ),
    record(
        "508",
        "due_soon",
        "23:30 on 15 July in UTC is 00:30 on 16 July in British Summer Time: due today.",
        deadline="2015-07-15T23:30:00Z",
    ),
    record(
        "509",
        "due_soon",
        "The same moment, with an offset without a colon and a fraction.",
        deadline="2015-07-15T23:30:00.000+0000",
    ),
    record(
        "510",
        "due_soon",
        "00:30 with the offset of British Summer Time is 16 July, and not the 15th.",
        deadline="2015-07-16T00:30:00+01:00",
    ),
    record(
        "511",
        "overdue",
        "00:15 on 16 July two hours east of UTC is 23:15 on 15 July in London.",
        deadline="2015-07-16T00:15:00+02:00",
    ),
    record(
        "512",
        "completed_on_time",
        "In January UTC is London's time: authorised on 15 January, the deadline.",
        referral_date="01/12/2014",
        start_date="02/12/2014",
        deadline="15/01/2015",
        authorised_date="2015-01-15T23:30:00Z",
        state="Authorised",
    ),
    record(
        "513",
        "no_deadline",
        "42201 is Excel's number for 16 July 2015, which this configuration does not allow.",
        problems="unparsed_date@deadline",
        deadline="42201",
    ),
    record(
        "514", "on_track", "A worker that a spreadsheet would run.", worker="=cmd|' /C calc'!A0"
    ),
    record("515", "on_track", "Another formula.", worker="@SUM(1+1)*cmd"),
    record("516", "on_track", "A worker that begins with a minus.", worker="-2+3"),
    record("517", "on_track", "A worker that begins with a plus.", worker="+44 1632 960000"),
    record(
        "518",
        "on_track",
        "Script in a worker's name must come out as text.",
        worker="<script>alert('SW014')</script>",
    ),
    record(
        "519",
        "on_track",
        "A comma and doubled quotes in a quoted cell.",
        worker='Tremblay, "Mo" (agency)',
    ),
    record(
        "520",
        "overdue",
        "A line break in a quoted cell: the record takes two lines and is named by its first.",
        worker="SW014\nDuty desk",
        deadline="15/07/2015",
    ),
    record("521", "overdue", "The record behind it is two lines on.", deadline="14/07/2015"),
    record("522", "on_track", "Right-to-left letters.", worker=f"{_HEBREW} {_ARABIC}"),
    record("523", "on_track", "Characters beyond the first 65,536.", worker=_ASTRAL),
    record("524", "on_track", "No worker.", worker=""),
    record(
        "525",
        "on_track",
        "An assessment id like a total: only the last line can be a footer.",
        assessment_id="Total",
    ),
)
