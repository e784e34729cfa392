"""The night's data files as tables: records, changes, problems, figures, the workbook.

In comes a night; out go frames and plain values that `publishing` turns into bytes. No record and
no figure is left out. A new file is a function here and a line of `edition_of` in
`nights/edition.py`.
"""
