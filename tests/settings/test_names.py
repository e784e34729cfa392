"""One team is one team, however its spaces and hyphens were typed."""

from __future__ import annotations

import pytest

from monitor.settings.names import plain_name, same_name

SPACES = [*" \t\u00a0\u2002\u2003\u2007\u2009\u202f\u3000"]
HYPHENS = [*"-\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe63\uff0d"]


@pytest.mark.parametrize("space", [*SPACES, "  ", " \u00a0", "\u00a0 "])
@pytest.mark.parametrize("hyphen", HYPHENS)
def test_kinds_of_spaces_and_hyphens_make_no_other_name(space: str, hyphen: str) -> None:
    written = f"{space}North{space}Team{space}{hyphen}{space}Duty{space}"
    assert plain_name(written) == "North Team - Duty"
    assert same_name(written) == same_name("NORTH TEAM - DUTY")


@pytest.mark.parametrize("unseen", [*"\u00ad\u200b\u200c\u200d\u2060\ufeff"])
def test_characters_that_nobody_sees_make_no_other_name(unseen: str) -> None:
    assert plain_name(f"{unseen}North{unseen} Team") == "North Team"


def test_a_name_with_a_hyphen_is_not_the_one_without() -> None:
    assert same_name("North-East") != same_name("North East")
