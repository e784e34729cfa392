"""The store of an output folder: every night kept to compare with, and every message owed.

In come nights and messages to record; out go what was remembered and what is pending. Each change
is one transaction of SQLite, and only additions are made. A step of the tables is a row of
`MIGRATIONS`; a released one is never edited.
"""
