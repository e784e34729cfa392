"""The same records to the same counts with DuckDB, written plainly: the peer to be measured by.

    python -m benchmarks.peer_duckdb EXTRACT --as-at 2026-03-31 --output FOLDER

Texts are taken as they stand, since the generator writes none with spaces around it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import duckdb

from benchmarks.peers import (
    DUE_SOON,
    LONG_OVERDUE,
    NO_TEAM,
    STATUSES,
    STATUTORY,
    Order,
    calendar,
    order,
    write_summary,
)

if TYPE_CHECKING:
    from datetime import date

    from benchmarks.peers import Counts

#: Every date that is believed, as the extract writes it, and the number of working days (`nth`) up
#: to it, so that one subtraction counts the days between two.
CALENDAR = """
create table calendar as
select strftime(day, '%d/%m/%Y') as text, day, nth
from (select unnest($days) as day, unnest($nths) as nth)
"""

#: Every cell as text; a blank one is null.
READ = """
create table extract as
select * from read_csv($extract, header = true, all_varchar = true, delim = ',', quote = '')
"""

#: A text that is not in the calendar cannot be read as a date, or not be believed: null.
NORMALISE = """
create table records as
select
    extract.rowid + 2 as source_row,
    "Assessment ID" as assessment_id,
    "Child ID" as child_id,
    "Team" as team,
    "Worker" as worker,
    "Family ID" as family_id,
    referral.day as referral_date,
    start.day as start_date,
    deadline.day as deadline,
    authorised.day as authorised_date,
    submitted.day as submitted_date,
    case "Status"
        when 'Authorised' then 'authorised'
        when 'Completed' then 'authorised'
        when 'Cancelled' then 'cancelled'
        when 'Awaiting authorisation' then 'awaiting_authorisation'
        else case when "Status" is not null then 'open' end
    end as state,
    case "Child seen"
        when 'Yes' then 'yes'
        when 'No' then 'no'
        when 'Unborn' then 'not_applicable'
        else 'not_recorded'
    end as child_seen,
    closed.day as case_closed_date,
    referral.nth as nth_of_referral,
    deadline.nth as nth_of_deadline,
    authorised.nth as nth_of_authorised
from extract
left join calendar as referral on referral.text = "Referral date"
left join calendar as start on start.text = "Start date"
left join calendar as deadline on deadline.text = "Deadline"
left join calendar as authorised on authorised.text = "Authorised date"
left join calendar as submitted on submitted.text = "Submitted date"
left join calendar as closed on closed.text = "Case closed"
"""

#: Whole copies of an earlier record with the same key, looked for where both ids are shared.
DUPLICATES = """
create table duplicates as
with shared_ids as (
    select assessment_id, child_id from records group by all having count(*) > 1
),
candidates as (
    select records.* from records join shared_ids
        on records.assessment_id is not distinct from shared_ids.assessment_id
        and records.child_id is not distinct from shared_ids.child_id
    where records.child_id is not null
        and (
            records.assessment_id is not null
            or (referral_date is not null and start_date is not null)
        )
),
numbered as (
    select source_row, row_number() over (
        partition by
            assessment_id, child_id, team, worker, family_id, referral_date, start_date, deadline,
            authorised_date, submitted_date, state, child_seen, case_closed_date
        order by source_row
    ) as copy
    from candidates
)
select source_row from numbered where copy > 1
"""

JUDGE = """
create table judged as
with completed as (
    select
        records.*,
        duplicates.source_row is not null as is_duplicate,
        coalesce(state = 'cancelled', false) as is_cancelled,
        authorised_date is not null
            and coalesce(authorised_date >= start_date, true)
            and authorised_date <= $as_at
            and coalesce(state = 'authorised', true) as is_completed
    from records left join duplicates using (source_row)
),
cases as (
    select child_id, referral_date, min(authorised_date) as first_authorised
    from completed
    where is_completed and not is_cancelled and not is_duplicate
        and child_id is not null and referral_date is not null
    group by child_id, referral_date
),
counted as (
    select
        completed.*,
        coalesce(cases.first_authorised < start_date, false) as continues_a_case,
        case when is_completed then authorised_date else $as_at end as judged_on,
        case when is_completed then nth_of_authorised else $nth_of_as_at end as nth_of_judged,
        -- null without a deadline; greatest(null, 0) would make that 0 days late
        judged_on > deadline as is_missed,
        nth_of_judged - nth_of_deadline as days_late,
        nth_of_deadline - $nth_of_as_at as days_left,
        case when referral_date is not null
            then greatest(nth_of_judged - nth_of_referral, 0) end as days_since_referral
    from completed left join cases using (child_id, referral_date)
),
classified as (
    select *, case
        when is_duplicate then 'duplicate'
        when is_cancelled then 'cancelled'
        when assessment_id is null and child_id is null
            and start_date is null and deadline is null then 'unreadable'
        when is_completed and deadline is null then 'completed_no_deadline'
        when is_completed and is_missed then 'completed_late'
        when is_completed then 'completed_on_time'
        when deadline is null then 'no_deadline'
        when is_missed then 'overdue'
        when days_left <= $due_soon then 'due_soon'
        else 'on_track'
    end as status
    from counted
)
select
    source_row, assessment_id, child_id, team, worker, family_id, referral_date, start_date,
    deadline, authorised_date, submitted_date, state, child_seen, case_closed_date, status,
    case when status in ('overdue', 'completed_late') then days_late end as working_days_late,
    case when status not in ('duplicate', 'cancelled') and not continues_a_case
        then days_since_referral end as working_days_since_referral
from classified
"""

WRITE = """
copy (select $source as source, * from judged)
to '{path}' (format csv, header)
"""

SUMMARISE = """
with figures as (
    select
        coalesce(team, $no_team) as team,
        status,
        status in ('overdue', 'completed_late') as is_late,
        starts_with(status, 'completed') as is_completed,
        status in ('unreadable', 'no_deadline', 'overdue', 'due_soon', 'on_track')
            or (is_completed and authorised_date > $headline_begins) as in_headline,
        is_late and in_headline as is_past,
        coalesce(deadline < start_date, false) as is_left_out,
        case when is_past and not is_left_out then working_days_late end as days,
        working_days_late,
        working_days_since_referral
    from judged
)
select
    team,
    {statuses},
    count(*) filter (is_past) as past,
    count(*) filter (in_headline) as of,
    sum(days) as days,
    count(days) as days_of,
    median(days) as median,
    max(days) as most,
    count(*) filter (is_past and working_days_late > $long_overdue) as long_overdue,
    count(*) filter (is_past and is_left_out) as left_out,
    count(*) filter (is_completed and not in_headline) as outside,
    count(*) filter (working_days_since_referral > $statutory) as past_45
from figures group by grouping sets ((team), ())
"""


def main() -> None:
    """Read, classify, write and summarise."""
    asked = order()
    database = duckdb.connect()
    nth = _make_calendar(database, asked)
    database.execute(READ, {"extract": str(asked.extract)})
    database.execute(NORMALISE)
    database.execute(DUPLICATES)
    judged_by = {"as_at": asked.as_at, "nth_of_as_at": nth[asked.as_at], "due_soon": DUE_SOON}
    database.execute(JUDGE, judged_by)
    target = str(asked.folder / "assessments.csv").replace("'", "''")
    database.execute(WRITE.format(path=target), {"source": asked.extract.name})
    write_summary(asked.folder, asked.as_at, _counts(database, asked))


def _make_calendar(database: duckdb.DuckDBPyConnection, asked: Order) -> dict[date, int]:
    nth = calendar(asked.as_at)
    database.execute(CALENDAR, {"days": list(nth), "nths": list(nth.values())})
    return nth


def _counts(database: duckdb.DuckDBPyConnection, asked: Order) -> list[Counts]:
    of_statuses = [f"count(*) filter (status = '{status}') as {status}" for status in STATUSES]
    found = database.execute(
        SUMMARISE.format(statuses=", ".join(of_statuses)),
        {
            "no_team": NO_TEAM,
            "headline_begins": asked.headline_begins,
            "long_overdue": LONG_OVERDUE,
            "statutory": STATUTORY,
        },
    )
    names = [column[0] for column in found.description]
    return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


if __name__ == "__main__":
    main()
