"""The oracle of what pages begin with: the tiles, and the answers to the reader's questions.

Written from `docs` and not from the program: nothing of `monitor` is imported.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.oracle.asked import group_of, is_quiet

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from tests.oracle.threads import Episode, Threads

    #: A night, and how many need action on it.
    Count = tuple[date, int]


def sign(before: int, now: int) -> int:
    """Return 1 for more and -1 for fewer; one more, or one in twenty more, is about the same."""
    apart = abs(now - before)
    if apart <= 1 or 20 * apart <= before:
        return 0
    return 1 if now > before else -1


def in_words(day: date) -> str:
    """Return a date as pages say it."""
    return f"{day:%a} {day.day} {day:%b %Y}"


def shown_nights(counts: Sequence[Count]) -> list[tuple[str, date, int]]:
    """Return the night before, that of a week and that of four weeks ago, as a page calls them."""
    *earlier, (tonight, _) = counts
    shown: dict[date, tuple[str, date, int]] = {}
    called = ((1, 1, "yesterday"), (7, 10, "a week ago"), (28, 31, "four weeks ago"))
    for days, most, name in called:
        old = [each for each in earlier if (tonight - each[0]).days >= days]
        if old:
            night, count = old[-1]
            if (tonight - night).days <= most:
                shown[night] = (name, night, count)
            elif night not in shown:
                shown[night] = (f"on {in_words(night)}", night, count)
    return list(shown.values())


def judged_by(counts: Sequence[Count]) -> list[tuple[str, date, int]]:
    """Return the nights that decide: those a week old or older, else the newest."""
    shown, (tonight, _) = shown_nights(counts), counts[-1]
    return [each for each in shown if (tonight - each[1]).days >= 7] or shown


def is_up_and_down(counts: Sequence[Count]) -> bool:
    """True if it is more than on one of the nights that decide, and fewer than on another."""
    now = counts[-1][1]
    return {1, -1} <= {sign(before, now) for *_, before in judged_by(counts)}


def figures_of(counts: Sequence[Count], nights: Sequence[tuple[str, date, int]]) -> str:
    """Return what is said of these nights: where they disagree, how tonight compares with each."""
    now, said = counts[-1][1], []
    than = {1: "more than", 0: "about as many as", -1: "fewer than"}
    for name, _, before in nights:
        if is_up_and_down(counts):
            said.append(f"{than[sign(before, now)]} {name} ({before})")
        else:
            said.append(f"{before} {name}")
    return ", ".join(said)


def better(counts: Sequence[Count]) -> tuple[str, str]:
    """Return how the question “Is it getting better?” is answered, and the line at the top.

    `counts` are how many need action by night, the oldest first, tonight's last.
    """
    now = counts[-1][1]
    need = f"{now} assessment needs action" if now == 1 else f"{now} assessments need action"
    signs = {sign(before, now) for *_, before in judged_by(counts)}
    verdict, begins = "About the same.", "About the same"
    if 1 in signs:
        verdict, begins = "No.", "Up and down" if -1 in signs else "Getting worse"
    elif -1 in signs:
        verdict, begins = "Yes.", "Getting better"
    verb = "needs" if now == 1 else "need"
    return (
        f"{verdict} {need}; {figures_of(counts, shown_nights(counts))}.",
        f"{begins}: {now} {verb} action tonight, {figures_of(counts, judged_by(counts))}.",
    )


def wrong_in_words(records: int, dates: int, others: int) -> str:
    """Return what is known to be wrong; blank for nothing."""
    unread = [f"{records} record{'s' * (records > 1)}"] * (records > 0)
    unread += [f"{dates} date{'s' * (dates > 1)}"] * (dates > 0)
    said = [f"{' and '.join(unread)} could not be read."] if unread else []
    if others:
        things = "other thing is" if others == 1 else "other things are"
        said.append(f"{others} {things} wrong in the records.")
    return " ".join(said)


def tiles_of_team(own: Sequence[Episode], threads: Threads, as_at: date) -> dict[str, int]:
    """Return the figures of a team's tiles by their labels."""
    return {
        "promises? broken": sum(group_of(each, threads, as_at) == "broken" for each in own),
        "without an answer": sum(not each.answers for each in own),
        "with the next level": sum(each.level > 0 for each in own),
    }


def to_answer_today(own: Sequence[Episode], threads: Threads, as_at: date) -> int:
    """Return how many a team must answer about today."""
    over = ("broken", "today")
    return sum(each.level == 0 and group_of(each, threads, as_at) in over for each in own)


def is_nobodys(episode: Episode) -> bool:
    """True if its team says that it is not its own."""
    return any(each.kind == "not_ours" and each.in_force for each in episode.answers[-1:])


def waiting_for_the_service(
    episodes: Sequence[Episode], threads: Threads
) -> tuple[set[str], set[str]]:
    """Return what nobody above could answer or is nobody's, and what waits for another level."""
    silent = [each for each in episodes if not is_quiet(each)]
    highest = {each.reference for each in silent if each.level == len(threads.silent)}
    service = highest | {each.reference for each in episodes if is_nobodys(each)}
    return service, {each.reference for each in silent if each.level} - service
