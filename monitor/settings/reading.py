"""The configuration read from its file, every fault with its line, and its JSON Schema."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable  # noqa: TC003  (pydantic reads the annotations)
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from monitor.errors import ConfigurationFault
from monitor.settings.answers import ANSWER_FORMATS
from monitor.settings.databases import DATABASE_FORMATS
from monitor.settings.delivery import NO_CHANNEL
from monitor.settings.needs import Fault, missing_columns
from monitor.settings.settings import Settings
from monitor.settings.standards import STANDARDS
from monitor.settings.toml_lines import Location, line_of

if TYPE_CHECKING:
    from pathlib import Path


def read_settings(path: Path, *, formats: Iterable[str], channels: Iterable[str]) -> Settings:
    """Return the configuration at `path`; raises `ConfigurationFault` with every fault found."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError as missing:
        raise _fault(
            path, "there is no such file; `assessment-monitor init` writes one"
        ) from missing
    except (OSError, UnicodeDecodeError) as unreadable:
        raise _fault(path, "the file cannot be read as UTF-8 text") from unreadable
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as broken:
        raise _fault(path, f"not valid TOML: {broken}") from broken
    known = {"formats": tuple(formats), "channels": (*channels, NO_CHANNEL)}
    return _settings(path, text, tables, known)


def _settings(
    path: Path, text: str, tables: dict[str, Any], known: dict[str, tuple[str, ...]]
) -> Settings:
    """Return the settings; what is wrong and what is missing are reported together."""
    faults: list[Fault] = list(missing_columns(tables))
    try:
        settings = Settings.model_validate(tables, context=known)
    except ValidationError as invalid:
        found = invalid.errors(include_url=False, include_input=False)
        faults += [(error["loc"], error["type"], error["msg"]) for error in found]
    else:
        if not faults:
            return settings
    raise ConfigurationFault(tuple(_sentences(path, text, faults)))


def settings_schema(formats: Iterable[str], channels: Iterable[str]) -> dict[str, Any]:
    """Return the JSON Schema of the configuration."""
    schema = Settings.model_json_schema()
    schema["$defs"]["Delivery"]["properties"]["channel"]["enum"] = [*channels, NO_CHANNEL]
    for table in ("Extract", "Lookup"):
        schema["$defs"][table]["properties"]["format"]["enum"] = list(formats)
    schema["$defs"]["AnswerSource"]["properties"]["format"]["enum"] = list(ANSWER_FORMATS)
    extract = schema["$defs"]["Extract"]
    extract["required"].remove("columns")
    extract["oneOf"] = [{"required": ["path"]}, {"required": ["database"]}]
    brought = {"enum": [*STANDARDS, *DATABASE_FORMATS]}
    extract["if"] = {"properties": {"format": brought}, "required": ["format"]}
    extract["else"] = {"required": ["columns"]}
    return schema


def _fault(path: Path, sentence: str) -> ConfigurationFault:
    return ConfigurationFault((f"{path}: {sentence}",))


def _sentences(path: Path, text: str, faults: Iterable[Fault]) -> list[str]:
    placed = []
    for location, kind, message in faults:
        line = line_of(text, location)
        place = str(path) if line is None else f"{path}, line {line}"
        placed.append((line or 0, f"{place}: {_sentence(location, kind, message)}"))
    return [sentence for _, sentence in sorted(placed)]


def _sentence(location: Location, kind: str, message: str) -> str:
    where = _dotted(location)
    if kind == "extra_forbidden":
        near = Settings.nearest_key([part for part in location if isinstance(part, str)])
        return f"unknown key {where}; did you mean {near}?" if near else f"unknown key {where}"
    if kind == "missing":
        return f"{where} is missing"
    said = message.removeprefix("Value error, ")
    return f"{where}: {said}" if where else said


def _dotted(location: Location) -> str:
    text = "".join(f"[{part + 1}]" if isinstance(part, int) else f".{part}" for part in location)
    return text.removeprefix(".")
