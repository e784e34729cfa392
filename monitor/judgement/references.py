"""The reference by which people name an assessment's time on the list: R-7K3Q9FM-X.

Seven characters are a hash, and the last checks them: it shows each character that was mistyped and
each two that were exchanged.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection

#: The digits of Crockford's base 32, which has no I, L, O and U.
_DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_LENGTH, _BITS = 7, 35
#: A prime above 32; a number whose rest has no digit is hashed again.
_CHECK = 37
_AS_MEANT = str.maketrans({"O": "0", "I": "1", "L": "1"})


def new_reference(history: str, life: int, number: int, taken: Collection[str]) -> str:
    """Return the reference of a life's time on the list with this number; it is none of `taken`."""
    said, tries = f"{history}|{life}|{number}", 0
    while True:
        hashed = hashlib.sha256(f"{said}|{tries}".encode() if tries else said.encode()).digest()
        value = int.from_bytes(hashed) >> (8 * len(hashed) - _BITS)
        reference = "" if value % _CHECK >= len(_DIGITS) else _written(value)
        if reference and reference not in taken:
            return reference
        tries += 1


def read_reference(text: str) -> str | None:
    """Return a reference as it is written here; None where it was mistyped."""
    signs = "".join(each for each in text.upper() if each.isascii() and each.isalnum())
    signs = signs.removeprefix("R") if len(signs) == _LENGTH + 2 else signs
    signs = signs.translate(_AS_MEANT)
    if len(signs) != _LENGTH + 1 or any(each not in _DIGITS for each in signs):
        return None
    value = 0
    for sign in signs[:_LENGTH]:
        value = value * len(_DIGITS) + _DIGITS.index(sign)
    reference = f"R-{signs[:_LENGTH]}-{signs[_LENGTH]}"
    return reference if value % _CHECK == _DIGITS.index(signs[_LENGTH]) else None


def _written(value: int) -> str:
    signs = [_DIGITS[value >> shift & 31] for shift in range(_BITS - 5, -1, -5)]
    return f"R-{''.join(signs)}-{_DIGITS[value % _CHECK]}"
