"""Made-up spreadsheets of LibreOffice (.ods), cell by cell."""

from __future__ import annotations

import io
import zipfile
from datetime import date

_SPACES = " ".join(
    f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for short, name in {
        "office": "office",
        "table": "table",
        "text": "text",
        "style": "style",
        "manifest": "manifest",
    }.items()
)
_CALCEXT = "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"


def cell(text: object, more: str = "") -> str:
    if isinstance(text, date):
        day = text.isoformat()
        return f'<table:table-cell office:value-type="date" office:date-value="{day}" {more}/>'
    if isinstance(text, int):
        return f'<table:table-cell office:value-type="float" office:value="{text}" {more}/>'
    if not text:
        return f"<table:table-cell {more}/>"
    return (
        f'<table:table-cell office:value-type="string" {more}>'
        f"<text:p>{text}</text:p></table:table-cell>"
    )


def row(*cells: object, more: str = "") -> str:
    made = [
        each if isinstance(each, str) and each.startswith("<") else cell(each) for each in cells
    ]
    return f"<table:table-row {more}>{''.join(made)}</table:table-row>"


def ods(
    *rows: str, before: str = "", manifest: str = "", style: str = "ta1", **parts: str
) -> bytes:
    """Return an .ods of one sheet, as LibreOffice writes it."""
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {_SPACES} '
        f'xmlns:calcext="{_CALCEXT}" office:version="1.3"><office:automatic-styles>'
        '<style:style style:name="ta1" style:family="table"><style:table-properties '
        'table:display="true"/></style:style><style:style style:name="ta2" style:family="table">'
        '<style:table-properties table:display="false"/></style:style></office:automatic-styles>'
        f"<office:body><office:spreadsheet>{before}"
        f'<table:table table:name="First" table:style-name="{style}">{"".join(rows)}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content)
        archive.writestr(
            "META-INF/manifest.xml", f"<manifest:manifest {_SPACES}>{manifest}</manifest:manifest>"
        )
        for name, part in parts.items():
            archive.writestr(name.replace("__", "/"), part)
    return target.getvalue()
