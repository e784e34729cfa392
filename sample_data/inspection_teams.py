"""Who carried how many assessments at the made-up inspection, and how late they were."""

from __future__ import annotations

from dataclasses import dataclass

#: Working days late of the 94 overdue assessments: 3,572 in all, so 38.0 on average.
WORKING_DAYS_LATE = (
    *(139, 128, 121, 114, 109, 104, 98, 95, 91, 88, 84, 81, 78, 75, 72),  # the 15 over 70
    *(1, 1, 2, 2, 2, 2, 3, 3, 3, 4, 4, 4, 4, 4, 4, 5, 5, 6, 6, 6, 7, 8, 9, 9, 10, 10),
    *(11, 11, 12, 15, 15, 17, 18, 18, 18, 19, 20, 22, 22, 22, 23, 23, 24, 25, 25, 25),
    *(27, 28, 30, 32, 33, 33, 37, 37, 38, 38, 39, 41, 42, 45, 46, 47, 48, 49, 50, 51),
    *(51, 52, 54, 57, 59, 61, 63, 64, 65, 65, 67, 67, 70),
)


@dataclass(frozen=True)
class Team:
    """A team, the people in it and what it carries."""

    name: str
    workers: tuple[str, ...]
    overdue: int
    no_deadline: int
    due_soon: int
    on_track: int
    completed: int
    #: The name that some of its records still bear.
    alias: str = ""
    unborn: bool = False


TEAMS = (
    Team(
        "Assessment Team North",
        ("SW014", "SW022", "A. Okafor", "P. Lindqvist", "SW031"),
        *(38, 7, 2, 6, 3),
        alias="North Assessment",
    ),
    Team(
        "Assessment Team South",
        ("SW008", "M. Tremblay-Hart", "SW019", "R. Castellanos"),
        *(29, 6, 2, 5, 2),
    ),
    Team("Duty and Assessment", ("SW003", "J. Mbeki", "SW027"), *(9, 3, 2, 7, 5)),
    Team(
        "Children with Disabilities Team",
        ("D. Wolanski", "SW041", "SW042"),
        *(6, 1, 1, 5, 3),
        alias="CWD Team",
    ),
    Team("Family Support East", ("SW055", "H. Adeyemi"), *(5, 1, 2, 6, 4)),
    Team("Family Support West", ("SW058", "C. O'Farrell"), *(4, 1, 1, 5, 4)),
    Team("Looked After Transitions", ("SW063", "T. Nakagawa"), *(2, 1, 0, 2, 2)),
    Team("Hospital Social Work", ("SW070",), *(0, 0, 1, 3, 2)),
    Team("Pre-Birth Assessment", ("L. Ferrante",), *(1, 0, 1, 1, 1), unborn=True),
)
