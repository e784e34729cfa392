"""Tests of each section of a page, read back from the page."""
