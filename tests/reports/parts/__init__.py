"""Unit tests of the parts that reports are made of: tables, charts, words."""
