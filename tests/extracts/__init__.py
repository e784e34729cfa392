"""Tests of what every kind of source has in common: what is read, refused and counted."""
