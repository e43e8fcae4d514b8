"""Messages beside the inbox: by SMS or mail as files in a folder, or by mail over SMTP.

A folder is what an operator's own gateway reads: one JSON file for each message, named for its id
and written whole, so that the same message is there once. Which way is used is the operator's
choice; none is, unless he chose. Must not know when something is told.
Where to look next: `affairs.notifier` (the port), `affairs.words` (what is said).
"""

import os
import smtplib
import ssl
import tempfile
from collections.abc import Callable
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path
from typing import Literal

import msgspec
from msgspec import Struct

from mingpai.affairs.model import Message
from mingpai.affairs.words import Language, tell
from mingpai.kernel.ids import StreamId, SubjectId
from mingpai.ports import PortError

Way = Literal["sms", "mail"]
TIMEOUT_S = 10.0
_SUBJECT = {"zh": "司法拍卖通知", "en": "Notice of a judicial auction"}


class Addressee(Struct, frozen=True):
    """Where somebody can be reached by one way, and in which language. Not shown when printed."""

    at: str
    language: Language

    def __repr__(self) -> str:
        """Say nothing of what it holds."""
        return "Addressee(...)"


FindAddressee = Callable[[SubjectId], Addressee | None]
"""Finds where an account is reached by one way; None where it is not. May block."""
NameOf = Callable[[StreamId], str]
"""What a lot is called."""


class Letter(Struct, frozen=True):
    """A message as a gateway reads it."""

    id: str
    way: Way
    to: str
    text: str


class FolderNotifier:
    """`Notifier` that puts letters into a folder. Safe from several threads and processes."""

    def __init__(self, folder: Path, way: Way, find: FindAddressee, name_of: NameOf) -> None:
        """Keep where letters go. Raises: PortError where there is no such folder."""
        if not folder.is_dir():
            msg = f"put messages into {folder}: it is no folder; make one that this program owns"
            raise PortError(msg, retry_is_safe=False)
        self._folder = folder
        self._way = way
        self._find = find
        self._name_of = name_of

    def notify(self, message: Message) -> None:
        """Write a letter, once for each message. Raises: PortError."""
        to = self._find(message.account)
        if to is None:
            return
        text = tell(message, lot=self._name_of(message.lot), language=to.language)
        letter = msgspec.json.encode(Letter(message.id, self._way, to.at, text))
        try:
            handle, part = tempfile.mkstemp(".part", dir=self._folder)  # nobody else's to read
            with os.fdopen(handle, "wb") as file:
                file.write(letter)
            Path(part).replace(self._folder / f"{message.id}.{self._way}.json")
        except OSError as error:
            msg = f"put a message into {self._folder}: {error.strerror}"
            raise PortError(msg, retry_is_safe=True) from error


class Mailbox(Struct, frozen=True):
    """The operator's mail server and who writes. Its password is not shown when printed."""

    host: str
    port: int
    sender: str
    login: str = ""
    password: str = ""

    def __repr__(self) -> str:
        """Name the server, and neither login nor password."""
        return f"Mailbox({self.host}:{self.port})"


class SmtpNotifier:
    """`Notifier` over SMTP, encrypted where the server can; a password goes out only then.

    Safe from several threads. After a crash a mail may come twice, under the same Message-ID.
    """

    def __init__(self, mailbox: Mailbox, find: FindAddressee, name_of: NameOf) -> None:
        """Keep how to send; nothing is opened yet."""
        self._mailbox = mailbox
        self._find = find
        self._name_of = name_of

    def notify(self, message: Message) -> None:
        """Send a mail. Raises: PortError."""
        to = self._find(message.account)
        if to is None:
            return
        try:
            self._send(self._mail(message, to))
        except (OSError, smtplib.SMTPException) as error:
            msg = f"send a mail by {self._mailbox.host}: {type(error).__name__}"
            raise PortError(msg, retry_is_safe=True) from None

    def _mail(self, message: Message, to: Addressee) -> EmailMessage:
        mail = EmailMessage()
        mail["From"] = self._mailbox.sender
        mail["To"] = to.at
        mail["Subject"] = _SUBJECT[to.language]
        mail["Date"] = format_datetime(message.at)
        mail["Message-ID"] = f"<{message.id}@{self._mailbox.host}>"
        mail.set_content(tell(message, lot=self._name_of(message.lot), language=to.language))
        return mail

    def _send(self, mail: EmailMessage) -> None:
        box = self._mailbox
        with smtplib.SMTP(box.host, box.port, timeout=TIMEOUT_S) as server:
            server.ehlo()
            if server.has_extn("starttls"):
                server.starttls(context=ssl.create_default_context())
                server.ehlo()
            elif box.login:
                reason = "no password is sent to a server that cannot encrypt"
                raise smtplib.SMTPNotSupportedError(reason)
            if box.login:
                server.login(box.login, box.password)
            server.send_message(mail)
