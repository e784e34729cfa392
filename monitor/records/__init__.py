"""From the cells of a source to canonical records, with every doubt kept beside them.

In come source tables of text; out go records (`CANONICAL_COLUMNS`), a true or false column for
each problem, and the checks that ran. No record is dropped here and nothing is read or written. A
problem found while reading is a row of `MARKS`; one of whole records is a row of `RULES` in
`schemas/assessments.py`.
"""
