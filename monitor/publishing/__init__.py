"""The output folder: a night appears in it complete or not at all.

In come files as bytes; out go folders that are synced, named by their date and never half
written. Nothing here judges or words anything. A new kind of file is made in `reports/files` and
listed in `nights/edition.py`; this package only writes it.
"""
