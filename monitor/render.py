"""View model to HTML: one environment, everything escaped, nothing undefined."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import jinja2

import reports_templates


def to_html(template: str, **view_model: object) -> bytes:
    """Return the page as UTF-8; `template` is a name in `reports_templates`."""
    return _environment().get_template(template).render(view_model).encode("utf-8", "replace")


@cache
def _environment() -> jinja2.Environment:
    return jinja2.Environment(
        loader=jinja2.FileSystemLoader(Path(reports_templates.__file__).parent),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
