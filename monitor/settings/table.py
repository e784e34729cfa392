"""The base class of every table of the configuration."""

from __future__ import annotations

import difflib
from inspect import isclass
from typing import Annotated, Any, get_args

from pydantic import BaseModel, ConfigDict, Field

Text = Annotated[str, Field(min_length=1, pattern=r"\S")]
Count = Annotated[int, Field(ge=0, strict=True)]


class TomlTable(BaseModel):
    """A table of the configuration: unknown keys are refused, nothing changes after reading."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)

    @classmethod
    def nearest_key(cls, keys: list[str]) -> str | None:
        """Return the known key most like the last of `keys`, which lead to it from this table.

        Returns None where no key of that table resembles it.
        """
        key, *rest = keys
        if rest:
            return _tables_in(cls.model_fields[key].annotation)[0].nearest_key(rest)
        return next(iter(difflib.get_close_matches(key, cls.model_fields, n=1)), None)


def _tables_in(annotation: Any) -> list[type[TomlTable]]:  # noqa: ANN401  (typing has no type of annotations)
    """Return the tables in the annotation of a field: of `tuple[Team, ...]` that is `Team`."""
    if isclass(annotation) and issubclass(annotation, TomlTable):
        return [annotation]
    return [table for part in get_args(annotation) for table in _tables_in(part)]
