"""The Jinja templates and the stylesheet of the reports."""
