"""Judge every child's assessment against the deadline that its manager set, every night."""

__version__ = "0.1.0"
#: What stands on every page and message as its maker.
MADE_BY = f"assessment-monitor {__version__}"
