"""Texts that would do harm if a page or a message took them for more than text."""

from __future__ import annotations

from tests.support.browsing import SENTINEL
from tests.support.making import HEADINGS

RUN = f"window.{SENTINEL}=1"
HOSTILE = {
    "script": f"<script>{RUN};alert(1)</script>",
    "script that closes first": f"</td></tr></table></main><script>{RUN}</script>",
    "script in capitals": f"<SCRIPT/x>{RUN}</SCRIPT >",
    "image handler": f"<img src=x onerror={RUN}>",
    "image elsewhere": '<img src="https://example.org/pixel.png">',
    "attribute": f'" autofocus onfocus="{RUN}',
    "single-quoted attribute": f"' onmouseover='{RUN}",
    "backquote": f"` onclick=`{RUN}",
    "javascript link": f'<a href="javascript:{RUN}">here</a>',
    "javascript": f"javascript:{RUN}//",
    "data link": f"data:text/html,<script>{RUN}</script>",
    "frame": f'<iframe srcdoc="<script>parent.{RUN}</script>"></iframe>',
    "svg": f"<svg onload={RUN}><animate onbegin={RUN} attributeName=x></svg>",
    "mathml": f'<math><mtext><style><img src onerror="{RUN}"></style></mtext></math>',
    "details": f"<details open ontoggle={RUN}>",
    "meta": '<meta http-equiv="refresh" content="0;url=https://example.org/">',
    "base": '<base href="https://example.org/">',
    "link": '<link rel="stylesheet" href="https://example.org/a.css">',
    "form": '<form action="https://example.org"><input name=a><button>Go</button></form>',
    "style": "</style><style>*{display:none}</style>",
    "css": "} body { background: url(https://example.org/b.png) } /*",
    "title": f"</title><script>{RUN}</script>",
    "template": "{{ 7 * 7 }} {{ report.__class__.__mro__ }}",
    "template block": "{% raw %}{% include 'report.css' %}{% endraw %}{# gone #}",
    "format": "{0} {heading} %s %(a)s ${HOME} $(id) `id`",
    "entity": "&lt;b&gt; &amp;amp; &#60; &nbsp; &copy",
    "comment": "<!-- gone --> <!--[if IE]> --> ]]> <![CDATA[ gone ]]>",
    "unclosed": "<b><i><table><tr><td><select><textarea><plaintext>",
    "quotes": 'O\'Brien "Mo" “co” `x` \\\' \\"',
    "right to left": "\u202egnp.exe\u202c \u200fabc \u2066x",
    "zero width": "a\u200bb\u200dc\ufeffd\u00ade",
    "astral": "\U0001f469\u200d\U0001f467\U0001f3fd \U00010348 \U000e0041",
    "combining": "Z" + "\u0351\u036b\u0343\u036a" * 20,
    "not a character": "\ufffe \uffff \U0001ffff \ufffd",
    "null": "null",
    "None": "None",
    "NA": "N/A",
    "nan": "NaN",
    "undefined": "undefined",
    "long": "x" * 10_000,
    "long words": "Long words " * 300 + "end",
    "formula": '=HYPERLINK("https://example.org","here")',
    "formula by plus": "+44 1632 960000",
    "formula by minus": "-2+3+cmd|' /C calc'!A0",
    "formula by at": "@SUM(1+1)*cmd|' /C calc'!A0",
    "path": "../../etc/passwd",
    "windows path": "..\\..\\Windows\\System32",
    "absolute path": "/etc/passwd",
    "drive": "C:\\nul:stream",
    "device": "CON",
    "device with a name": "lpt1.html",
    "wildcards": "*?<>|:",
    "percent": "%2e%2e%2f%00",
    "sql": "'; DROP TABLE assessments; --",
    "escapes in words": "\\x07 \\u0000 \\n",
}
#: Those that the configuration knows as teams; the others are not in it.
CONFIGURED = tuple(HOSTILE.values())[::2]
SHORT = [text for text in HOSTILE.values() if len(text) < 1000]
#: A name that holds them all but the long ones, which would hide the rest.
AUTHORITY = " · ".join(SHORT)
COLUMNS = {column: f"{text} {column}" for column, text in zip(HEADINGS, SHORT, strict=False)}


def hostile_row(number: int, text: str) -> dict[str, str]:
    """Return an overdue record with this text in every column but two dates."""
    return {
        **dict.fromkeys(HEADINGS, text),
        "child_id": f"{text} {number}",
        "start_date": "02/06/2015",
        "deadline": "15/07/2015",
    }


ROWS = [hostile_row(number, text) for number, text in enumerate(HOSTILE.values())]
