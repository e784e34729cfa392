"""The output folder: a night appears in it complete or not at all.

In come view models, tables and bytes; out go folders named by their date, on the disk and private.
Nothing is half written, and nothing is judged or worded here. A new file of the night is made in
`reports/files` and listed in `nights/edition.py`; this package only writes it.
"""
