"""Tests of the strict reader of CSV files: each fault is refused with its place."""
