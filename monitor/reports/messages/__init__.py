"""The messages of a night: who is written to, when, and what each message says.

In come a night and its shares; out go drafts for each recipient, in which only that team's own
records stand. Nothing is sent here. An occasion is a row of `OCCASIONS`, a notice one of
`NOTICES`, a list of a message a function in `lists`.
"""
