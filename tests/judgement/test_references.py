"""A reference names one time on the list, and shows that it was mistyped."""

from __future__ import annotations

import hashlib
import re

from hypothesis import given
from hypothesis import strategies as st

from monitor.judgement.references import new_reference, read_reference

DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
references = st.builds(
    lambda life, number: new_reference("history", life, number, ()),
    st.integers(0, 10**6),
    st.integers(0, 9),
)


def test_it_is_seven_characters_of_the_hash_and_one_that_checks_them() -> None:
    said, tries = "history|7|0", 0
    while True:
        text = said if not tries else f"{said}|{tries}"
        value = int(hashlib.sha256(text.encode()).hexdigest(), 16) >> 221
        if value % 37 < 32:
            break
        tries += 1
    signs = "".join(DIGITS[value // 32**place % 32] for place in range(6, -1, -1))
    assert new_reference("history", 7, 0, ()) == f"R-{signs}-{DIGITS[value % 37]}"


@given(references)
def test_it_is_read_as_it_was_written(reference: str) -> None:
    assert re.fullmatch(r"R-[0-9A-HJKMNP-TV-Z]{7}-[0-9A-HJKMNP-TV-Z]", reference)
    assert read_reference(reference) == reference


@given(references)
def test_spaces_case_and_letters_that_look_like_digits_are_no_matter(reference: str) -> None:
    typed = f"  {reference[2:].lower().replace('0', 'o').replace('1', 'l')} "
    assert read_reference(typed) == reference


@given(references, st.integers(0, 7), st.sampled_from(DIGITS))
def test_a_mistyped_character_is_found(reference: str, place: int, sign: str) -> None:
    signs = list(reference.replace("-", "")[1:])
    wrong = [*signs[:place], sign, *signs[place + 1 :]]
    assert (read_reference("".join(wrong)) is None) == (wrong != signs)


@given(references, st.integers(0, 6))
def test_two_exchanged_characters_are_found(reference: str, place: int) -> None:
    signs = list(reference.replace("-", "")[1:])
    wrong = [*signs[:place], signs[place + 1], signs[place], *signs[place + 2 :]]
    assert (read_reference("".join(wrong)) is None) == (wrong != signs)


@given(st.text(max_size=12))
def test_any_text_is_a_reference_or_none(text: str) -> None:
    found = read_reference(text)
    assert found is None or read_reference(found) == found


def test_on_collision_it_is_hashed_again() -> None:
    first = new_reference("history", 1, 0, ())
    second = new_reference("history", 1, 0, {first})
    assert second not in {first, new_reference("history", 1, 0, {first, second})}
