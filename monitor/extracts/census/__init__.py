"""The children in need census (XML): read element by element, whatever its order.

In comes the path of a census; out goes a `SourceTable` with a row for each child and assessment.
A DOCTYPE is refused, and elements that are passed over are counted.
"""
