"""The configuration: one module a table of `monitor.toml`, read and checked whole.

In comes the path of the file; out goes a frozen `Settings`, or every fault at once with its line.
No other file, no socket and no clock is touched, and no password is read. A new key is a field of
its table's class, a new table a class here and a field of `Settings`.
"""
