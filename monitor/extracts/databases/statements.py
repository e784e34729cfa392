"""One statement that only reads, for databases whose sessions could be made to write."""

from __future__ import annotations

import re

from monitor.errors import ConfigurationFault

#: Words that begin another statement (SQL Server needs no semicolon before it), or by which a
#: SELECT writes. All but a few are reserved, so that a column of that name is quoted anyway.
_WRITING = re.compile(
    r"\b(?:insert|update|delete|merge|truncate|into|create|alter|drop|grant|revoke|deny|exec"
    r"|execute|declare|set|use|begin|commit|rollback|save|backup|restore|bulk|dbcc|kill|shutdown"
    r"|waitfor|writetext|updatetext|reconfigure|receive|conversation|openquery|openrowset"
    r"|opendatasource|next\s+value)\b",
    re.IGNORECASE,
)
_COMMENT = r"--[^\r\n]*|/\*.*?\*/"
_QUOTED = r"""'(?:[^']|'')*'|"(?:[^"]|"")*"|`[^`]*`"""
_IN_BRACKETS = r"|\[(?:[^\]]|\]\])*\]"
#: A quoted text, once it was looked at.
_LOOKED_AT = "\0"
#: What has no end, or is quoted as only some databases do: Oracle's q'[...]', and $$...$$.
_NOT_UNDERSTOOD = re.compile(r"""['"`]|/\*|\bn?q\0|\$\w*\$""", re.IGNORECASE)


def reading_statement(
    query: str, *, source: str, brackets: bool = False, never: str = "\\#"
) -> str:
    """Return the query without its comments, so that what is sent is what was looked at.

    `brackets` quote a name where the database has them so; a sign of `never` may hide what follows
    it. Raises `ConfigurationFault` for a query that is more than one statement, or may write.
    """
    quoted = _QUOTED + (_IN_BRACKETS if brackets else "")
    pieces = re.compile(f"{_COMMENT}|(?P<quoted>{quoted})", re.DOTALL)
    sent = pieces.sub(lambda piece: piece["quoted"] or " ", query.replace(_LOOKED_AT, ""))
    code = pieces.sub(_LOOKED_AT, sent)
    if word := _WRITING.search(code):
        message = f"“{word[0]}” is no word of a query that only reads: quote it if it is a name"
    elif ";" in code:
        message = "it must be one statement, with no semicolon in it"
    elif _NOT_UNDERSTOOD.search(code):
        message = "a quoted text or a comment in it has no end, or is quoted in an unusual way"
    elif sign := next((sign for sign in never if sign in sent), ""):
        message = f"the sign {sign} in it may hide what follows"
    else:
        return sent
    advice = "(or make a view in the database, and query that)"
    raise ConfigurationFault((f"{source}: the query was not sent: {message} {advice}",))
