"""What the authority calls its workers and its assessments: the table `[words]`."""

from __future__ import annotations

from functools import cached_property
from typing import Annotated

from pydantic import Field, ValidationInfo, field_validator

from monitor.settings.table import TomlTable

#: Plain words on one line: they are used in headings, sentences and subject lines.
Word = Annotated[str, Field(max_length=40, pattern=r"^[A-Za-z][A-Za-z '&/-]*$")]


class Words(TomlTable):
    """The names that pages and messages use; files keep the canonical names of their columns.

    Authorities are renaming both: "Lead practitioner", "single assessment", "child and family
    assessment", "family help assessment".
    """

    #: Who does the work, as it heads a column.
    worker: Word = "Worker"
    #: One of what is judged, as written within a sentence.
    assessment: Word = "assessment"
    #: Several of them; without a word of its own, `assessment` with an "s".
    assessments: Word = Field(default="", validate_default=True)

    @field_validator("assessments", mode="before")
    @classmethod
    def _plural(cls, value: object, info: ValidationInfo) -> object:
        return value or f"{info.data.get('assessment', 'assessment')}s"

    @property
    def workers(self) -> str:
        """Return the heading of a column that counts workers."""
        return f"{self.worker}s"

    def fill(self, phrase: str, **others: object) -> str:
        """Return a phrase with these words for {worker}, {workers}, {assessment}, {assessments}.

        With a capital ({Worker}) the word stands at the start; `others` are further placeholders of
        the phrase, which is always the program's own.
        """
        return phrase.format(**self._names, **others)

    @cached_property
    def _names(self) -> dict[str, str]:
        labels = {"Worker": self.worker, "Workers": self.workers}
        names = {"assessment": self.assessment, "assessments": self.assessments}
        return {
            **labels,
            **{name.lower(): in_sentence(label) for name, label in labels.items()},
            **names,
            **{at_start(name): at_start(word) for name, word in names.items()},
        }


def in_sentence(label: str) -> str:
    """Return a label as written within a sentence: "Worker" as "worker", "SW" as it is."""
    return label if label[:2].isupper() else label[:1].lower() + label[1:]


def at_start(word: str) -> str:
    """Return a word as it begins a sentence or a heading: "assessment" as "Assessment"."""
    return word[:1].upper() + word[1:]


#: What they are called where the configuration does not say.
PLAIN_WORDS = Words()
