"""View model to HTML or plain text: in HTML everything escaped, and nothing ever undefined."""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from pathlib import Path

import jinja2
import markupsafe

import reports_templates

#: A page loads and sends nothing, and runs its own script alone; so even where escaping failed.
_POLICY = (
    "default-src 'none'; script-src '{script}'; style-src '{style}'; "
    "base-uri 'none'; form-action 'none'"
)
#: What is printed below every page is cut to this many characters.
_LONGEST_LINE = 120


def to_html(template: str, **view_model: object) -> bytes:
    """Return the page as UTF-8; `template` is a name in `reports_templates`."""
    page = _environment(escaped=True).get_template(template).render(view_model)
    return page.encode("utf-8", "replace")


def to_text(template: str, **view_model: object) -> str:
    """Return plain text, not escaped, without spaces at the end of a line or a last line end."""
    text = _environment(escaped=False).get_template(template).render(view_model)
    plain = "\n".join(line.rstrip() for line in text.rstrip().split("\n"))
    return plain.encode("utf-8", "replace").decode()


@cache
def _environment(*, escaped: bool) -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(Path(reports_templates.__file__).parent),
        autoescape=escaped,  # noqa: S701  (plain text knows no markup)
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    script, style = (_short(environment, name) for name in ("report.js", "report.css"))
    # What all pages share is hashed once, and what each adds goes on from there.
    hashed = [hashlib.sha256(text.encode()) for text in (script, style)]
    environment.globals |= {
        "script": script,
        "style": lambda printed: style + _on_paper(printed),
        "policy": lambda printed: _POLICY.format(
            script=_named(hashed[0]), style=_named(hashed[1], _on_paper(printed))
        ),
    }
    return environment


def _on_paper(printed: str) -> markupsafe.Markup:
    """Return the rule that prints a text below every page: nothing in it is left as it is."""
    text = "".join(f"\\{ord(character):x} " for character in printed[:_LONGEST_LINE])
    rule = f'\n@page {{ @bottom-left {{ content: "{text}"; }} }}' if printed else ""
    return markupsafe.Markup(rule)  # noqa: S704  (hexadecimal digits alone)


def _short(environment: jinja2.Environment, name: str) -> markupsafe.Markup:
    """Return a script or a style sheet of ours without its comments and what indents it."""
    text = environment.get_template(name).render()
    lines = (line.strip() for line in text.split("\n"))
    return markupsafe.Markup("\n".join(filter(_is_said, lines)))  # noqa: S704  (our own file)


def _is_said(line: str) -> bool:
    return bool(line) and not line.startswith("//")


def _named(hashed: hashlib._Hash, more: str = "") -> str:
    """Return the hash of a text with more behind it, as the policy of a page names it."""
    whole = hashed.copy()
    whole.update(more.encode())
    return f"sha256-{base64.b64encode(whole.digest()).decode()}"
