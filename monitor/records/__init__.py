"""From the cells of a source to canonical records, each with its problems.

In come source tables of text; out go records with `CANONICAL_COLUMNS`, a true or false column for
each problem, and the checks that ran. No record is dropped, no value is guessed, and nothing is
read or written. A problem of one cell is a row of `MARKS` in `cells`; one of a whole record is
a row of `RULES` in `schemas/assessments.py`.
"""
