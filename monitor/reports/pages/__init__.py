"""One view model for each page: service, team, list of nights, scrutiny.

In come a night and its sections; out goes a frozen value that a template prints without choosing.
Nothing is counted twice: figures come from the night. A new page is a module here and a row in
`reports` of `nights/edition.py`.
"""
