"""Judge every child's assessment against the deadline that its manager set, every night."""

__version__ = "0.1.0"
