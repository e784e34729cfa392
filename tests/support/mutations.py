"""A good file with pieces of it inserted, removed, repeated and swapped."""

from __future__ import annotations

from hypothesis import strategies as st

damage = st.sampled_from(
    [
        b'"',
        b'""',
        b",",
        b"\n",
        b"\r\n",
        b"\r",
        b"\x00",
        b"\xef\xbb\xbf",
        b"\xff",
        b" ",
        b"0",
        b"A1\n",
        # What exporters and people write into extracts.
        b";",
        b"\t",
        b"|",
        b"sep=;\r\n",
        b"Report of July\r\n",
        b"-----,-----,-----\r\n",
        b"(5 rows affected)\r\n",
        b"Total,5\r\n",
        b"\x1a",
        b"\r\n\r\nTeam,Number\r\nNorth,3\r\n",
        b"2.05E+11",
        b'="0001"',
        b"NULL",
        b"13/01/2015",
        b"01/13/2015",
    ]
)


@st.composite
def mutated(draw: st.DrawFn, whole: bytes) -> bytes:
    """Insert, overwrite, remove, repeat and swap pieces and lines, or cut the file off."""
    content = whole
    for _ in range(draw(st.integers(1, 4))):
        first = draw(st.integers(0, len(content)))
        last = min(len(content), first + draw(st.integers(0, 90)))
        piece = draw(st.one_of(damage, st.binary(max_size=4)))
        rows = content.splitlines(keepends=True)
        place = draw(st.integers(0, len(rows)))
        content = draw(
            st.sampled_from(
                [
                    content[:first] + piece + content[first:],
                    content[:first] + piece + content[last:],
                    content[:first] + content[last:],
                    content[:last] + content[first:],
                    content[:first] if first else content,
                    b"".join(rows[:place] + rows[place + 1 :]),
                    b"".join(rows[: place + 1] + rows[place:]),
                    b"".join(reversed(rows)),
                    content + piece,
                ]
            )
        )
    return content
