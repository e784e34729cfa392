"""What is true of tonight's records: statuses, flags, changes, figures, alarms.

In come validated records and what the history remembers; out goes a `Night`. Pure: no clock,
file, socket or text for readers. A flag is a row of `RULES` in `flags`, a change one of
`CHANGES`, a gate one of `GATES`, an alarm one of `SUSPICIONS`, a doubt one of `DOUBTS`.
"""
