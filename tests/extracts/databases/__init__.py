"""Tests of reading from databases: SQLite here, PostgreSQL from a server of the tests."""
