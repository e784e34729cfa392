"""What sections are built from: tables, charts, rows and the wording of dates and counts.

In come plain values; out go cells, drawings and texts. Nothing here knows of nights or teams. A
new way of wording a number or a date is a function in `wording`.
"""
