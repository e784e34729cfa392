"""Coverage is not told of what goes on in the libraries that a night spends its time in.

Its tracer is called for every call of any function, and passes over those that are not ours: with
it a night of few records takes nearly twice as long. So it rests while pandas and pandera are at
work, and while the oracles judge. None of these calls anything of ours that is not tested by
itself; a line that was left out so would lack in the coverage, which is to be full.
"""

from __future__ import annotations

import functools
import sys
from concurrent.futures import Executor, Future
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

import pandas as pd
from pandas.core.indexing import _iLocIndexer, _LocIndexer
from pandera.api.pandas.container import DataFrameSchema

from monitor.assessments import numbering
from monitor.nights import edition

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

Given = ParamSpec("Given")
Answer = TypeVar("Answer")

#: The methods in which nearly all of the calls take place.
_OF_FRAMES = (
    *("__init__", "__getitem__", "__setitem__", "any", "assign", "astype", "drop_duplicates"),
    *("duplicated", "groupby", "join", "merge", "reindex", "sort_values", "sum"),
)
_OF_COLUMNS = (
    *("__init__", "__add__", "__and__", "__eq__", "__getitem__", "__invert__", "__ne__", "__or__"),
    *("__radd__", "any", "astype", "duplicated", "fillna", "groupby", "isin", "isna", "map"),
    *("mask", "notna", "sum", "to_numpy", "unique", "value_counts", "where"),
)
_AT_REST: tuple[tuple[Any, Iterable[str]], ...] = (
    (DataFrameSchema, ("validate",)),
    (pd.DataFrame, _OF_FRAMES),
    (pd.Series, _OF_COLUMNS),
    (_LocIndexer, ("__getitem__",)),
    (_iLocIndexer, ("__getitem__",)),
    (pd, ("array", "factorize")),  # not `concat`, which may be handed a generator of ours
)


def untraced(call: Callable[Given, Answer]) -> Callable[Given, Answer]:
    """Let a tracer rest while a function runs, if there is one."""

    @functools.wraps(call)
    def quietly(*arguments: Given.args, **named: Given.kwargs) -> Answer:
        tracer = sys.gettrace()
        if tracer is None:
            return call(*arguments, **named)
        sys.settrace(None)
        try:
            return call(*arguments, **named)
        finally:
            sys.settrace(tracer)

    return quietly


class _AtOnce(Executor):
    """Does what is handed to it at once: two threads must not set their tracers together.

    Python raises a RuntimeError where they do. Processes that tests start have the real threads,
    and so have all tests where no coverage is measured.
    """

    def __init__(self, **_limits: int) -> None:
        """Begin; there is nothing to limit."""

    def submit(
        self, call: Callable[Given, Answer], /, *arguments: Given.args, **named: Given.kwargs
    ) -> Future[Answer]:
        """Return what is done already."""
        done: Future[Answer] = Future()
        done.set_result(call(*arguments, **named))
        return done


def let_tracer_rest() -> None:
    """Let a tracer rest in the libraries, from now on, and have no other beside it."""
    for module in (edition, numbering):
        module.ThreadPoolExecutor = _AtOnce  # type: ignore[attr-defined]
    for owner, names in _AT_REST:
        for name in names:
            setattr(owner, name, untraced(getattr(owner, name)))
