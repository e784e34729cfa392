"""Tests of the readers of workbooks: cells by their type, and hostile files."""
