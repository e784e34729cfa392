"""The words of the domain: columns, statuses, problems, working days; tables without rows.

In come dates and codes; out go counts of working days, and the tables that name every status and
problem. Every other package may import this one; it imports nothing else of ours and knows no
settings. A status is a row of `STATUSES` in `statuses`, a problem a row of `KINDS` in `problems`.
"""
