"""Judge every child's assessment against the deadline that its manager set, every night."""

from importlib.metadata import PackageNotFoundError, version

try:
    #: The version of the installed build, with its commit (`deploy/releasing/version.py`).
    __version__ = version("assessment-monitor")
except PackageNotFoundError:  # pragma: no cover  (only where it runs without being installed)
    __version__ = "0+not.installed"
#: What stands on every page and message as its maker.
MADE_BY = f"assessment-monitor {__version__}"
