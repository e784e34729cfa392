"""The authority's own database: one query, read whole and counted in one transaction.

In come the settings of a connection; out goes a `SourceTable`. Nothing is ever written to the
database, and neither a password nor a driver's text reaches a message. A kind of database is a row
of `KINDS`, a driver a row of `DRIVERS`, both in `drivers`.
"""
