"""Mail: addresses of servers, messages that nobody can break into, what a server's answer means."""

from email import message_from_bytes, policy
from smtplib import SMTPNotSupportedError

import pytest

from tests.mail_server import HOST, Mailbox, running_mail_server
from training.core.mail import Letter, Refused, SmtpServer, TryLater, compose, is_address, read_smtp_url, send

pytestmark = pytest.mark.one_database
SENDER = "netral@kabupaten.go.id"
LETTER = Letter("wahyuni@example.id", "Pengingat", "Isi surat.", "<p>Isi surat.</p>", "<netral.7@netral.example>")


def to(mailbox: Mailbox) -> SmtpServer:
    return SmtpServer(HOST, mailbox.port, "", "", is_tls=False)


@pytest.mark.parametrize(
    ("url", "server"),
    [
        ("smtp://mail.go.id", SmtpServer("mail.go.id", 587, "", "", is_tls=False)),
        ("smtps://u%40go.id:a%2Fb@mail.go.id", SmtpServer("mail.go.id", 465, "u@go.id", "a/b", is_tls=True)),
        ("smtp://127.0.0.1:2525/", SmtpServer("127.0.0.1", 2525, "", "", is_tls=False)),
        ("http://mail.go.id", None),
        ("smtp://", None),
        ("smtp://mail.go.id:99999", None),
        ("smtp://mail.go.id/folder", None),
        ("smtp://mail.go.id?tls=no", None),
        ("mail.go.id:25", None),
    ],
)
def test_a_server_is_named_by_its_address(url: str, server: SmtpServer | None) -> None:
    assert read_smtp_url(url) == server


@pytest.mark.parametrize(
    "text", ["", "wahyuni", "a@", "@b.id", "a@b.id\r\nBcc: x@y.id", "a@b.id, c@d.id", "é@b.id", "a b@c.id", "a@b.id\0"]
)
def test_what_is_no_address_is_written_to_nobody(text: str) -> None:
    assert not is_address(text)
    with pytest.raises(Refused):
        compose(Letter(text, "x", "x", "x", "<1@x>"), SENDER)


def test_a_line_break_in_the_subject_opens_no_header() -> None:
    letter = Letter(LETTER.to, "Halo\r\nBcc: jahat@example.id\n\nX", "isi", "<p>isi</p>", LETTER.message_id)
    read = message_from_bytes(bytes(compose(letter, SENDER)), policy=policy.default)
    assert (read["Subject"], read["Bcc"]) == ("Halo Bcc: jahat@example.id X", None)


def test_a_message_arrives_as_text_and_html() -> None:
    with running_mail_server() as mailbox:
        send(LETTER, server=to(mailbox), sender=SENDER)
    (arrived,) = mailbox.messages
    assert (arrived["From"], arrived["To"], arrived["Subject"]) == (SENDER, LETTER.to, "Pengingat")
    assert arrived["Message-ID"] == LETTER.message_id
    assert arrived["Auto-Submitted"] == "auto-generated"
    parts = [(part.get_content_type(), part.get_content().strip()) for part in arrived.iter_parts()]  # type: ignore[attr-defined]
    assert parts == [("text/plain", "Isi surat."), ("text/html", "<p>Isi surat.</p>")]


@pytest.mark.parametrize(
    ("answer", "error", "code"), [("550 no such user", Refused, 550), ("450 greylisted", TryLater, 450)]
)
def test_a_refused_recipient_is_refused_for_good_or_tried_again(
    answer: str, error: type[Refused | TryLater], code: int
) -> None:
    with running_mail_server() as mailbox:
        mailbox.refusals[LETTER.to] = answer
        with pytest.raises(error) as told:
            send(LETTER, server=to(mailbox), sender=SENDER)
    assert str(code) in str(told.value)
    assert LETTER.to not in str(told.value)


@pytest.mark.parametrize(("answer", "error"), [("554 spam", Refused), ("451 later", TryLater)])
def test_so_is_a_refused_message(answer: str, error: type[Exception]) -> None:
    with running_mail_server() as mailbox:
        mailbox.data_answer = answer
        with pytest.raises(error):
            send(LETTER, server=to(mailbox), sender=SENDER)


def test_a_password_does_not_travel_in_the_clear(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("training.core.mail.LOOPBACK", frozenset())
    with running_mail_server() as mailbox:
        far = SmtpServer(HOST, mailbox.port, "u", "p", is_tls=False)
        with pytest.raises(SMTPNotSupportedError):
            send(LETTER, server=far, sender=SENDER)
    assert mailbox.messages == []


def test_a_server_that_is_away_is_worth_another_try() -> None:
    with running_mail_server() as mailbox:
        server = to(mailbox)
    with pytest.raises(ConnectionRefusedError):
        send(LETTER, server=server, sender=SENDER)
