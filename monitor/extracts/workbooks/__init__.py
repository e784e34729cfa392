"""Excel workbooks: by the type of each cell, and the Annex A lists.

In comes the path of a workbook; out goes a `SourceTable`. Nothing is guessed from a cell's looks;
macros, formulas without a value, passwords and archives that unpack too far are refused.
"""
