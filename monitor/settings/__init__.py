"""The configuration: one module a table of `monitor.toml`, read and checked whole.

In comes the text of the file; out goes a frozen `Settings`, or every fault at once with its line.
Nothing here opens an extract, a socket or a clock. A new key is a field of its table's class; a
new table is a class here and a field of `Settings`.
"""
