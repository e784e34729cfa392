"""The whole catalogue of problems: what is wrong with a cell or a record, and how to correct it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class ProblemKind:
    """One kind of problem, worded for the person who will correct it."""

    code: str
    #: What is wrong and what was done about it; `{heading}` is the source's own heading.
    sentence: str
    #: How to correct it in the case-management system or in the extract.
    action: str

    def message(self, heading: str) -> str:
        """Return what is wrong, with the source's own heading."""
        return self.sentence.format(heading=heading)


KINDS = (
    ProblemKind(
        "unparsed_date",
        "“{heading}” cannot be read as a date, so it counts as blank.",
        "Correct the date in the system. If the system writes its dates in another way, add that "
        "way to date_formats (or “excel” for Excel's serial numbers).",
    ),
    ProblemKind(
        "implausible_date",
        "“{heading}” is before 2000 or more than two years ahead, so it counts as blank.",
        "Correct the date in the system.",
    ),
    ProblemKind(
        "unparsed_timescale",
        "“{heading}” is not a whole number of working days from 0 to 999, so there is no deadline.",
        "Set the timescale in the system as a number of working days.",
    ),
    ProblemKind(
        "authorised_before_start",
        "It was authorised before it started, so it does not count as completed.",
        "Correct the start date or the authorised date in the system.",
    ),
    ProblemKind(
        "authorised_in_future",
        "It is authorised on a date still to come, so it does not count as completed.",
        "Correct the authorised date in the system.",
    ),
    ProblemKind(
        "authorised_but_open",
        "It has an authorised date and its state says open, so it counts as open.",
        "Finish the authorisation in the system, or remove the authorised date.",
    ),
    ProblemKind(
        "authorised_without_date",
        "Its state says authorised and no usable authorised date is there, so it counts as open.",
        "Record the date of authorisation in the system.",
    ),
    ProblemKind(
        "deadline_before_start",
        "The deadline is before the start. It is judged by it, and left out of the average days.",
        "Correct the deadline or the start date in the system.",
    ),
    ProblemKind(
        "start_before_referral",
        "It started before the referral.",
        "Correct the start date or the referral date in the system.",
    ),
    ProblemKind(
        "start_in_future",
        "It starts on a date still to come.",
        "Correct the start date in the system.",
    ),
    ProblemKind(
        "missing_child_id",
        "“{heading}” is blank, so nobody can tell which child this is.",
        "Find the record by its row and its other columns, and record the child's id.",
    ),
    ProblemKind(
        "missing_assessment_id",
        "“{heading}” is blank.",
        "Record the assessment's id, or ask why the extract leaves it out.",
    ),
    ProblemKind(
        "missing_team",
        "“{heading}” is blank, so no team is told. It is listed under No team recorded.",
        "Allocate the assessment to a team in the system.",
    ),
    ProblemKind(
        "unknown_team",
        "The team is not in the configuration. It is listed under Not in the configuration.",
        "Add the team, or this name as one of its aliases, to the configuration.",
    ),
    ProblemKind(
        "unknown_code",
        "“{heading}” holds a code that the configuration does not know: an unknown state counts as "
        "open, an unknown child seen as not recorded.",
        "Map the code in the configuration, or correct it in the system.",
    ),
    ProblemKind(
        "duplicate_record",
        "The same record stands on an earlier row, so this copy is counted apart and not judged.",
        "Ask why the extract holds it twice.",
    ),
    ProblemKind(
        "conflicting_record",
        "Another record has the same ids and other content. Both are judged.",
        "Find out which of them is right and remove the other in the system.",
    ),
    ProblemKind(
        "ambiguous_match",
        "It cannot be told which record of the night before this one is (same child, referral and "
        "start), so it counts as seen for the first time.",
        "Ask why the ids of the assessments changed; look for one of them among the vanished.",
    ),
    ProblemKind(
        "no_referral",
        "List 3 holds no referral of this child on or before the start, so the day of the "
        "statutory limit is unknown.",
        "Find the child's referral: is it missing in List 3, or dated after the assessment?",
    ),
    ProblemKind(
        "several_referrals",
        "List 3 holds several referrals of this child on the day that counts. The day is taken; "
        "to which of them the assessment belongs is not known.",
        "Remove the referral that was recorded twice, or find out which one led to it.",
    ),
    ProblemKind(
        "unread_referral",
        "List 3 holds a referral of this child whose date cannot be read, so it cannot be told "
        "which is the latest: the day of the statutory limit is unknown.",
        "Correct the date of the referral in List 3.",
    ),
    ProblemKind(
        "stray_content",
        "Text, or a date of an assessment, stands here outside its element, and was not read.",
        "Ask the supplier of the system why the census is written so, and look for what is lost.",
    ),
    ProblemKind(
        "misspelt_element",
        "An element begins here whose name is nearly one that a census has; capitals count. No "
        "element of this name was read.",
        "Ask the supplier of the system to correct the name; `check` lists the names not used.",
    ),
    ProblemKind(
        "several_values",
        "The database has several values of “{heading}” for this assessment that contradict each "
        "other, so it counts as blank.",
        "Find out which of them is right and remove the other in the system, or write a query of "
        "your own that says which one counts.",
    ),
    ProblemKind(
        "lookup_unmatched",
        "No row of a look-up has the “{heading}” of this record, so the look-up gives it nothing.",
        "Ask why the look-up leaves it out, or correct the id in the system.",
    ),
    ProblemKind(
        "lookup_ambiguous",
        "“{heading}”: the rows that a look-up has for this record differ, so nothing was taken.",
        "Find out which of the rows is right, and have the others taken out of the look-up.",
    ),
    ProblemKind(
        "lookup_several",
        "“{heading}”: a look-up says this once for an id that several records have. It cannot be "
        "told which of them is meant, so nothing was taken.",
        "Let the look-up be joined by the assessment id, or set it in the system.",
    ),
    ProblemKind(
        "lookup_contradiction",
        "“{heading}”: a look-up says something else than what stands here already, which is kept.",
        "Find out which of them is right, and correct the other.",
    ),
    ProblemKind(
        "lookup_row_unmatched",
        "No record has the “{heading}” of this row of a look-up, so nothing was taken from it.",
        "Nothing need be done where the assessment is finished and gone; else correct the id.",
    ),
    ProblemKind(
        "lookup_row_ambiguous",
        "Another row of this look-up has the same id and something else as “{heading}”, so none of "
        "them was taken.",
        "Find out which of the rows is right, and have the others taken out of the look-up.",
    ),
    ProblemKind(
        "lookup_row_without_id",
        "“{heading}” is blank in this row of a look-up, so nothing was taken from it.",
        "Ask why the look-up has a row without an id.",
    ),
    ProblemKind(
        "decimal_id",
        "“{heading}” holds numbers with a decimal point (as 123.0), in this row first: a program "
        "took the ids for numbers, so leading noughts may be lost. They are used as they are.",
        "Have the ids exported as text.",
    ),
    ProblemKind(
        "formula_id",
        '“{heading}” holds Excel formulas as text (as ="0123"), in this row first. They are used '
        "as they are, signs and all.",
        "Have the ids exported as plain text.",
    ),
    ProblemKind(
        "title_line",
        "This line stands above the headings, such as a title or the date of a run, and was not "
        "read as a record.",
        "Nothing need be done where it is no assessment.",
    ),
    ProblemKind(
        "program_line",
        "This line was written by the program that made the export, such as SQL Server's “rows "
        "affected”, and is no record.",
        "Nothing need be done; a number of rows in it is compared with the records read.",
    ),
    ProblemKind(
        "end_mark",
        "The file ends with a sign of the program that wrote it (Ctrl-Z, or NUL bytes that fill a "
        "block), and not with a record.",
        "Nothing need be done.",
    ),
    ProblemKind(
        "footer_line",
        "The last line is a total and no record.",
        "Nothing need be done; the number in it is compared with the records read.",
    ),
    ProblemKind(
        "repeated_heading",
        "The headings stand here again; this line is no record.",
        "Ask why the extract repeats its headings: was it put together from several?",
    ),
)

CATALOGUE = {kind.code: kind for kind in KINDS}
