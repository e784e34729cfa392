"""The kinds of answer, the steps of an episode, and what can be wrong with an answer."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class AnswerKind:
    """One kind of answer; it quiets a reminder, and never takes an exception off a list."""

    code: str
    label: str
    #: True if it needs a date.
    dated: bool = False


ANSWER_KINDS = (
    AnswerKind("will_finish_by", "Will be finished by", dated=True),
    AnswerKind("moved_in_system", "Deadline moved in the system"),
    AnswerKind("finished_in_system", "Finished in the system"),
    AnswerKind("recorded_wrongly", "Deadline was recorded wrongly"),
    AnswerKind("explained", "Explained why it is missing"),
    AnswerKind("not_ours", "Not ours"),
    AnswerKind("escalate", "For the next level to answer"),
)
KIND_CODES = tuple(kind.code for kind in ANSWER_KINDS)
KIND_LABELS = {kind.code: kind.label for kind in ANSWER_KINDS}
#: Why an assessment left the extract unfinished: the reasons of `explained`.
GONE_REASONS = ("moved_away", "turned_18", "ids_merged", "cancelled", "other")
#: The system must show by its day what these say of it.
SHOWN_KINDS = ("moved_in_system", "finished_in_system", "not_ours")

#: So long is a sentence that says what is being done, in characters.
SHORTEST_WORDS, LONGEST_WORDS = 10, 300
LONGEST_NAME = 100

#: The heading of each part of an answer, by which a team's workbook is read again.
WORKBOOK_HEADINGS = {
    "reference": "Reference",
    "child_id": "Child id",
    "assessment_id": "Assessment id",
    "kind": "Your answer",
    "date": "By which date",
    "reason": "Reason",
    "words": "What is being done",
    "by": "Your name",
}

#: How an answer is, in words.
STATE_LABELS = {
    "in_force": "in force",
    "lapsed": "no longer in force",
    "refused": "does not count",
}

#: What can happen in the time that an assessment is on the list, each with its words.
STEPS = {
    "began": "came onto the list",
    "paused": "left the extract unfinished",
    "back": "is in the extract again",
    "reopened": "is on the list again",
    "ended": "left the list",
    "asked": "was asked for an answer",
    "answered": "answered",
    "refused": "an answer that does not count",
    "promised": "promised",
    "lapsed": "the answer lapsed",
    "kept": "the promise was kept",
    "broken": "the promise was broken",
    "moved": "the deadline was moved instead",
    "void": "the promise was overtaken",
    "climbed": "climbed",
}


@dataclass(frozen=True)
class AnswerFault:
    """One reason for which an answer does not count, and what to do; it holds no cell."""

    code: str
    column: str
    sentence: str
    action: str


ANSWER_FAULTS = (
    AnswerFault(
        "unknown_kind",
        "kind",
        "This is no kind of answer.",
        f"Give one of: {', '.join(KIND_CODES)}.",
    ),
    AnswerFault(
        "unknown_reason", "reason", "This reason is not on the list.", "Choose one of the list."
    ),
    AnswerFault(
        "no_sentence",
        "words",
        f"What is being done is not said in {SHORTEST_WORDS} to {LONGEST_WORDS} characters.",
        "Say in a sentence what is being done.",
    ),
    AnswerFault(
        "no_name",
        "by",
        "Nobody is named who gives the answer.",
        f"Name the person, in up to {LONGEST_NAME} characters.",
    ),
    AnswerFault(
        "no_date",
        "date",
        "There is no date that can be read.",
        "Give the date as day, month and year.",
    ),
    AnswerFault(
        "given_later",
        "on",
        "The day on which it was given cannot be read, or is still to come.",
        "Correct the day.",
    ),
    AnswerFault(
        "no_reference",
        "child_id",
        "There is neither a reference nor the child's id.",
        "Give the reference, or the ids of the child and of the assessment.",
    ),
    AnswerFault(
        "wrong_check_character",
        "reference",
        "The reference was mistyped: its last character does not fit.",
        "Copy the reference from the page.",
    ),
    AnswerFault(
        "unknown_reference",
        "reference",
        "No assessment has or had this reference.",
        "Copy the reference from the page.",
    ),
    AnswerFault(
        "ids_disagree",
        "reference",
        "The reference is of another assessment than the ids beside it.",
        "Correct the reference or the ids.",
    ),
    AnswerFault(
        "unknown_ids",
        "assessment_id",
        "No assessment with these ids is known.",
        "Correct the ids, or give the reference.",
    ),
    AnswerFault(
        "several_with_ids",
        "assessment_id",
        "Several assessments have these ids: it cannot be told which is meant.",
        "Give the reference.",
    ),
    AnswerFault(
        "ended_episode",
        "reference",
        "The assessment is not on the list any more, or not yet.",
        "Nothing, unless it is on the list again: then answer with its new reference.",
    ),
    AnswerFault(
        "not_missing",
        "kind",
        "It is in the extract, so there is nothing to explain.",
        "Give another kind of answer.",
    ),
    AnswerFault(
        "not_a_responder",
        "by",
        "This person is not named in the configuration for the team or for a level above it.",
        "Name somebody who is, or add the name to responders.",
    ),
    AnswerFault(
        "not_the_level_above",
        "by",
        "Only the level above the team can say that a deadline was recorded wrongly.",
        "Ask the level above.",
    ),
    AnswerFault(
        "nobody_above",
        "kind",
        "There is no level above, to which this could go.",
        "Give another kind of answer.",
    ),
    AnswerFault(
        "date_passed",
        "date",
        "The promised date had passed when it was read.",
        "Give a date still to come.",
    ),
    AnswerFault(
        "too_far",
        "date",
        "The promised date is further away than promise_at_most_working_days.",
        "Give an earlier date.",
    ),
    AnswerFault(
        "second_promise",
        "kind",
        "A promise was made already: a second one counts only from the next level.",
        "Ask the next level.",
    ),
    AnswerFault(
        "beyond_day_45",
        "date",
        "The promise itself crosses day 45, so it counts only from the level above the team.",
        "Give an earlier date, or ask the next level.",
    ),
    AnswerFault(
        "contradicts",
        "kind",
        "Another answer of the same night says something else.",
        "Agree on one answer, and give it anew.",
    ),
)
FAULT_KINDS = {fault.code: fault for fault in ANSWER_FAULTS}
