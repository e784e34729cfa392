"""Answers to an officer's questions: why one assessment is judged so, what a source holds.

In come a judged night and its sources; out go lines of text, and plain values for `--json`.
Nothing is judged again, and of a source no cell is shown. A new status or flag explains itself by
its row in `STATUSES` or `RULES`; a new question is a module here and a command.
"""
