"""Messages as files in a folder, and as mails: once, whole, and with nothing to press."""

import smtplib
import ssl
import stat
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path
from typing import Any, Self

import msgspec
import pytest

from mingpai.adapters import messages
from mingpai.adapters.messages import Addressee, FolderNotifier, Mailbox, SmtpNotifier
from mingpai.affairs.model import Kind, Message
from mingpai.kernel.ids import StreamId, SubjectId
from mingpai.ports import PortError

MESSAGE = Message(
    "m1",
    SubjectId("s"),
    StreamId("disposal/1"),
    1,
    Kind.OUTBID,
    datetime(2026, 5, 26, 2, 0, tzinfo=UTC),
    price_fen=150,
)
PHONE = Addressee("13800000000", "zh")
MAIL = Addressee("wang@example.com", "en")


def name_of(lot: StreamId) -> str:
    """Return what a lot is called."""
    return f"lot {lot}"


def test_a_letter_lies_in_the_folder_once(tmp_path: Path) -> None:
    """Written twice it is there once, whole, for its owner alone to read, without an address."""
    way = FolderNotifier(tmp_path, "sms", lambda _: PHONE, name_of)
    way.notify(MESSAGE)
    way.notify(MESSAGE)
    (path,) = tmp_path.iterdir()
    assert path.name == "m1.sms.json"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    letter = msgspec.json.decode(path.read_bytes())
    assert (letter["id"], letter["way"], letter["to"]) == ("m1", "sms", PHONE.at)
    assert "1.50" in letter["text"]
    assert "http" not in path.read_text(encoding="utf-8")


def test_who_cannot_be_reached_gets_no_letter(tmp_path: Path) -> None:
    """An account without a number is passed over; the inbox has the message."""
    FolderNotifier(tmp_path, "sms", lambda _: None, name_of).notify(MESSAGE)
    assert list(tmp_path.iterdir()) == []
    SmtpNotifier(Mailbox("nowhere.invalid", 25, "x@example.com"), lambda _: None, name_of).notify(
        MESSAGE
    )


def test_a_folder_that_is_none_is_told(tmp_path: Path) -> None:
    """At the start where it is missing, and later where it goes; nobody's number is in the text."""
    with pytest.raises(PortError, match="it is no folder"):
        FolderNotifier(tmp_path / "none", "sms", lambda _: PHONE, name_of)
    folder = tmp_path / "spool"
    folder.mkdir()
    way = FolderNotifier(folder, "mail", lambda _: PHONE, name_of)
    folder.rmdir()
    with pytest.raises(PortError, match="put a message into") as told:
        way.notify(MESSAGE)
    assert PHONE.at not in str(told.value)


class Server:
    """A mail server that keeps what it is sent."""

    encrypts = True
    sent: list[EmailMessage]
    said: list[str]

    def __init__(self, host: str, port: int, *, timeout: float) -> None:
        """Greet."""
        assert (host, port) == ("mail.example.com", 587)
        assert timeout > 0

    def __enter__(self) -> Self:
        """Begin."""
        return self

    def __exit__(self, *_: object) -> None:
        """End."""
        self.said.append("quit")

    def ehlo(self) -> None:
        """Say what it can."""

    def has_extn(self, name: str) -> bool:
        """Say whether it encrypts."""
        return name == "starttls" and self.encrypts

    def starttls(self, *, context: ssl.SSLContext) -> None:
        """Encrypt."""
        assert context.verify_mode is ssl.CERT_REQUIRED
        self.said.append("starttls")

    def login(self, name: str, password: str) -> None:
        """Let somebody in."""
        self.said.append(f"login {name} {password}")

    def send_message(self, mail: EmailMessage) -> None:
        """Take a mail."""
        self.sent.append(mail)


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> type[Server]:
    """Put a mail server in the place of the library's client."""
    Server.sent, Server.said, Server.encrypts = [], [], True
    monkeypatch.setattr(messages.smtplib, "SMTP", Server)
    return Server


def way(**changes: Any) -> SmtpNotifier:
    """Return a notifier over mail."""
    given = {"host": "mail.example.com", "port": 587, "sender": "hall@example.com"}
    return SmtpNotifier(Mailbox(**{**given, **changes}), lambda _: MAIL, name_of)


def test_a_mail_is_sent_in_its_readers_language(server: type[Server]) -> None:
    """It says what the inbox says, plain text, under an id that is the same each time."""
    way(login="u", password="p").notify(MESSAGE)
    way().notify(MESSAGE)
    first, second = server.sent
    assert server.said == ["starttls", "login u p", "quit", "starttls", "quit"]
    assert (first["To"], first["Subject"]) == (MAIL.at, "Notice of a judicial auction")
    assert first["Message-ID"] == second["Message-ID"]
    assert first.get_content_type() == "text/plain"
    assert "somebody bid 1.50 yuan" in first.get_content()


def test_a_password_is_for_encrypted_connections(server: type[Server]) -> None:
    """Where the server cannot encrypt none is sent; without one a mail goes all the same."""
    server.encrypts = False
    with pytest.raises(PortError, match="SMTPNotSupportedError"):
        way(login="u", password="p").notify(MESSAGE)
    assert server.said == ["quit"]
    way().notify(MESSAGE)
    assert len(server.sent) == 1


def test_a_mail_that_fails_names_no_person(
    server: type[Server], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the server refuses is told by kind alone."""

    def refuse(*_: object) -> None:
        raise smtplib.SMTPRecipientsRefused({MAIL.at: (550, b"no")})

    monkeypatch.setattr(server, "send_message", refuse)
    with pytest.raises(PortError, match="SMTPRecipientsRefused") as told:
        way().notify(MESSAGE)
    assert MAIL.at not in str(told.value)


def test_printing_shows_no_secret() -> None:
    """Neither an address nor a password is in a text for logs."""
    assert PHONE.at not in repr(PHONE)
    box = Mailbox("h", 25, "s", login="u", password="secret")
    assert repr(box) == "Mailbox(h:25)"
