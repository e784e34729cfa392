"""Make the archive with all that an installation without an index needs: `make release`.

It holds the wheels of every pinned package and of the program, the requirements by which pip holds
each to its hash, `deploy/` and `docs/`. Arguments go to `pip download`: they choose another system.
"""

from __future__ import annotations

import hashlib
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

from deploy.releasing.version import CHECKOUT

_CARRIED = ("CHANGELOG.md", "LICENSE", "README.md", "deploy", "docs")
_REQUIREMENTS = "requirements.txt"


def main(arguments: list[str]) -> None:
    """Make the archive in dist/, and print where it is."""
    with tempfile.TemporaryDirectory() as folder:
        wheels = Path(folder) / "wheels"
        _fill(wheels, arguments)
        [program] = wheels.glob("assessment_monitor-*.whl")
        [for_one_system] = wheels.glob("numpy-*.whl")  # its name says which Python and system
        _write_requirements(Path(folder) / _REQUIREMENTS, program)
        name = f"assessment-monitor-{program.name.split('-')[1]}"
        _, _, python, _, system = for_one_system.stem.split("-")
        archive = CHECKOUT / "dist" / f"{name}-{python}-{system.split('.')[0]}.tar.gz"
        archive.parent.mkdir(exist_ok=True)
        with tarfile.open(archive, "w:gz") as packed:
            for path in (wheels, Path(folder) / _REQUIREMENTS, *map(CHECKOUT.joinpath, _CARRIED)):
                packed.add(path, f"{name}/{path.name}", filter=_for_everybody)
    print(archive)  # noqa: T201  (the answer of this command)


def _fill(wheels: Path, arguments: list[str]) -> None:
    held = ("--require-hashes", "--only-binary", ":all:", "-r", str(CHECKOUT / _REQUIREMENTS))
    _run("pip", "download", *held, "-d", str(wheels), *arguments)
    _run("build", "--wheel", "--no-isolation", "--outdir", str(wheels), str(CHECKOUT))


def _run(*command: str) -> None:
    done = subprocess.run(  # noqa: S603  (pip and build, with the arguments of make)
        [sys.executable, "-m", *command], capture_output=True, text=True, check=False
    )
    if done.returncode:
        sys.exit(f"{done.stdout}{done.stderr}")


def _write_requirements(path: Path, program: Path) -> None:
    """Write what is pinned, and the program itself at the version and the hash of its wheel."""
    version = program.name.split("-")[1]
    sha256 = hashlib.sha256(program.read_bytes()).hexdigest()
    pinned = (CHECKOUT / _REQUIREMENTS).read_text(encoding="utf-8")
    own = f"assessment-monitor=={version} \\\n    --hash=sha256:{sha256}\n"
    path.write_text(pinned + own, encoding="utf-8")


def _for_everybody(member: tarfile.TarInfo) -> tarfile.TarInfo | None:
    """Return the member readable by everybody and owned by root; None for a cache."""
    if Path(member.name).name == "__pycache__":
        return None
    member.mode = 0o755 if member.isdir() else 0o644
    member.uid = member.gid = 0
    member.uname = member.gname = "root"
    return member


if __name__ == "__main__":
    main(sys.argv[1:])
