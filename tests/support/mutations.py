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
