"""CSV files: a fast reader for files without surprises, a strict one for all others.

In comes the path of a file; out goes a `SourceTable` in which every line has a name. Both readers
give the same table for the same file.
"""
