"""The parts of a page that say one thing: a list, the changes, a trend, the provenance.

In comes a night or one team's share of it; out go tables and sentences that pages, messages and
files use alike. Nothing here knows which page it is on. A new section is a module here, and a line
in each page that shows it.
"""
