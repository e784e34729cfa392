"""What can break a night, and the exit code that each fault ends with."""

from __future__ import annotations

INTERRUPTED = 130


class Stopped(BaseException):
    """A signal asked the program to end; no fault, so that nothing reports it as one."""

    def __init__(self, signal_name: str) -> None:
        """Name the signal."""
        super().__init__(f"interrupted by {signal_name}")


class MonitorError(Exception):
    """A fault that ends the command with one line for people and an exit code for cron.

    The text never holds a cell's value: only files, rows, columns, codes and team names.
    """

    exit_code = 70


class UsageFault(MonitorError):
    """The command was given something that it cannot be asked."""

    exit_code = 2


class UnknownTeamMoved(UsageFault):
    """--team-moved names a team that no night knows; only who typed it need see this."""


class ConfigurationFault(MonitorError):
    """The configuration cannot be used; `faults` holds every one that was found, a line each."""

    exit_code = 2

    def __init__(self, faults: tuple[str, ...]) -> None:
        """Keep every fault, in the order of the file."""
        super().__init__("\n".join(faults))
        self.faults = faults


class ExtractRefused(MonitorError):
    """An extract cannot be trusted: no report of any kind is published from it."""

    exit_code = 3

    def __init__(self, sentence: str, *, source: str, row: int | None = None) -> None:
        """Name the source and what is wrong with it, and the line if it is known."""
        place = source if row is None else f"{source}, line {row}"
        super().__init__(f"{place}: {sentence}")
        self.sentence = sentence
        self.source = source
        self.row = row


class AnotherRun(MonitorError):
    """Another run holds the lock of this output folder."""

    exit_code = 5


class OutputUnusable(MonitorError):
    """The output folder cannot be written or trusted; nothing was published."""

    exit_code = 6


class ReportsInPlace(OutputUnusable):
    """The night is published, and something that comes after it could not be done."""


class HistoryUnusable(MonitorError):
    """The history is missing, empty, damaged, locked or newer than this program."""

    exit_code = 6


class BrokenPromise(MonitorError):
    """The program contradicts itself: sums that differ, a check that did not run."""

    exit_code = 70


def exit_code_of(fault: BaseException) -> int:
    """Return the exit code that a command ends with after this fault."""
    if isinstance(fault, (KeyboardInterrupt, Stopped)):
        return INTERRUPTED
    return fault.exit_code if isinstance(fault, MonitorError) else MonitorError.exit_code
