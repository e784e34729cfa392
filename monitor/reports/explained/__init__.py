"""Answers to an officer's questions: why one assessment is judged so, what a source holds.

In come a judged night and its sources; out go lines of text and plain values for `--json`.
Nothing is judged anew here.
"""
