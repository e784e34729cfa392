"""What is true of tonight's records: statuses, flags, changes, figures, alarms.

In come validated records and what the history remembers; out goes a `Night`. Pure: no clock, file,
socket or sentence for a page. A flag is a row of `RULES` in `flags`, a change a row of `CHANGES`
in `change_rules`, a next action a row of `ACTIONS` in `actions`, a gate a row of `GATES` in
`gates`, an alarm a row of `SUSPICIONS` in `alarms`, a doubt a row of `DOUBTS` in `doubts`.
"""
