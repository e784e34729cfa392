"""The night's data files as tables: records, changes, problems, figures, the workbook.

In comes a night; out go frames and plain values that `publishing` turns into bytes. Every record
read is in them. A new file is a function here and a line in `nights/edition.py`.
"""
