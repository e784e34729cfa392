"""CSV files: a fast reader for files without surprises, a strict one for all others.

In comes the path of a file; out goes a `SourceTable` in which every line is a heading, a record or
a named non-record line. Both readers give the same table for the same file, and no line is
skipped. An encoding that its first bytes reveal is a row of `_BOMS` in `strict`.
"""
