"""The same records to the same counts with polars, written plainly: the peer to be measured by.

    python -m benchmarks.peer_polars EXTRACT --as-at 2026-03-31 --output FOLDER

Texts are taken as they stand, since the generator writes none with spaces around it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl
from polars import col

from benchmarks.peers import (
    DUE_SOON,
    EARLIEST,
    LONG_OVERDUE,
    NO_TEAM,
    OPEN,
    STATUSES,
    STATUTORY,
    calendar,
    order,
    write_summary,
)

if TYPE_CHECKING:
    from benchmarks.peers import Counts, Order

TEXTS = {
    "Assessment ID": "assessment_id",
    "Child ID": "child_id",
    "Team": "team",
    "Worker": "worker",
    "Family ID": "family_id",
    "Status": "state",
    "Child seen": "child_seen",
}
DATES = {
    "Referral date": "referral_date",
    "Start date": "start_date",
    "Deadline": "deadline",
    "Authorised date": "authorised_date",
    "Submitted date": "submitted_date",
    "Case closed": "case_closed_date",
}
CANONICAL = [
    "assessment_id",
    "child_id",
    "team",
    "worker",
    "family_id",
    "referral_date",
    "start_date",
    "deadline",
    "authorised_date",
    "submitted_date",
    "state",
    "child_seen",
    "case_closed_date",
]
STATES = {
    "Authorised": "authorised",
    "Completed": "authorised",
    "Cancelled": "cancelled",
    "Awaiting authorisation": "awaiting_authorisation",
}
CHILD_SEEN = {"Yes": "yes", "No": "no", "Unborn": "not_applicable"}


def main() -> None:
    """Read, classify, write and summarise."""
    asked = order()
    read = records(asked)
    judged = judge(read, duplicates(read), asked)
    days = ("working_days_late", "working_days_since_referral")
    judged.select(
        pl.lit(asked.extract.name).alias("source"), "source_row", *CANONICAL, "status", *days
    ).write_csv(asked.folder / "assessments.csv")
    write_summary(asked.folder, asked.as_at, counts(judged, asked))


def records(asked: Order) -> pl.DataFrame:
    """Read every cell as text; a date that cannot be read, or not be believed, is null."""
    latest = asked.as_at.replace(year=asked.as_at.year + 2)
    dates = col(*DATES).str.to_date("%d/%m/%Y", strict=False)
    return (
        pl.scan_csv(asked.extract, infer_schema=False, quote_char=None)
        .with_row_index("source_row", offset=2)
        .with_columns(pl.when(dates.is_between(EARLIEST, latest)).then(dates))
        .rename({**TEXTS, **DATES})
        .with_columns(
            col("state").replace_strict(
                STATES, default=pl.when(col("state") != "").then(pl.lit("open"))
            ),
            col("child_seen").replace_strict(CHILD_SEEN, default="not_recorded"),
        )
        .collect()
    )


def duplicates(read: pl.DataFrame) -> pl.Series:
    """Find whole copies of an earlier record with the same key, where both ids are shared."""
    ids = ("assessment_id", "child_id")
    shared = read.lazy().group_by(ids).len().filter(col("len") > 1)
    has_key = col("child_id").is_not_null() & (
        col("assessment_id").is_not_null()
        | (col("referral_date").is_not_null() & col("start_date").is_not_null())
    )
    return (
        read.lazy()
        .join(shared, on=ids, how="semi", nulls_equal=True)
        .filter(has_key)
        .sort("source_row")
        .filter(~pl.struct(CANONICAL).is_first_distinct())
        .collect()["source_row"]
    )


def judge(read: pl.DataFrame, copies: pl.Series, asked: Order) -> pl.DataFrame:
    """Give every record its status and its counts of working days."""
    as_at = pl.lit(asked.as_at)
    nth = pl.lit(pl.Series(list(calendar(asked.as_at).values())))

    def working_days_up_to(day: pl.Expr) -> pl.Expr:
        return nth.gather((day - pl.lit(EARLIEST)).dt.total_days())

    completed = (
        (col("authorised_date") >= col("start_date")).fill_null(value=True)
        & (col("authorised_date") <= as_at).fill_null(value=False)
        & (col("state") == "authorised").fill_null(value=True)
    )
    counted = (
        read.lazy()
        .with_columns(
            is_duplicate=col("source_row").is_in(copies.implode()),
            is_cancelled=col("state").eq_missing(pl.lit("cancelled")),
            is_completed=completed,
        )
        .with_columns(judged_on=pl.when("is_completed").then("authorised_date").otherwise(as_at))
        .with_columns(
            is_missed=col("judged_on") > col("deadline"),
            nth_of_judged=working_days_up_to(col("judged_on")),
            nth_of_deadline=working_days_up_to(col("deadline")),
            nth_of_referral=working_days_up_to(col("referral_date")),
            nth_of_as_at=working_days_up_to(as_at),
        )
    )
    return _with_days(_with_status(counted)).collect()


def _with_status(counted: pl.LazyFrame) -> pl.LazyFrame:
    no_deadline = col("deadline").is_null()
    nothing_usable = pl.all_horizontal(
        col("assessment_id", "child_id", "start_date", "deadline").is_null()
    )
    is_soon = col("nth_of_deadline") - col("nth_of_as_at") <= DUE_SOON
    status = (
        pl.when("is_duplicate").then(pl.lit("duplicate"))
        .when("is_cancelled").then(pl.lit("cancelled"))
        .when(nothing_usable).then(pl.lit("unreadable"))
        .when(col("is_completed") & no_deadline).then(pl.lit("completed_no_deadline"))
        .when(col("is_completed") & col("is_missed")).then(pl.lit("completed_late"))
        .when("is_completed").then(pl.lit("completed_on_time"))
        .when(no_deadline).then(pl.lit("no_deadline"))
        .when("is_missed").then(pl.lit("overdue"))
        .when(is_soon).then(pl.lit("due_soon"))
        .otherwise(pl.lit("on_track"))
    )  # fmt: skip
    return counted.with_columns(status=status)


def _with_days(classified: pl.LazyFrame) -> pl.LazyFrame:
    """Count the days late, and the days since the referral where the assessment starts a case."""
    closes = col("is_completed") & ~col("is_cancelled") & ~col("is_duplicate")
    case = ("child_id", "referral_date")
    cases = (
        classified.filter(closes).group_by(case).agg(first_authorised=col("authorised_date").min())
    )
    is_late = col("status").is_in(["overdue", "completed_late"])
    starts_case = ~(col("first_authorised") < col("start_date")).fill_null(value=False)
    is_judged = ~col("is_duplicate") & ~col("is_cancelled")
    since_referral = (col("nth_of_judged") - col("nth_of_referral")).clip(lower_bound=0)
    return classified.join(cases, on=case, how="left", maintain_order="left").with_columns(
        working_days_late=pl.when(is_late).then(col("nth_of_judged") - col("nth_of_deadline")),
        working_days_since_referral=pl.when(is_judged & starts_case).then(since_referral),
    )


def counts(judged: pl.DataFrame, asked: Order) -> list[Counts]:
    """Count for the service and for each team."""
    is_late = col("status").is_in(["overdue", "completed_late"])
    is_completed = col("status").str.starts_with("completed")
    is_recent = (col("authorised_date") > asked.headline_begins).fill_null(value=False)
    in_headline = col("status").is_in(OPEN) | (is_completed & is_recent)
    is_past = is_late & in_headline
    is_left_out = (col("deadline") < col("start_date")).fill_null(value=False)
    days = col("working_days_late").filter(is_past & ~is_left_out)
    figures = [
        *[(col("status") == status).sum().alias(status) for status in STATUSES],
        is_past.sum().alias("past"),
        in_headline.sum().alias("of"),
        days.sum().alias("days"),
        days.count().alias("days_of"),
        days.median().alias("median"),
        days.max().alias("most"),
        (is_past & (col("working_days_late") > LONG_OVERDUE)).sum().alias("long_overdue"),
        (is_past & is_left_out).sum().alias("left_out"),
        (is_completed & ~in_headline).sum().alias("outside"),
        (col("working_days_since_referral") > STATUTORY).sum().alias("past_45"),
    ]
    service = judged.select(pl.lit(None).alias("team"), *figures)
    teams = judged.group_by(col("team").fill_null(NO_TEAM)).agg(*figures)
    return [*service.to_dicts(), *teams.to_dicts()]


if __name__ == "__main__":
    main()
