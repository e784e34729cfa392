"""One view model for each page: service, team, list of nights, scrutiny.

In come a night and its sections; out goes a frozen value that a template prints without choosing.
Figures come from the night and are never counted again here. A new page is a module here and a
line of `reports` in `nights/edition.py`.
"""
