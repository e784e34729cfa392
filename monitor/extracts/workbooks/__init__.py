"""Excel workbooks, read by the type of each cell, and the Annex A lists.

In comes the path of a workbook; out goes a `SourceTable`. Nothing is guessed from how a cell
looks; macros, formulas without a value, passwords and archives that unpack too far are refused.
The built-in headings of Annex A are `ANNEX_A` in `settings/standards.py`.
"""
