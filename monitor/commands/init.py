"""`init`: a configuration to start from, with a made-up extract or drafted from a real one."""

from __future__ import annotations

import os
from pathlib import Path

import click

from monitor.commands import Answer, Surroundings
from monitor.errors import UsageFault


@click.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False), default=Path())
@click.option(
    "--from",
    "extract",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    metavar="FILE",
    help="Draft the configuration of this extract: its kind, its headings, its dates.",
)
@click.pass_obj
def init(surroundings: Surroundings, *, folder: Path, extract: Path | None) -> Answer:
    """Write a commented configuration into FOLDER.

    A made-up extract of ten rows comes with it. With --from the configuration is drafted from an
    extract of your own instead, and says what you still have to choose.
    """
    config = folder / "monitor.toml"
    if extract is not None:
        return _drafted(surroundings, config, extract)
    from monitor import starter

    written = {
        config: starter.configuration(),
        folder / "extracts" / "assessments.csv": starter.extract(surroundings.today()),
    }
    _refuse_to_overwrite(tuple(written))
    for path, content in written.items():
        _write(path, content)
    lines = [*(f"wrote {path}" for path in written), *_next(config)]
    return Answer("\n".join(lines), is_done=True)


def _drafted(surroundings: Surroundings, config: Path, extract: Path) -> Answer:
    from monitor.extracts import READERS
    from monitor.extracts.files import private_copy
    from monitor.starter.drafting import draft
    from monitor.starter.remarks import remarks
    from monitor.starter.writing import as_configuration

    _refuse_to_overwrite((config,))
    copy = private_copy(extract)
    drafted = draft(
        copy, path=_seen_from(config.parent, extract), formats=READERS, ask=surroundings.ask
    )
    _write(config, as_configuration(drafted).encode())
    lines = [f"wrote {config}", *remarks(drafted), *_next(config)]
    return Answer("\n".join(lines), is_done=True)


def _seen_from(folder: Path, path: Path) -> str:
    try:
        return Path(os.path.relpath(path, folder)).as_posix()
    except ValueError:  # on Windows, another drive
        return path.absolute().as_posix()


def _next(config: Path) -> tuple[str, str]:
    return (
        f"Next: assessment-monitor check -c {config}",
        f"Then: assessment-monitor run -c {config} --first-night",
    )


def _refuse_to_overwrite(paths: tuple[Path, ...]) -> None:
    there = [str(path) for path in paths if path.exists()]
    if there:
        raise UsageFault(f"these files exist already: {', '.join(there)}; nothing was written")


def _write(path: Path, content: bytes) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    except OSError as fault:
        raise UsageFault(f"{path} cannot be written ({fault.strerror})") from fault
