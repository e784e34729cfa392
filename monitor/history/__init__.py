"""The store of an output folder: every night to compare with, and every message owed.

In come nights and messages to record; out go what was remembered and what is pending. Each change
is one transaction of SQLite, and a history that is not whole is refused, never repaired or begun
anew in silence. A change of the tables is a row of `MIGRATIONS` in `migrations`; a released one is
never edited.
"""
