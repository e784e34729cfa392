"""The ledger: a message goes out once, a corrected one again, and nobody is forgotten."""

from __future__ import annotations

from contextlib import closing
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.history.digests import Damaged
from monitor.history.nights import Damage, Nights
from monitor.history.posted import UNDELIVERED, Address
from monitor.reports.messages.letters import UNCONFIRMED, Message, Outcome
from tests.history.entries import THURSDAY, WEDNESDAY, entry, in_memory, put

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitor.history.posted import Posted

FRIDAY = THURSDAY + timedelta(days=1)
NORTH = Address("team", "North", "north@example.gov.uk")
SERVICE = Address("service", "", "head@example.gov.uk")
MORNING = "2015-07-16T02:00:00+00:00"
LATER = "2015-07-16T03:00:00+00:00"


@pytest.fixture
def nights() -> Iterator[Nights]:
    with closing(in_memory()) as connection:
        yield Nights(connection)


def message(night: date = THURSDAY, to: Address = NORTH, **changed: Any) -> Message:
    """Make a message that says the same each night, unless `changed` says otherwise."""
    made = {
        "night": night,
        "kind": to.kind,
        "about": to.about,
        "recipient": to.recipient,
        "digest": "what it says",
        "subject": "Assessments",
        "text": "A0001 is overdue",
        "html": "<p>A0001 is overdue</p>",
    }
    return Message(**{**made, **changed})


def publish(nights: Nights, night: date, *messages: Message) -> None:
    """Publish a night with these messages."""
    put(nights, entry(night, messages=messages, made_at=MORNING))


def end(nights: Nights, state: str, reason: str = "") -> None:
    """Let every pending message end so."""
    for posted in nights.outbox.posted("pending"):
        nights.outbox.record(Outcome(posted.row, state, reason), at=LATER)


def states(nights: Nights) -> list[tuple[str, str]]:
    """Return what became of each message: its digest and its state, oldest first."""
    return [(each.message.digest, each.state) for each in nights.outbox.posted()]


def only(posted: tuple[Posted, ...]) -> Posted:
    (one,) = posted
    return one


def test_nothing_goes_out_before_its_night_is_in_place(nights: Nights) -> None:
    nights.prepare(entry(THURSDAY, messages=[message()]))
    assert states(nights) == [("what it says", "held")]
    assert nights.outbox.posted("pending") == nights.outbox.undelivered() == ()


def test_a_published_night_lets_its_messages_go(nights: Nights) -> None:
    publish(nights, THURSDAY, message(), message(to=SERVICE))
    assert [each.address for each in nights.outbox.posted("pending")] == [NORTH, SERVICE]
    assert [each.message for each in nights.outbox.posted()] == [message(), message(to=SERVICE)]


def test_a_night_that_was_undone_takes_its_messages_with_it(nights: Nights) -> None:
    nights.prepare(entry(THURSDAY, messages=[message()]))
    nights.settle(in_place=False)
    assert nights.outbox.posted() == ()


def test_a_night_that_is_prepared_again_holds_its_messages_once(nights: Nights) -> None:
    for digest in ("first", "second"):
        nights.prepare(entry(THURSDAY, messages=[message(digest=digest)]))
    assert states(nights) == [("second", "held")]


def test_what_was_sent_keeps_no_word_of_what_it_said(nights: Nights) -> None:
    publish(nights, THURSDAY, message())
    end(nights, "sent")
    posted = only(nights.outbox.posted())
    assert (posted.message.text, posted.message.html) == ("", "")
    assert (posted.state, posted.attempts, posted.changed_at) == ("sent", 1, LATER)
    assert nights.outbox.undelivered() == ()
    assert nights.damaged() == ()


def test_what_is_tried_again_keeps_its_text_and_counts(nights: Nights) -> None:
    publish(nights, THURSDAY, message())
    end(nights, "pending", "the relay is away")
    end(nights, "pending", "the relay is away")
    posted = only(nights.outbox.undelivered())
    assert posted.message.text == "A0001 is overdue"
    assert (posted.attempts, posted.reason) == (2, "the relay is away")


def test_that_a_message_may_have_arrived_is_kept_until_it_is_settled(nights: Nights) -> None:
    publish(nights, THURSDAY, message())
    end(nights, "pending", UNCONFIRMED)
    end(nights, "pending", "the relay is away")
    assert only(nights.outbox.undelivered()).reason == UNCONFIRMED
    end(nights, "refused", "the relay refused the recipient")
    assert only(nights.outbox.undelivered()).reason == "the relay refused the recipient"


@pytest.mark.parametrize("state", ["sent", "pending"])
def test_the_same_night_run_again_writes_to_nobody_twice(nights: Nights, state: str) -> None:
    publish(nights, THURSDAY, message())
    end(nights, state)
    publish(nights, THURSDAY, message())
    assert states(nights) == [("what it says", state)]


@pytest.mark.parametrize("state", ["refused", "failed"])
def test_the_same_night_run_again_writes_to_whom_nothing_reached(
    nights: Nights, state: str
) -> None:
    publish(nights, THURSDAY, message())
    end(nights, state)
    publish(nights, THURSDAY, message())
    assert states(nights) == [("what it says", "superseded"), ("what it says", "pending")]
    assert not only(nights.outbox.posted("pending")).corrected


def test_what_was_corrected_back_before_the_correction_went_is_not_told_again(
    nights: Nights,
) -> None:
    publish(nights, THURSDAY, message())
    end(nights, "sent")
    publish(nights, THURSDAY, message(digest="wrong"))
    publish(nights, THURSDAY, message())
    assert states(nights) == [("what it says", "sent"), ("wrong", "superseded")]
    assert nights.outbox.undelivered() == ()


def test_a_corrected_night_is_told_again_and_says_so(nights: Nights) -> None:
    publish(nights, THURSDAY, message())
    end(nights, "sent")
    publish(nights, THURSDAY, message(digest="better"))
    assert states(nights) == [("what it says", "sent"), ("better", "pending")]
    assert only(nights.outbox.posted("pending")).corrected


def test_what_was_corrected_back_is_told_once_more(nights: Nights) -> None:
    for hour, digest in enumerate(("first", "better", "first")):
        made_at = MORNING.replace("T02", f"T0{hour}")
        put(nights, entry(THURSDAY, messages=[message(digest=digest)], made_at=made_at))
        end(nights, "sent")
    assert states(nights) == [("first", "sent"), ("better", "sent"), ("first", "sent")]
    assert len({each.key for each in nights.outbox.posted()}) == 3


def test_a_corrected_night_supersedes_what_was_not_sent_yet(nights: Nights) -> None:
    publish(nights, THURSDAY, message())
    publish(nights, THURSDAY, message(digest="better"))
    assert states(nights) == [("what it says", "superseded"), ("better", "pending")]
    assert not only(nights.outbox.posted("pending")).corrected


def test_a_corrected_night_in_which_nobody_need_be_told_takes_back_what_is_pending(
    nights: Nights,
) -> None:
    publish(nights, THURSDAY, message())
    publish(nights, THURSDAY)
    assert states(nights) == [("what it says", "superseded")]
    assert nights.outbox.undelivered() == ()


def test_who_was_told_of_a_night_must_be_told_what_it_turned_into(nights: Nights) -> None:
    publish(nights, THURSDAY, message(), message(to=SERVICE))
    assert nights.outbox.must_write(THURSDAY) == frozenset()
    end(nights, "sent")
    assert nights.outbox.must_write(THURSDAY) == {NORTH, SERVICE}
    assert nights.outbox.must_write(FRIDAY) == frozenset()


@pytest.mark.parametrize("state", ["pending", "refused", "failed"])
def test_who_missed_a_night_must_be_told_the_next(nights: Nights, state: str) -> None:
    publish(nights, WEDNESDAY, message(WEDNESDAY))
    end(nights, state)
    assert nights.outbox.must_write(THURSDAY) == {NORTH}


def test_a_newer_night_takes_the_place_of_what_could_not_be_sent(nights: Nights) -> None:
    publish(nights, WEDNESDAY, message(WEDNESDAY), message(WEDNESDAY, SERVICE))
    publish(nights, THURSDAY, message())
    assert [each.state for each in nights.outbox.posted()] == ["superseded", "pending", "pending"]
    assert [each.address for each in nights.outbox.undelivered()] == [SERVICE, NORTH]


@pytest.mark.parametrize("state", ["refused", "failed"])
def test_what_was_given_up_stays_undelivered_until_a_newer_one_arrives(
    nights: Nights, state: str
) -> None:
    publish(nights, WEDNESDAY, message(WEDNESDAY))
    end(nights, state)
    assert only(nights.outbox.undelivered()).state == state
    publish(nights, THURSDAY, message())
    end(nights, "sent")
    assert nights.outbox.undelivered() == ()


def test_an_older_night_that_is_put_in_between_supersedes_nothing_newer(nights: Nights) -> None:
    publish(nights, THURSDAY, message())
    publish(nights, WEDNESDAY, message(WEDNESDAY))
    assert [each.state for each in nights.outbox.posted()] == ["pending", "pending"]


def test_what_is_too_old_is_given_up_and_told(nights: Nights) -> None:
    publish(nights, THURSDAY, message())
    nights.outbox.expire(made_before=MORNING, at=LATER)
    assert only(nights.outbox.posted()).state == "pending"
    nights.outbox.expire(made_before=LATER, at=LATER)
    posted = only(nights.outbox.undelivered())
    assert (posted.state, posted.reason) == ("expired", "it could not be sent in time")
    assert posted.message.text == ""


@pytest.mark.parametrize("state", ["pending", "refused", "failed"])
def test_who_is_no_recipient_any_more_is_not_written_to(nights: Nights, state: str) -> None:
    publish(nights, THURSDAY, message(), message(to=SERVICE))
    end(nights, state)
    kept = {"service": [SERVICE.recipient], "team": []}
    nights.outbox.retire(lambda address: kept[address.kind], newest=THURSDAY, at=LATER)
    assert [each.address for each in nights.outbox.undelivered()] == [SERVICE]
    assert [each.state for each in nights.outbox.posted()] == ["superseded", state]


@pytest.mark.parametrize("state", ["pending", "refused", "failed"])
@pytest.mark.parametrize(
    ("newest", "expected"), [(THURSDAY, "refused"), (FRIDAY, "superseded")], ids=["newest", "older"]
)
def test_what_the_new_recipient_was_not_written_stays_undelivered_while_it_is_news(
    nights: Nights, state: str, newest: date, expected: str
) -> None:
    publish(nights, THURSDAY, message())
    end(nights, state)
    nights.outbox.retire(lambda _: ["new@example.gov.uk"], newest=newest, at=LATER)
    assert only(nights.outbox.posted()).state == expected
    publish(nights, THURSDAY, message(to=NORTH._replace(recipient="new@example.gov.uk")))
    nights.outbox.retire(lambda _: ["new@example.gov.uk"], newest=newest, at=LATER)
    end(nights, "sent")
    assert nights.outbox.undelivered() == ()


def test_what_was_sent_is_sent_whoever_is_a_recipient_now(nights: Nights) -> None:
    publish(nights, THURSDAY, message())
    end(nights, "sent")
    nights.outbox.retire(lambda _: [], newest=THURSDAY, at=LATER)
    assert only(nights.outbox.posted()).state == "sent"


def test_a_withdrawn_night_leaves_what_was_superseded_as_it_is(nights: Nights) -> None:
    publish(nights, WEDNESDAY, message(WEDNESDAY))
    publish(nights, THURSDAY, message(digest="wrong"), message(to=SERVICE))
    end(nights, "sent")
    publish(nights, THURSDAY, message(digest="corrected"))
    publish(nights, THURSDAY, message(digest="right"))
    before = {each.message.digest: each.reason for each in nights.outbox.posted("superseded")}
    assert nights.withdraw(THURSDAY, at=LATER) == (SERVICE.recipient, NORTH.recipient)
    after = {each.message.digest: each.reason for each in nights.outbox.posted("superseded")}
    assert before["corrected"] == after["corrected"] != after["right"]


FAILED = Address("notice", "night_failed", "head@example.gov.uk")


def test_a_notice_is_written_once_for_a_night_and_a_reason(nights: Nights) -> None:
    for digest in ("too small", "too small", "too old"):
        nights.outbox.note([message(to=FAILED, digest=digest)], made_at=MORNING)
    assert states(nights) == [("too small", "pending"), ("too old", "pending")]
    nights.outbox.note([message(FRIDAY, FAILED, digest="too small")], made_at=MORNING)
    assert len(nights.outbox.posted()) == 3


def test_a_notice_that_was_sent_is_not_sent_again(nights: Nights) -> None:
    nights.outbox.note([message(to=FAILED)], made_at=MORNING)
    end(nights, "sent")
    nights.outbox.note([message(to=FAILED)], made_at=MORNING)
    assert states(nights) == [("what it says", "sent")]


def test_a_night_that_is_published_after_all_takes_its_notice_back(nights: Nights) -> None:
    nights.outbox.note([message(WEDNESDAY, FAILED), message(FRIDAY, FAILED)], made_at=MORNING)
    publish(nights, THURSDAY)
    assert [each.state for each in nights.outbox.posted()] == ["superseded", "pending"]


def test_notices_are_none_of_a_night_s_reports(nights: Nights) -> None:
    nights.outbox.note([message(to=FAILED)], made_at=MORNING)
    end(nights, "sent")
    publish(nights, THURSDAY, message())
    assert nights.outbox.must_write(THURSDAY) == frozenset()
    assert [each.state for each in nights.outbox.posted()] == ["sent", "pending"]


def test_the_messages_of_a_forgotten_night_are_forgotten(nights: Nights) -> None:
    publish(nights, WEDNESDAY, message(WEDNESDAY))
    publish(nights, THURSDAY, message())
    nights.forget([WEDNESDAY])
    assert [each.message.night for each in nights.outbox.posted()] == [THURSDAY]


@pytest.mark.parametrize("column", ["recipient", "state", "text", "night", "stored_sha256"])
def test_a_message_that_was_changed_in_the_file_is_found(nights: Nights, column: str) -> None:
    publish(nights, THURSDAY, message())
    other = {"state": "failed", "night": "2015-07-10"}.get(column, "other")
    nights._connection.execute(f"UPDATE messages SET {column} = ?", (other,))  # noqa: S608  (a column of the tests)
    night = date(2015, 7, 10) if column == "night" else THURSDAY
    assert nights.damaged() == (Damage(night, "messages"),)
    with pytest.raises(Damaged):
        nights.outbox.posted()


def test_a_message_whose_night_is_no_date_any_more_is_found(nights: Nights) -> None:
    publish(nights, THURSDAY, message())
    nights._connection.execute("UPDATE messages SET night = 'other'")
    with pytest.raises(Damaged):
        nights.damaged()


def test_a_message_has_one_key_however_often_it_is_tried(nights: Nights) -> None:
    publish(nights, THURSDAY, message())
    first = only(nights.outbox.posted()).key
    end(nights, "pending")
    assert only(nights.outbox.posted()).key == first
    assert len(first) == 32
    int(first, 16)


@pytest.mark.parametrize(
    "changed",
    [
        {"night": WEDNESDAY},
        {"recipient": "south@example.gov.uk"},
        {"about": "South"},
        {"digest": "other"},
    ],
    ids=str,
)
def test_another_message_has_another_key(nights: Nights, changed: dict[str, Any]) -> None:
    nights.outbox.note([message(), message(**changed)], made_at=MORNING)
    assert len({each.key for each in nights.outbox.posted()}) == 2


Step = tuple[int, tuple[str, ...], str]
STEPS = st.lists(
    st.tuples(
        st.integers(0, 2),
        st.lists(st.sampled_from("abc"), max_size=1).map(tuple),
        st.sampled_from(["sent", "pending", "refused", "failed"]),
    ),
    max_size=8,
)


@settings(max_examples=settings().max_examples // 3)  # each lives up to eight nights
@given(STEPS)
def test_whatever_befalls_nights_the_newest_word_was_sent_or_is_told_as_undelivered(
    steps: list[Step],
) -> None:
    """The oracle keeps what the recipient knows, and what there is to know, in two variables."""
    with closing(in_memory()) as connection:
        nights, newest = Nights(connection), WEDNESDAY
        known: dict[date, str] = {}
        for ahead, digests, ending in steps:
            newest += timedelta(days=ahead)
            wanted = digests or (
                ("nothing now",) if NORTH in nights.outbox.must_write(newest) else ()
            )
            publish(nights, newest, *(message(newest, digest=digest) for digest in wanted))
            waiting = nights.outbox.posted("pending")
            assert len(waiting) <= 1
            for posted in waiting:
                corrected = posted.message.night in known
                assert (posted.corrected > 0) == corrected
                assert known.get(posted.message.night) != posted.message.digest
            end(nights, ending)
            if ending == "sent":
                known |= {each.message.night: each.message.digest for each in waiting}
            undelivered = nights.outbox.undelivered()
            assert all(each.state in UNDELIVERED for each in undelivered)
            if wanted:
                told = known.get(newest) == wanted[0]
                assert told == (not undelivered)
        assert nights.damaged() == ()
