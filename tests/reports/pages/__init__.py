"""Tests of the pages that stand beside those of a night."""
