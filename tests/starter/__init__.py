"""Tests of the drafted configuration: headings, dates and states found in an extract."""
