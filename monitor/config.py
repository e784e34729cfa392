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

from monitor.database_settings import DATABASE_FORMATS, Database, columns_of_profile
from monitor.delivery_settings import Addresses, Delivery, LinkBase, Ping, SendWhen, Smtp, domain_of
from monitor.errors import ConfigurationFault
from monitor.model import NO_TEAM, UNKNOWN_TEAMS
from monitor.standards import STANDARDS
from monitor.toml_lines import Location, line_of
from monitor.toml_table import Count, Table, Text

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
    """Which heading of the source holds each canonical column."""

    assessment_id: Text | None = None
    child_id: Text
    #: To be mapped; None stands only where a standard layout has no team.
    team: Text | None
    worker: Text | None = None
    family_id: Text | None = None
    referral_date: Text | None = None
    start_date: Text
    deadline: Text | None = None
    timescale: Text | None = None
    authorised_date: Text
    submitted_date: Text | None = None
    state: Text | None = None
    child_seen: Text | None = None
    case_closed_date: Text | None = None
    #: No canonical column: the day on which the extract was made, which tells its age.
    extract_date: Text | None = None

    @model_validator(mode="after")
    def _one_deadline(self) -> Self:
        # A standard layout that has no deadline says so: deadline is given, as None.
        none_needed = "deadline" in self.model_fields_set
        both = (self.deadline, self.timescale)
        if None not in both or (both == (None, None) and not none_needed):
            message = "map exactly one of deadline and timescale"
            raise ValueError(message)
        return self

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


class Extract(Table):
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
    may_repeat: bool = False
    timescale_from: Literal["start", "referral"] | None = None
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
        without: dict[str, None] = {"team": None}
        if not {"deadline", "timescale"} & own.keys():
            without["deadline"] = None
        return {**table, "columns": {**without, **standard.columns, **own}}

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
        return {**table, "columns": {"deadline": None, **known}}

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

    @model_validator(mode="after")
    def _timescale_has_a_start(self) -> Self:
        if (self.columns.timescale is None) != (self.timescale_from is None):
            message = "timescale and timescale_from belong together: map both or neither"
            raise ValueError(message)
        if self.timescale_from == "referral" and self.columns.referral_date is None:
            message = 'timescale_from = "referral" needs referral_date to be mapped'
            raise ValueError(message)
        return self


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
        known = {"formats": tuple(formats), "channels": tuple(channels)}
        return Settings.model_validate(tomllib.loads(text), context=known)
    except tomllib.TOMLDecodeError as broken:
        raise _fault(path, f"not valid TOML: {broken}") from broken
    except ValidationError as invalid:
        raise ConfigurationFault(tuple(_sentences(path, text, invalid))) from None


def settings_schema(formats: Iterable[str], channels: Iterable[str]) -> dict[str, Any]:
    """Return the JSON Schema of the configuration."""
    schema = Settings.model_json_schema()
    schema["$defs"]["Delivery"]["properties"]["channel"]["enum"] = list(channels)
    extract, columns = schema["$defs"]["Extract"], schema["$defs"]["Columns"]
    extract["properties"]["format"]["enum"] = list(formats)
    extract["required"].remove("columns")
    extract["oneOf"] = [{"required": ["path"]}, {"required": ["database"]}]
    brought = {"enum": [*STANDARDS, *DATABASE_FORMATS]}
    extract["if"] = {"properties": {"format": brought}, "required": ["format"]}
    needed = {"required": columns.pop("required")}
    extract["else"] = {"properties": {"columns": needed}, "required": ["columns"]}
    return schema


def _fault(path: Path, sentence: str) -> ConfigurationFault:
    return ConfigurationFault((f"{path}: {sentence}",))


def _sentences(path: Path, text: str, invalid: ValidationError) -> list[str]:
    placed = []
    for error in invalid.errors(include_url=False, include_input=False):
        line = line_of(text, error["loc"])
        place = str(path) if line is None else f"{path}, line {line}"
        placed.append(
            (line or 0, f"{place}: {_sentence(error['loc'], error['type'], error['msg'])}")
        )
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
