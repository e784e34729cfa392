"""The authority's own database: one query, buffered whole and counted in one transaction.

In comes a connection's settings; out goes a `SourceTable`. Nothing is ever written to the
database, and no text of a driver reaches a message. A kind of database is a row of `KINDS`, a
driver one of `DRIVERS`, both in `drivers`.
"""
