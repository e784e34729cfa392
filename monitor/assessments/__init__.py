"""The words of the domain: columns, statuses, problems and working days.

In come dates and codes; out go counts of working days and the tables that name every status and
problem. Everything above may read this package, and it reads nothing of ours. A status is a row
of `STATUSES`, a problem a row of `PROBLEMS`.
"""
