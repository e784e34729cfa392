"""Judge every child's assessment against the deadline that its manager set, every night."""

from functools import cache

#: `__version__`, that of the installed build with its commit (`deploy/releasing/version.py`), and
#: what stands on every page and message as its maker.
_SAID = {"__version__": "{}", "MADE_BY": "assessment-monitor {}"}


def __getattr__(name: str) -> str:
    """Return the version when it is first asked for: to look it up costs more than the help."""
    if name not in _SAID:
        raise AttributeError(name)
    return _SAID[name].format(_version())


@cache
def _version() -> str:
    from importlib.metadata import PackageNotFoundError, version  # noqa: PLC0415  (it is slow)

    try:
        return version("assessment-monitor")
    except PackageNotFoundError:  # pragma: no cover  (only where it runs without being installed)
        return "0+not.installed"
