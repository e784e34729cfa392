"""The children in need census (XML), read element by element in whatever order they stand.

In comes the path of a census; out goes a `SourceTable` with a row for each child and assessment. A
DOCTYPE is refused, no id is made up, and text that is not read is counted. Its built-in headings
are `CIN_CENSUS` in `settings/standards.py`.
"""
