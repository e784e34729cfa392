"""A letter as mail: what a reader's program is given."""

from __future__ import annotations

import email
import subprocess
import sys
from email.policy import SMTP
from html import escape
from typing import TYPE_CHECKING

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from monitor.delivery import mime
from monitor.delivery.mime import MOST_BYTES, UnsendableLetter, mail
from tests.delivery.posting import CHILD, NOW, SENDER, delivery, letter

if TYPE_CHECKING:
    from email.message import EmailMessage

    from monitor.reports.messages.letters import Letter

FROM = delivery(sender=SENDER)
_KINDS = ["multipart/alternative", "text/plain", "text/html"]


def _read(content: bytes) -> EmailMessage:
    return email.message_from_bytes(content, policy=SMTP)


def _sent(one: Letter) -> EmailMessage:
    return _read(mail(one, FROM, date=NOW))


def _part(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    assert part is not None
    return str(part.get_content())


def test_a_letter_says_from_whom_to_whom_when_and_about_what() -> None:
    message = _sent(letter())
    assert dict(message.items()).keys() == {
        *("From", "To", "Subject", "Date", "Message-ID", "MIME-Version", "Content-Type"),
        *("Auto-Submitted", "X-Auto-Response-Suppress"),
    }
    assert message["From"] == SENDER
    assert message["To"] == "manager1@council.example"
    assert message["Subject"] == letter().subject
    assert message["Date"] == "Thu, 16 Jul 2015 22:05:00 +0100"
    assert message["Message-ID"] == f"<{letter().key}@council.example>"


def test_no_absence_is_answered_to_a_letter() -> None:
    message = _sent(letter())
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["X-Auto-Response-Suppress"] == "All"


def test_a_letter_has_a_part_to_read_as_text_and_one_as_html() -> None:
    message = _sent(letter())
    assert [part.get_content_type() for part in message.walk()] == _KINDS
    assert _part(message, "plain").replace("\r\n", "\n") == letter().text
    assert CHILD in _part(message, "html")


def test_the_page_goes_with_the_letter_to_the_byte() -> None:
    page = "<!DOCTYPE html>\r\n<p>“Nörth”\n".encode()
    message = _sent(letter(attachment=("team-nörth.html", page)))
    kinds = [part.get_content_type() for part in message.walk()]
    assert kinds == ["multipart/mixed", *_KINDS, "text/html"]
    (attached,) = message.iter_attachments()
    assert attached.get_payload(decode=True) == page
    assert attached.get_filename() == "team-nörth.html"
    assert attached.get_content_disposition() == "attachment"
    assert attached.get_content_charset() == "utf-8"


def test_a_draft_has_no_date_and_opens_unsent() -> None:
    message = _read(mail(letter(), FROM))
    assert message["Date"] is None
    assert message["X-Unsent"] == "1"


def test_styles_stand_in_the_elements_and_nowhere_else() -> None:
    html = _part(_sent(letter()), "html")
    assert "<style" not in html
    assert "background-color: #801650" in html
    assert "padding: 4px" in html


def test_what_outlook_goes_by_is_kept() -> None:
    page = (
        '<!--[if mso]><table width="600"><tr><td><![endif]--><table width="600" bgcolor="#12436D">'
        '<tr><td style="mso-line-height-rule: exactly">1</td></tr></table>'
    )
    html = _part(_sent(letter(html=page)), "html")
    assert '<!--[if mso]><table width="600"><tr><td><![endif]-->' in html
    assert '<table width="600" bgcolor="#12436D">' in html
    assert "mso-line-height-rule: exactly" in html


def test_no_stylesheet_is_loaded_from_anywhere(tmp_path: object) -> None:
    sheet = f"{tmp_path}/style.css"
    page = f'<link rel="stylesheet" href="file://{sheet}"><p>1</p>'
    assert "<p>1</p>" in _part(_sent(letter(html=page)), "html")


@pytest.mark.parametrize(
    "words",
    [
        *("שלום עולם", "مرحبا", "😀 𐀀", "Siân Ó Dónaill – “late”", "tab\there", "trailing  "),
        # Folded by the library's own rules, it loses the space between the brackets.
        'ࠀ ddcé,e3 ? badℵedbd cé"a@b__bea"dc( a)– <>0abgc2d @d ddche0“ש@e“?',
    ],
)
def test_every_script_arrives_as_it_was_written(words: str) -> None:
    message = _sent(
        letter(text=f"{words}\n", html=f"<p>{escape(words)}</p>", subject=f"{words.strip()}.")
    )
    assert _part(message, "plain") == f"{words}\r\n"
    assert f"<p>{escape(words, quote=False)}</p>" in _part(message, "html")
    assert message["Subject"] == " ".join(f"{words.strip()}.".split())


_LINE = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Zl", "Zp")), max_size=300)


@given(subject=_LINE, text=_LINE)
def test_whatever_is_written_goes_through_any_relay(subject: str, text: str) -> None:
    content = mail(letter(subject=subject, text=text * 40), FROM, date=NOW)
    assert content.isascii()
    assert max(map(len, content.split(b"\r\n"))) <= 998
    assert b"\n" not in content.replace(b"\r\n", b"")
    assert b"\r" not in content.replace(b"\r\n", b"")
    assert _read(content)["Subject"] == " ".join(subject.split())
    assert _part(_read(content), "plain").removesuffix("\r\n") == text * 40


_WORD = st.text("x", min_size=1, max_size=99) | st.text("xé€", min_size=1, max_size=99)


@given(subject=st.lists(_WORD, min_size=1, max_size=4).map(" ".join))
@example(subject="x" * 70)
def test_a_subject_begins_on_its_first_line_however_long_its_words(subject: str) -> None:
    content = mail(letter(subject=subject), FROM, date=NOW)
    (first,) = (line for line in content.split(b"\r\n") if line.startswith(b"Subject:"))
    assert first.removeprefix(b"Subject:").strip()
    assert _read(content)["Subject"] == subject


def test_no_text_of_a_subject_adds_a_heading() -> None:
    forged = "Assessments, =?utf-8?q?a=0D=0ABcc:_x@y.z?=, Thu 16 Jul 2015"
    message = _sent(letter(subject=forged))
    assert message["Bcc"] is None
    assert message["Subject"] == forged.replace("=?", "= ?")


def test_a_letter_with_a_heading_that_a_text_added_is_not_sent(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def add_heading(_: object, name: str, value: str) -> bytes:
        return f"{name}: {value}\r\nBcc: mallory@example.org\r\n".encode()

    monkeypatch.setattr(mime._SubjectsWhole, "fold_binary", add_heading)
    with pytest.raises(
        UnsendableLetter, match="1 headings of the message are none of this"
    ) as said:
        _sent(letter())
    assert "mallory" not in str(said.value)


def test_half_a_character_is_a_question_mark() -> None:
    message = _sent(letter(subject="a\ud800b", text="c\udfffd", html="<p>e\ud800f</p>"))
    assert message["Subject"] == "a?b"
    assert _part(message, "plain") == "c?d\r\n"
    assert "<p>e?f</p>" in _part(message, "html")


@pytest.mark.parametrize("ending", ["\nBcc: x@y.example", "\n", "\r", "\r\n ", "\x0b", "\u2028"])
def test_a_subject_of_two_lines_is_not_sent(ending: str) -> None:
    with pytest.raises(UnsendableLetter, match="the subject has a line break in it"):
        mail(letter(subject=f"North{ending}"), FROM, date=NOW)


@pytest.mark.parametrize(
    "address",
    [
        *("", "a@b.example, c@d.example", "a@b.example\nBcc: c@d.example", "a b@c.example"),
        *("é@b.example", "a@b.example\n", "Head <a@b.example>", "a\x00@b.example@c.example"),
    ],
)
def test_an_address_that_is_not_one_is_not_written_to(address: str) -> None:
    with pytest.raises(UnsendableLetter, match="the recipient's address is not one plain address"):
        mail(letter(recipient=address), FROM, date=NOW)
    with pytest.raises(UnsendableLetter, match="the sender's address is not one plain address"):
        mail(letter(), FROM.model_copy(update={"sender": address}), date=NOW)


def test_the_sender_has_a_name_and_replies_go_where_they_should() -> None:
    keys = {"sender_name": "Assessment monitor é", "reply_to": "desk@council.example"}
    message = _read(mail(letter(), delivery(sender=SENDER, **keys), date=NOW))
    assert message["From"] == f"Assessment monitor é <{SENDER}>"
    assert message["Reply-To"] == "desk@council.example"
    assert _sent(letter())["Reply-To"] is None


def test_styles_that_cannot_be_written_in_are_told() -> None:
    with pytest.raises(UnsendableLetter, match="its styles cannot be written"):
        mail(
            letter(html='<style>a { color: red }</style><a style="@@{">x</a>'),
            FROM,
            date=NOW,
        )


@pytest.mark.process
def test_the_same_letter_is_the_same_bytes_in_any_process() -> None:
    script = (
        "import sys; from monitor.delivery.mime import mail; from tests.delivery.posting import *;"
        "one = letter(attachment=('a.html', b'<p>'));"
        "sys.stdout.buffer.write(mail(one, delivery(sender=SENDER), date=NOW))"
    )
    here = mail(letter(attachment=("a.html", b"<p>")), FROM, date=NOW)
    there = subprocess.run(  # noqa: S603  (the script stands above)
        [sys.executable, "-c", script], check=True, capture_output=True
    )
    assert there.stdout == here


@pytest.mark.parametrize("words", ["x" * MOST_BYTES, "é" * (MOST_BYTES // 2)])
def test_a_letter_longer_than_mail_programs_show_is_not_sent_cut(words: str) -> None:
    for long in (letter(text=words), letter(html=f"<p>{words}</p>")):
        with pytest.raises(UnsendableLetter, match=r"has 100,\d{3} bytes.*longer than 100,000"):
            mail(long, FROM, date=NOW)


def test_a_letter_as_long_as_mail_programs_show_is_sent_whole() -> None:
    message = _sent(letter(text="é" * (MOST_BYTES // 2 - 1)))
    assert _part(message, "plain") == "é" * (MOST_BYTES // 2 - 1) + "\r\n"


def test_an_attached_page_may_be_longer() -> None:
    content = mail(letter(attachment=("a.html", b"x" * MOST_BYTES)), FROM, date=NOW)
    assert len(content) > MOST_BYTES
