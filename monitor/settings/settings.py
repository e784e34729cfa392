"""Settings, read from `monitor.toml`: all faults are reported at once, with file and line."""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Iterable, Iterator  # noqa: TC003  (pydantic reads the annotations)
from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated, Any, Literal, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    Field,
    ValidationError,
    ValidationInfo,
    field_validator,
    model_validator,
)

from monitor.assessments.columns import CANONICAL_COLUMNS, NO_TEAM, UNKNOWN_TEAMS
from monitor.errors import ConfigurationFault
from monitor.settings.databases import DATABASE_FORMATS, Database, columns_of_profile
from monitor.settings.delivery import Addresses, Delivery, LinkBase, Ping, SendWhen, Smtp, domain_of
from monitor.settings.needs import Fault, missing_columns
from monitor.settings.standards import STANDARDS
from monitor.settings.table import Count, Table, Text
from monitor.settings.toml_lines import Location, line_of

if TYPE_CHECKING:
    from pathlib import Path

EXCEL_SERIALS = "excel"


def _as_list(value: object) -> object:
    return [value] if isinstance(value, str) else value


def same_name(name: str) -> str:
    """Return the form in which two spellings of one name are equal: case and spaces aside."""
    return " ".join(name.split()).casefold()


Spellings = Annotated[tuple[Text, ...], BeforeValidator(_as_list)]
Percent = Annotated[int, Field(ge=1, le=100, strict=True)]


class Columns(Table):
    """Which heading of the source holds each canonical column; `needed_columns` says which must."""

    assessment_id: Text | None = None
    child_id: Text | None = None
    team: Text | None = None
    worker: Text | None = None
    family_id: Text | None = None
    referral_date: Text | None = None
    start_date: Text | None = None
    deadline: Text | None = None
    timescale: Text | None = None
    authorised_date: Text | None = None
    submitted_date: Text | None = None
    state: Text | None = None
    child_seen: Text | None = None
    case_closed_date: Text | None = None
    #: No canonical column: the day on which the extract was made, which tells its age.
    extract_date: Text | None = None

    @model_validator(mode="after")
    def _one_heading_each(self) -> Self:
        seen: dict[str, str] = {}
        for column, heading in self.mapped().items():
            if heading in seen:
                message = f"{seen[heading]} and {column} are both mapped to the heading “{heading}”"
                raise ValueError(message)
            seen[heading] = column
        return self

    def mapped(self) -> dict[str, str]:
        """Return the heading of each canonical column that is mapped."""
        return self.model_dump(exclude_none=True)


class Spelt(Table):
    """Canonical codes, each with the spellings of the source."""

    @model_validator(mode="after")
    def _one_code_each(self) -> Self:
        seen: dict[str, str] = {}
        for code, spelling in self.pairs():
            if seen.setdefault(spelling, code) != code:
                message = f"one spelling stands under both {seen[spelling]} and {code}"
                raise ValueError(message)
        return self

    def pairs(self) -> Iterator[tuple[str, str]]:
        """Yield each code with each spelling of it, in the form that is compared."""
        for code in type(self).model_fields:
            for spelling in getattr(self, code):
                yield code, same_name(spelling)


class States(Spelt):
    """What the source calls each state."""

    open: Spellings = ()
    awaiting_authorisation: Spellings = ()
    authorised: Spellings = ()
    cancelled: Spellings = ()


class ChildSeenValues(Spelt):
    """What the source writes for a child seen or not, beside the usual spellings."""

    yes: Spellings = ()
    no: Spellings = ()
    not_recorded: Spellings = ()
    not_applicable: Spellings = ()


_DAY = re.compile(r"%[dj]")
_MONTH = re.compile(r"%[mbBj]")
_YEAR = re.compile(r"%[Yy]")


def _whole_date(text: str) -> str:
    parts = (_DAY, _MONTH, _YEAR)
    whole = all(part.search(text) for part in parts) and _reads_what_it_writes(text)
    if text != EXCEL_SERIALS and not whole:
        message = "a date format needs a day, a month and a year, such as %d/%m/%Y, or is “excel”"
        raise ValueError(message)
    return text


def _reads_what_it_writes(form: str) -> bool:
    try:
        read = datetime.strptime(_SOME_DAY.strftime(form), form)  # noqa: DTZ007  (a date is meant)
    except (ValueError, re.error):
        return False
    return read.date() == _SOME_DAY


_SOME_DAY = date(2015, 7, 16)
DateFormat = Annotated[str, AfterValidator(_whole_date)]
#: Where a path holds the date of its extract: {date}, or with a format {date:%d%m%Y}.
DATE_IN_PATH = re.compile(r"\{date(?::(?P<form>[^{}]*))?\}")


def _one_date_in_path(text: str) -> str:
    found = list(DATE_IN_PATH.finditer(text))
    if len(found) > 1:
        message = "a path holds {date} once"
        raise ValueError(message)
    for each in found:
        if each["form"] is not None:
            _refuse_folders(_whole_date(each["form"]))
    return text


def _refuse_folders(form: str) -> None:
    if "/" in form or "\\" in form:
        message = "the {date} of a path cannot run over several folders"
        raise ValueError(message)


ExtractPath = Annotated[Text, AfterValidator(_one_date_in_path)]


class Source(Table):
    """One file or database to read, and what its columns mean."""

    path: ExtractPath | None = None
    format: Text
    database: Database | None = None
    date_formats: tuple[DateFormat, ...] = ()
    encoding: Text | None = None
    sheet: Text | None = None
    minimum_rows: Count = 1
    maximum_age_days: Count | None = None
    control_total_required: bool = False
    columns: Columns
    states: States = States()
    child_seen_values: ChildSeenValues = ChildSeenValues()

    @model_validator(mode="before")
    @classmethod
    def _with_standard_columns(cls, table: object) -> object:
        """Let a standard layout bring its headings; what is configured goes before them."""
        standard = STANDARDS.get(str(table.get("format"))) if isinstance(table, dict) else None
        own = table.get("columns", {}) if isinstance(table, dict) else None
        if not isinstance(table, dict) or not isinstance(own, dict) or standard is None:
            return table
        return {**table, "columns": {**standard.columns, **own}}

    @model_validator(mode="before")
    @classmethod
    def _with_columns_of_profile(cls, table: object) -> object:
        """Let the profile of a database bring its columns: there is nothing to map."""
        database = table.get("database") if isinstance(table, dict) else None
        known = columns_of_profile(database) if isinstance(database, dict) else None
        if not known or not isinstance(table, dict):
            return table
        if "columns" in table:
            message = "a profile has columns of its own: take [extracts.columns] away"
            raise ValueError(message)
        return {**table, "columns": known}

    @property
    def pattern(self) -> str:
        """Return the path of its file, which may be a pattern; blank for a database."""
        return self.path or ""

    @field_validator("format")
    @classmethod
    def _known_format(cls, value: str, info: ValidationInfo) -> str:
        formats = (info.context or {}).get("formats", (value,))
        if value not in formats:
            message = f"the format must be one of: {', '.join(formats)}"
            raise ValueError(message)
        return value

    @field_validator("encoding")
    @classmethod
    def _known_encoding(cls, value: str | None) -> str | None:
        if value is not None:
            try:
                "".encode(value)
            except LookupError as unknown:
                message = "no such encoding; utf-8, cp1252 and utf-16 are usual"
                raise ValueError(message) from unknown
        return value

    @model_validator(mode="after")
    def _file_or_database(self) -> Self:
        of_database = self.format in DATABASE_FORMATS
        needed, other = ("database", "path") if of_database else ("path", "database")
        if getattr(self, needed) is None:
            message = f'{needed} is missing: format = "{self.format}" needs it'
            raise ValueError(message)
        of_files = ("encoding", "sheet") if of_database else ()
        strange = [key for key in (other, *of_files) if getattr(self, key) is not None]
        if strange:
            message = f'format = "{self.format}" has no use for {strange[0]}'
            raise ValueError(message)
        return self

    @model_validator(mode="after")
    def _database_tells_its_age(self) -> Self:
        untold = self.columns.extract_date is None and self.maximum_age_days is not None
        if self.database is not None and untold:
            message = "a database has no age of its own: maximum_age_days needs " + (
                "extract_date to be mapped" if self.database.query else "extract_date_from"
            )
            raise ValueError(message)
        return self


class Extract(Source):
    """A file or database of assessments, one record a row."""

    may_repeat: bool = False
    timescale_from: Literal["start", "referral"] | None = None
    #: Nobody has chosen the column of deadlines yet: every page says so.
    deadline_unknown: bool = False


class Lookup(Source):
    """A second source, whose columns are joined to the records by one of their ids."""

    by: Literal["child_id", "assessment_id"]
    #: The extracts that it is for, counted from 1 in their order; none named: all.
    extracts: tuple[Annotated[int, Field(ge=1, strict=True)], ...] = ()

    @model_validator(mode="after")
    def _joins_something(self) -> Self:
        if self.by not in self.columns.mapped():
            message = f'by = "{self.by}" needs {self.by} to be mapped in [lookups.columns]'
            raise ValueError(message)
        if not self.gives():
            message = f"map a column beside {self.by}, which this look-up is to give"
            raise ValueError(message)
        return self

    def gives(self) -> tuple[str, ...]:
        """Return the canonical columns that it gives, in the order of the record."""
        mapped = self.columns.mapped()
        return tuple(each for each in CANONICAL_COLUMNS if each in mapped and each != self.by)

    def is_for(self, place: int) -> bool:
        """Say whether it is for the extract at `place`, counted from 0."""
        return not self.extracts or place + 1 in self.extracts


class Rules(Table):
    """The authority's own numbers and days."""

    due_soon_working_days: Count = 5
    statutory_working_days: Annotated[int, Field(ge=1, le=999, strict=True)] = 45
    long_overdue_working_days: Count = 70
    headline_months: Annotated[int, Field(ge=1, le=240, strict=True)] = 12
    bulk_completions_by_worker: Annotated[int, Field(ge=2, strict=True)] = 5
    bulk_completions_by_team: Annotated[int, Field(ge=2, strict=True)] = 10
    extra_bank_holidays: tuple[date, ...] = ()
    closures: tuple[date, ...] = ()


class Gates(Table):
    """How far tonight may differ from the night before: beyond it is refused, or suspicious."""

    total_drop_percent: Percent = 5
    team_drop_percent: Percent = 30
    team_drop_records: Annotated[int, Field(ge=1, strict=True)] = 5
    problem_rise_percent: Count = 100
    problem_rise_records: Annotated[int, Field(ge=1, strict=True)] = 10


class History(Table):
    """How many nights are kept, and for how many a vanished assessment is shown."""

    keep_nights: Annotated[int, Field(ge=2, strict=True)]
    vanished_nights: Annotated[int, Field(ge=1, strict=True)] = 30


class Team(Table):
    """A team, the other names it goes by, and who gets its report."""

    name: Text
    aliases: tuple[Text, ...] = ()
    recipients: Addresses = ()
    #: A folder that receives a copy of this team's page alone, and the address by which its
    #: readers find that folder.
    folder: Text | None = None
    report_link_base: LinkBase | None = None
    #: Instead of that of [delivery].
    send_when: SendWhen | None = None


class Service(Table):
    """Who gets the service report."""

    recipients: Addresses = ()
    folder: Text | None = None
    report_link_base: LinkBase | None = None
    send_when: SendWhen | None = None


class Benchmark(Table):
    """The Department's published durations of assessments, and which authority this one is."""

    file: Text
    #: The authority's code of nine characters, as it stands in the column new_la_code.
    code: Annotated[str, Field(pattern=r"^E[0-9]{8}$")]


class Scrutiny(Table):
    """What elected members are told beside the figures."""

    #: What is being done, a sentence each.
    actions: Annotated[tuple[Text, ...], BeforeValidator(_as_list)] = ()


class Output(Table):
    """Where the nights are published."""

    folder: Text = "output"


class Settings(Table):
    """The whole configuration."""

    authority: Text
    extracts: tuple[Extract, ...]
    lookups: tuple[Lookup, ...] = ()
    rules: Rules = Rules()
    gates: Gates = Gates()
    #: Needed: how long children's data is kept is for the authority to say.
    history: History
    teams: tuple[Team, ...] = ()
    service: Service = Service()
    delivery: Delivery = Delivery()
    ping: Ping | None = None
    benchmark: Benchmark | None = None
    scrutiny: Scrutiny = Scrutiny()
    output: Output = Output()

    @model_validator(mode="before")
    @classmethod
    def _ask_for_keep_nights(cls, tables: object) -> object:
        """Let a missing [history] be told by the key in it that is needed."""
        return {"history": {}, **tables} if isinstance(tables, dict) else tables

    @field_validator("extracts")
    @classmethod
    def _something_to_read(cls, extracts: tuple[Extract, ...]) -> tuple[Extract, ...]:
        if not extracts:
            message = "at least one [[extracts]] is needed"
            raise ValueError(message)
        return extracts

    @model_validator(mode="after")
    def _lookups_are_for_something(self) -> Self:
        for lookup in self.lookups:
            if max(lookup.extracts, default=0) > len(self.extracts):
                message = (
                    f"a look-up is for extract {max(lookup.extracts)}, and there are "
                    f"{len(self.extracts)}"
                )
                raise ValueError(message)
        return self

    @model_validator(mode="after")
    def _distinct_teams(self) -> Self:
        own, seen = {same_name(NO_TEAM), same_name(UNKNOWN_TEAMS)}, set()
        for team in self.teams:
            for name in {same_name(each) for each in (team.name, *team.aliases)}:
                if name in own:
                    message = f"“{team.name}” is what this program calls a page of its own"
                    raise ValueError(message)
                if name in seen:
                    message = f"the team “{team.name}” has a name or alias that another team has"
                    raise ValueError(message)
                seen.add(name)
        return self

    @model_validator(mode="after")
    def _somebody_of_the_service(self) -> Self:
        if self.delivery.channel != "folder" and not self.service.recipients:
            message = (
                "name recipients of [service]: they are told when a night failed, when a team "
                "could not be reached, and what no team gets"
            )
            raise ValueError(message)
        return self

    @model_validator(mode="after")
    def _only_allowed_domains(self) -> Self:
        allowed = self.delivery.allowed_domains
        of_teams = [address for team in self.teams for address in team.recipients]
        named = {domain_of(address) for address in (*self.service.recipients, *of_teams)}
        strange = sorted(named - set(allowed))
        if allowed and strange:
            message = (
                f"recipients are at {', '.join(strange)}, which allowed_domains of [delivery] does "
                "not name"
            )
            raise ValueError(message)
        return self

    def team_names(self) -> dict[str, str]:
        """Return the configured name behind each name and alias, in the form of `same_name`."""
        return {
            same_name(each): team.name for team in self.teams for each in (team.name, *team.aliases)
        }


def read_settings(path: Path, *, formats: Iterable[str], channels: Iterable[str]) -> Settings:
    """Read the configuration at `path`; `formats` and `channels` are the kinds there are.

    Raises `ConfigurationFault` with every fault found.
    """
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
    known = {"formats": tuple(formats), "channels": tuple(channels)}
    return _settings(path, text, tables, known)


def _settings(
    path: Path, text: str, tables: dict[str, Any], known: dict[str, tuple[str, ...]]
) -> Settings:
    """Return the settings; what is wrong and what is missing are told together."""
    faults: list[Fault] = list(missing_columns(tables))
    try:
        settings = Settings.model_validate(tables, context=known)
    except ValidationError as invalid:
        told = invalid.errors(include_url=False, include_input=False)
        faults += [(error["loc"], error["type"], error["msg"]) for error in told]
    else:
        if not faults:
            return settings
    raise ConfigurationFault(tuple(_sentences(path, text, faults)))


def settings_schema(formats: Iterable[str], channels: Iterable[str]) -> dict[str, Any]:
    """Return the JSON Schema of the configuration."""
    schema = Settings.model_json_schema()
    schema["$defs"]["Delivery"]["properties"]["channel"]["enum"] = list(channels)
    for table in ("Extract", "Lookup"):
        schema["$defs"][table]["properties"]["format"]["enum"] = list(formats)
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
        return f"unknown key {where}{_did_you_mean(location)}"
    if kind == "missing":
        return f"{where} is missing"
    said = message.removeprefix("Value error, ")
    return f"{where}: {said}" if where else said


def _dotted(location: Location) -> str:
    text = "".join(f"[{part + 1}]" if isinstance(part, int) else f".{part}" for part in location)
    return text.removeprefix(".")


def _did_you_mean(location: Location) -> str:
    near = difflib.get_close_matches(str(location[-1]), _keys_beside(location), n=1)
    return f"; did you mean {near[0]}?" if near else ""


def _keys_beside(location: Location) -> list[str]:
    table: type[BaseModel] = Settings
    for part in location[:-1]:
        if isinstance(part, str):
            table = _TABLES[part]
    return list(table.model_fields)


_TABLES: dict[str, type[BaseModel]] = {
    "extracts": Extract,
    "database": Database,
    "lookups": Lookup,
    "columns": Columns,
    "states": States,
    "child_seen_values": ChildSeenValues,
    "rules": Rules,
    "gates": Gates,
    "history": History,
    "teams": Team,
    "service": Service,
    "delivery": Delivery,
    "smtp": Smtp,
    "ping": Ping,
    "benchmark": Benchmark,
    "scrutiny": Scrutiny,
    "output": Output,
}
