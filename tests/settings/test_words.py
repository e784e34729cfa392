"""The authority's own words for its workers and its assessments."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from monitor.settings.words import Words, at_start, in_sentence


def test_without_words_of_its_own_an_authority_has_workers_and_assessments() -> None:
    words = Words()
    assert (words.worker, words.workers) == ("Worker", "Workers")
    assert (words.assessment, words.assessments) == ("assessment", "assessments")


def test_the_plural_follows_the_word_unless_it_is_given() -> None:
    assert Words(assessment="family help assessment").assessments == "family help assessments"
    given = Words(assessment="assessment of need", assessments="assessments of need")
    assert given.assessments == "assessments of need"


@pytest.mark.parametrize("word", ["", " ", "a\nb", "a\r", "<b>", "1", "x" * 41])
@pytest.mark.parametrize("key", ["worker", "assessment"])
def test_a_word_that_could_break_a_subject_or_a_table_is_refused(key: str, word: str) -> None:
    with pytest.raises(ValidationError) as refused:
        Words.model_validate({key: word + "!"})
    assert [error["loc"] for error in refused.value.errors()] == [(key,)]


@pytest.mark.parametrize(
    ("label", "within"),
    [("Worker", "worker"), ("Lead practitioner", "lead practitioner"), ("SW", "SW")],
)
def test_a_label_within_a_sentence_has_no_capital_unless_it_is_an_abbreviation(
    label: str, within: str
) -> None:
    assert in_sentence(label) == within


def test_a_word_begins_a_sentence_with_a_capital() -> None:
    assert at_start("child and family assessment") == "Child and family assessment"


def test_a_phrase_is_filled_with_the_words_within_a_sentence_and_at_its_start() -> None:
    words = Words(worker="IRO", assessment="early help check")
    assert words.fill("{Worker}, {worker}, {Workers}, {workers}: {n}", n=1) == (
        "IRO, IRO, IROs, IROs: 1"
    )
    assert words.fill("{Assessment}, {assessments}") == "Early help check, early help checks"
