"""The base class of every table of the configuration."""

from __future__ import annotations

import difflib
from inspect import isclass
from typing import TYPE_CHECKING, Annotated, Any, Self, get_args

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationInfo, model_validator

if TYPE_CHECKING:
    from collections.abc import Iterator

Text = Annotated[str, Field(min_length=1, pattern=r"\S")]
Count = Annotated[int, Field(ge=0, strict=True)]


def one_of(kind: str) -> AfterValidator:
    """Return the check that a text is one of the kinds that reading names, such as the formats."""

    def known(value: str, info: ValidationInfo) -> str:
        kinds = (info.context or {}).get(f"{kind}s", (value,))
        if value not in kinds:
            raise ValueError(f"the {kind} must be one of: {', '.join(kinds)}")
        return value

    return AfterValidator(known)


class TomlTable(BaseModel):
    """A table of the configuration: unknown keys are refused, nothing changes after reading."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)

    @model_validator(mode="after")
    def _sound(self) -> Self:
        for fault in self.faults():
            raise ValueError(fault)
        return self

    def faults(self) -> Iterator[str]:
        """Yield what is wrong with the values of this table together; the first is reported."""
        yield from ()

    @classmethod
    def nearest_key(cls, keys: list[str]) -> str | None:
        """Return the key most like the last of `keys`, which lead to it from this table, if any."""
        key, *rest = keys
        if rest:
            return _tables_in(cls.model_fields[key].annotation)[0].nearest_key(rest)
        return next(iter(difflib.get_close_matches(key, cls.model_fields, n=1)), None)


def _tables_in(annotation: Any) -> list[type[TomlTable]]:  # noqa: ANN401  (typing has no type of annotations)
    """Return the tables in the annotation of a field: of `tuple[Team, ...]` that is `Team`."""
    if isclass(annotation) and issubclass(annotation, TomlTable):
        return [annotation]
    return [table for part in get_args(annotation) for table in _tables_in(part)]
