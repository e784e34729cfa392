"""The tasks for Windows Task Scheduler are what Microsoft documents (`task.rng`)."""

from __future__ import annotations

import re
from pathlib import Path, PureWindowsPath

import pytest
from lxml import etree

from monitor.cli import commands
from tests.support.making import ROOT

SCHEMA = etree.RelaxNG(etree.parse(Path(__file__).with_name("task.rng")))
NIGHT, MORNING = (
    ROOT / "deploy" / "windows" / f"assessment-monitor{name}.xml" for name in ("", "-send")
)
NAMES = {"task": "http://schemas.microsoft.com/windows/2004/02/mit/task"}

both = pytest.mark.parametrize("task", [NIGHT, MORNING], ids=lambda task: task.stem)


def text_of(task: Path, path: str) -> list[str]:
    """Return the text of each element at the path below the task."""
    steps = "/".join(f"task:{step}" for step in path.split("/"))
    return [str(each.text) for each in etree.parse(task).iterfind(steps, NAMES)]


def is_a_task(text: str) -> bool:
    return SCHEMA.validate(etree.fromstring(text.encode("utf-16")))


@both
def test_it_validates(task: Path) -> None:
    SCHEMA.assertValid(etree.parse(task))


@both
def test_it_is_in_utf_16_with_a_byte_order_mark_as_the_scheduler_writes_it(task: Path) -> None:
    content = task.read_bytes()
    assert content.startswith(b"\xff\xfe")
    assert not re.search(r"(?<!\r)\n", content.decode("utf-16"))


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("<LogonType>Password<", "<LogonType>Stored<"),
        ("<RunLevel>LeastPrivilege<", "<RunLevel>Least<"),
        ("IgnoreNew", "Ignore"),
        ("PT2H", "2h"),
        ("2026-01-01T02:30:00", "01/01/2026 02:30"),
        ("<WakeToRun>true</WakeToRun>", "<WakeToRun>yes</WakeToRun>"),
        ("<WakeToRun>true</WakeToRun>", "<Wake>true</Wake>"),
        ("<WakeToRun>true</WakeToRun>", "<Hidden>false</Hidden>"),
        ("<DaysInterval>1<", "<DaysInterval>0<"),
        ('version="1.2"', 'version="2"'),
        ("<StartBoundary>2026-01-01T02:30:00</StartBoundary>", "<Enabled>true</Enabled>"),
        ("</RegistrationInfo>", "</RegistrationInfo><RegistrationInfo />"),
        ("<Priority>7<", "<Priority>11<"),
    ],
)
def test_what_is_not_documented_would_be_found(right: str, wrong: str) -> None:
    text = NIGHT.read_bytes().decode("utf-16")
    changed = text.replace(right, wrong)
    assert changed != text
    assert is_a_task(text)
    assert not is_a_task(changed)


@both
def test_it_runs_whether_or_not_somebody_is_logged_on_and_with_no_more_rights(task: Path) -> None:
    assert text_of(task, "Principals/Principal/LogonType") == ["Password"]
    assert text_of(task, "Principals/Principal/RunLevel") == ["LeastPrivilege"]


@both
def test_a_machine_that_was_off_makes_up_for_it_and_never_runs_two_at_once(task: Path) -> None:
    assert text_of(task, "Settings/StartWhenAvailable") == ["true"]
    assert text_of(task, "Settings/MultipleInstancesPolicy") == ["IgnoreNew"]
    assert text_of(task, "Settings/RunOnlyIfNetworkAvailable") == ["false"]


@both
def test_it_starts_a_command_of_the_program_beside_its_configuration(task: Path) -> None:
    [program], [arguments] = (text_of(task, f"Actions/Exec/{x}") for x in ("Command", "Arguments"))
    [folder] = text_of(task, "Actions/Exec/WorkingDirectory")
    assert PureWindowsPath(program).name == "assessment-monitor.exe"
    name, option, config = arguments.split()
    assert name in commands.commands
    assert option == "-c"
    assert PureWindowsPath(config).parent == PureWindowsPath(folder)


def test_a_start_before_the_word_whether_it_is_enabled_would_be_found() -> None:
    tree = etree.parse(NIGHT)
    [trigger] = tree.iterfind(".//task:CalendarTrigger", NAMES)
    trigger.insert(0, trigger[1])
    assert not SCHEMA.validate(tree)


def test_the_night_runs_every_day_and_what_was_left_is_sent_on_working_days() -> None:
    assert text_of(NIGHT, "Triggers/CalendarTrigger/ScheduleByDay/DaysInterval") == ["1"]
    days = etree.parse(MORNING).iterfind(".//task:DaysOfWeek/*", NAMES)
    assert [etree.QName(day).localname for day in days] == [
        *("Monday", "Tuesday", "Wednesday", "Thursday", "Friday")
    ]
