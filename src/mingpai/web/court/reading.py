"""What was filled in, read as a command; and a command, written into a form.

Amounts are yuan to the fen, instants are Shanghai's, a paper is known by its digest. Whatever
cannot be read is told control by control. Where to look next: `web.court.fields` (the controls).
"""

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime
from enum import Enum
from typing import Any, get_args, get_origin

from msgspec import NODEFAULT, Struct

from mingpai.auction.asked import is_digest
from mingpai.kernel.ids import parse_id
from mingpai.kernel.moments import SHANGHAI
from mingpai.kernel.money import Fen, parse_yuan, print_yuan
from mingpai.web.court.fields import IDS, YES, Filled, bare, fields_of, kind_of

_INSTANT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2})?", re.ASCII)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_NUMBER = re.compile(r"\d{1,9}", re.ASCII)
_BEFORE_ALL = datetime(1, 1, 1)  # noqa: DTZ001 - an instant that no guard takes for one
MAX_TEXT = 20_000


class Unread(ValueError):
    """A form cannot be read; `wrong` says for each control why, as a key of `WRONG`."""

    def __init__(self, wrong: Mapping[str, str]) -> None:
        """Keep what is wrong."""
        super().__init__(", ".join(wrong))
        self.wrong = wrong


# Reading what was filled in -------------------------------------------------------------------


def read(
    command: type[Struct],
    filled: Filled,
    *,
    given: Mapping[str, Any] | None = None,
    is_draft: bool = False,
) -> Struct:
    """Return the command that a form asks for. Raises: Unread.

    `given` holds the fields that are not asked for. Of a draft what is missing is read as nothing
    that any guard lets pass, so that the engine can say all that is missing.
    """
    reader = _Reader(filled, is_draft=is_draft)
    made = reader.of_struct(command, "", given or {})
    if reader.wrong:
        raise Unread(reader.wrong)
    return made


class _Reader:
    def __init__(self, filled: Filled, *, is_draft: bool) -> None:
        self._filled = filled
        self._is_draft = is_draft
        self.wrong: dict[str, str] = {}

    def of_struct(self, kind: type[Struct], prefix: str, given: Mapping[str, Any]) -> Struct:
        values: dict[str, Any] = dict(given)
        for name, hint, is_required in fields_of(kind):
            if name in given:
                continue
            value = self._of(f"{prefix}{name}", hint, is_required=is_required)
            if value is not NODEFAULT:
                values[name] = value
        # Where something is wrong the struct is not used: it may lack what could not be read.
        return kind(**values) if not self.wrong else _Nothing()

    def _of(self, path: str, hint: Any, *, is_required: bool) -> Any:  # noqa: ANN401 - as its hint
        hint, is_optional = bare(hint)
        if isinstance(hint, type) and issubclass(hint, Struct):
            return self.of_struct(hint, f"{path}.", {})
        if get_origin(hint) is dict:
            return self._texts(path, get_args(hint)[0])
        if get_origin(hint) is tuple:
            return self._many(path, get_args(hint)[0])
        text = self._filled.get(path, "").strip()
        kind = kind_of(path, hint)
        if kind == "yes":
            return text == YES
        if text:
            return self._single(path, kind, hint, text)
        if not is_required:
            return None if is_optional else NODEFAULT
        if is_optional:
            return None
        if self._is_draft:
            return _blank(hint)
        self.wrong[path] = "missing"
        return NODEFAULT

    def _single(self, path: str, kind: str, hint: Any, text: str) -> Any:  # noqa: ANN401 - as its hint
        """Read one value. What cannot be read is noted, and blank."""
        try:
            return _READ[kind](hint, text)
        except (ValueError, OverflowError):
            self.wrong[path] = IDS.get(hint, kind)
            return NODEFAULT

    def _texts(self, path: str, kind: type[Enum]) -> dict[Enum, str]:
        found = {one: self._filled.get(f"{path}.{one.value}", "").strip() for one in kind}
        for one, text in found.items():
            if len(text) > MAX_TEXT:
                self.wrong[f"{path}.{one.value}"] = "long"
        return {one: text for one, text in found.items() if text}

    def _many(self, path: str, inner: Any) -> Any:  # noqa: ANN401 - a tuple of what the hint says
        if get_origin(inner) is tuple:
            kind = get_args(inner)[0]
            texts = ((one, self._filled.get(f"{path}.{one.value}", "").strip()) for one in kind)
            return tuple(
                (one, self._single(f"{path}.{one.value}", "money", Fen, text))
                for one, text in texts
                if text
            )
        if isinstance(inner, type) and issubclass(inner, Enum):
            return tuple(one for one in inner if self._filled.get(f"{path}.{one.value}") == YES)
        lines = (line.strip() for line in self._filled.get(path, "").splitlines())
        return tuple(self._single(path, "id", inner, line) for line in lines if line)


class _Nothing(Struct, frozen=True):
    """Stands for a command that could not be read."""


def _blank(hint: Any) -> Any:  # noqa: ANN401 - as its hint
    """Return what stands for a value that a draft does not have yet."""
    if isinstance(hint, type) and issubclass(hint, Enum):
        return next(iter(hint))
    return {Fen: Fen(0), int: 0, date: date.min, datetime: _BEFORE_ALL}.get(hint, "")


def _money(hint: Any, text: str) -> Fen:  # noqa: ANN401 - as its hint
    del hint
    return parse_yuan(text)


def _day(hint: Any, text: str) -> date:  # noqa: ANN401 - as its hint
    del hint
    if _DAY.fullmatch(text) is None:
        raise ValueError(text)
    return date.fromisoformat(text)


def _instant(hint: Any, text: str) -> datetime:  # noqa: ANN401 - as its hint
    """Read a time of Shanghai as an instant."""
    del hint
    if _INSTANT.fullmatch(text) is None:
        raise ValueError(text)
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI).astimezone(UTC)


def _number(hint: Any, text: str) -> int:  # noqa: ANN401 - as its hint
    del hint
    if _NUMBER.fullmatch(text) is None:
        raise ValueError(text)
    return int(text)


def _choice(hint: Any, text: str) -> Any:  # noqa: ANN401 - as its hint
    return hint(text)


def _digest(hint: Any, text: str) -> str:  # noqa: ANN401 - as its hint
    del hint
    if not is_digest(text):
        raise ValueError(text)
    return text


def _id(hint: Any, text: str) -> str:  # noqa: ANN401 - as its hint
    return parse_id(IDS[hint], text)


def _long(hint: Any, text: str) -> str:  # noqa: ANN401 - as its hint
    del hint
    if len(text) > MAX_TEXT:
        raise ValueError(text)
    return text


_READ: Mapping[str, Any] = {
    "money": _money,
    "day": _day,
    "instant": _instant,
    "number": _number,
    "choice": _choice,
    "digest": _digest,
    "id": _id,
    "token": _id,
    "long": _long,
}


# Writing a command into a form ----------------------------------------------------------------


def filled_of(command: Struct, prefix: str = "") -> dict[str, str]:
    """Return what a form holds that asks for this command. Inverse of `read`."""
    found: dict[str, str] = {}
    for name in command.__struct_fields__:
        found |= _texts_of(f"{prefix}{name}", getattr(command, name))
    return found


def _texts_of(path: str, value: Any) -> dict[str, str]:  # noqa: ANN401 - any field's value
    if isinstance(value, Struct):
        return filled_of(value, f"{path}.")
    if isinstance(value, Mapping):
        return {f"{path}.{one.value}": text for one, text in value.items()}
    if isinstance(value, tuple):
        return _texts_of_many(path, value)
    text = _text_of(path, value)
    return {path: text} if text else {}


def _texts_of_many(path: str, values: tuple[Any, ...]) -> dict[str, str]:
    if all(isinstance(one, tuple) for one in values):
        return {f"{path}.{kind.value}": print_yuan(amount) for kind, amount in values}
    if all(isinstance(one, Enum) for one in values):
        return {f"{path}.{one.value}": YES for one in values}
    return {path: "\n".join(values)}


def _text_of(path: str, value: Any) -> str:  # noqa: ANN401 - any single value
    match value:
        case None | False:
            return ""
        case True:
            return YES
        case Enum():
            return str(value.value)
        case datetime():
            local = value.astimezone(SHANGHAI).replace(tzinfo=None)
            return local.isoformat(timespec="seconds" if local.second else "minutes")
        case date():
            return value.isoformat()
        case int():
            return print_yuan(value) if path.endswith("_fen") else str(value)
        case _:
            return str(value)
