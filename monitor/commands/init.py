"""`init`: a configuration and a made-up extract to start from."""

from __future__ import annotations

from pathlib import Path

import click

from monitor.commands import Answer, Surroundings
from monitor.errors import UsageFault


@click.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False), default=Path())
@click.pass_obj
def init(surroundings: Surroundings, folder: Path) -> Answer:
    """Write a commented configuration and a ten-row made-up extract into FOLDER."""
    from monitor import starter  # noqa: PLC0415  (only this command needs it)

    written = {
        folder / "monitor.toml": starter.configuration(),
        folder / "extracts" / "assessments.csv": starter.extract(surroundings.today()),
    }
    _refuse_to_overwrite(tuple(written))
    for path, content in written.items():
        _write(path, content)
    config = folder / "monitor.toml"
    return Answer(
        "\n".join(
            [
                *(f"wrote {path}" for path in written),
                f"Next: assessment-monitor check -c {config}",
                f"Then: assessment-monitor run -c {config} --first-night",
            ]
        )
    )


def _refuse_to_overwrite(paths: tuple[Path, ...]) -> None:
    there = [str(path) for path in paths if path.exists()]
    if there:
        message = f"there already: {', '.join(there)}; nothing was written"
        raise UsageFault(message)


def _write(path: Path, content: bytes) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    except OSError as fault:
        message = f"{path} cannot be written ({fault.strerror})"
        raise UsageFault(message) from fault
