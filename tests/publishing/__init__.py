"""Unit tests of how files are written: rendered, staged, handed over."""
