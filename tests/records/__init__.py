"""Unit tests of records: dates, look-ups, and the checks of each column."""
