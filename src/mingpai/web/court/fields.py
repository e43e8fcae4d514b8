"""A command's form: its controls, made from the types of its fields.

One module for every command, so that no form can lag behind its command. Must not know what is
lawful: that is the engine's. Where to look next: `web.court.reading` (what was filled in),
`web.court.field_words` (labels), `web.court.acting` (the pages).
"""

import types
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from enum import Enum
from typing import Any, Union, get_args, get_origin, get_type_hints

import msgspec
from msgspec import NODEFAULT, Struct

from mingpai.kernel.ids import (
    ArticleId,
    BiddingCode,
    CaseId,
    LotToken,
    OfficeId,
    PropertyId,
)
from mingpai.kernel.money import Fen
from mingpai.web.captions import Caption
from mingpai.web.court.field_words import DIGESTS, choice_name, field_name
from mingpai.web.renderer import Renderer

Filled = Mapping[str, str]
"""What stands in a form: the text of each control, by its name."""

IDS: Mapping[Any, str] = {
    LotToken: "lot token",
    OfficeId: "office",
    BiddingCode: "bidding code",
    CaseId: "case",
    PropertyId: "property",
    ArticleId: "article",
}
YES = "1"

WRONG: Mapping[str, Caption] = {
    "missing": Caption("须填写", "Fill this in"),
    "money": Caption(
        "金额写作 12,345.67 或者 12345.67，精确到分", "Write an amount as 12,345.67 or 12345.67"
    ),
    "day": Caption("日期写作 2026-05-26", "Write a day as 2026-05-26"),
    "instant": Caption("时间写作 2026-05-26T10:00", "Write a time as 2026-05-26T10:00"),
    "number": Caption("须为不超过九位的整数", "A whole number of at most nine digits"),
    "choice": Caption("请选择列出的一项", "Choose one of those listed"),
    "digest": Caption(
        "请上传文件，或者填写其 SHA-256（base64url，43 位）",
        "Upload the file, or write its SHA-256 (base64url, 43 characters)",
    ),
    "long": Caption("文字过长", "The text is too long"),
    "lot token": Caption("人员标记为 22 位", "A token has 22 characters"),
    "office": Caption("写作 platform/名称", "Write it as platform/name"),
    "bidding code": Caption("竞买代码写作 A0001", "Write a code as A0001"),
    "case": Caption("由字母、数字和 - 组成", "Letters, digits and '-'"),
    "property": Caption("由字母、数字和 - 组成", "Letters, digits and '-'"),
    "article": Caption("条文编号写作 FS2016-18:20.2", "Write an article as FS2016-18:20.2"),
}
"""What is told of a control that cannot be read."""


class Control(Struct, frozen=True):
    """One control. `choices` are value, text and whether it is chosen."""

    name: str
    label: str
    kind: str
    value: str = ""
    choices: tuple[tuple[str, str, bool], ...] = ()
    is_required: bool = False
    wrong: str = ""
    names: tuple[str, ...] = ()
    """What it is called in the sent form, where that is not `name`."""

    @property
    def sent(self) -> tuple[str, ...]:
        """Return under which names it is sent."""
        return self.names or (self.name,)


class Group(Struct, frozen=True):
    """Controls that belong together."""

    label: str
    controls: tuple["Control | Group", ...]


# Making the controls --------------------------------------------------------------------------


def controls_of(
    command: type[Struct],
    filled: Filled,
    renderer: Renderer,
    *,
    wrong: Filled | None = None,
    given: frozenset[str] = frozenset(),
) -> tuple[Control | Group, ...]:
    """Return a command's controls as they are filled in; `given` fields are not asked for."""
    maker = _Maker(filled, renderer, wrong or {})
    return tuple(maker.of_struct(command, "", given))


class _Maker:
    def __init__(self, filled: Filled, renderer: Renderer, wrong: Filled) -> None:
        self._filled = filled
        self._renderer = renderer
        self._wrong = wrong

    def of_struct(
        self, kind: type[Struct], prefix: str, given: frozenset[str] = frozenset()
    ) -> Iterator[Control | Group]:
        for name, hint, is_required in fields_of(kind):
            if name not in given:
                label = field_name(name, self._renderer)
                yield self._of(f"{prefix}{name}", label, hint, is_required=is_required)

    def _of(self, path: str, label: str, hint: Any, *, is_required: bool) -> Control | Group:  # noqa: ANN401 - a type hint is no type
        hint, is_optional = bare(hint)
        if isinstance(hint, type) and issubclass(hint, Struct):
            return Group(label, tuple(self.of_struct(hint, f"{path}.")))
        if get_origin(hint) is dict:
            return Group(label, tuple(self._texts(path, get_args(hint)[0])))
        if get_origin(hint) is tuple:
            return self._many(path, label, get_args(hint)[0])
        kind = kind_of(path, hint)
        choices: tuple[tuple[str, str, bool], ...] = ()
        value = self._filled.get(path, "")
        if kind == "choice":
            choices = tuple(self._choice(one, value) for one in hint)
        return Control(
            name=path,
            label=label,
            kind=kind,
            value=value,
            choices=choices,
            is_required=is_required and not is_optional and kind != "yes",
            wrong=self._told(path),
            names=(path, f"{path}.file") if kind == "digest" else (),
        )

    def _texts(self, path: str, kind: type[Enum]) -> Iterator[Control]:
        for one in kind:
            name = f"{path}.{one.value}"
            label = choice_name(one, self._renderer)
            yield Control(name, label, "long", self._filled.get(name, ""), wrong=self._told(name))

    def _many(self, path: str, label: str, inner: Any) -> Control | Group:  # noqa: ANN401 - a hint
        if get_origin(inner) is tuple:  # an amount for each choice, in the order of the law
            kind = get_args(inner)[0]
            amounts = (
                Control(
                    name=f"{path}.{one.value}",
                    label=choice_name(one, self._renderer),
                    kind="money",
                    value=self._filled.get(f"{path}.{one.value}", ""),
                    wrong=self._told(f"{path}.{one.value}"),
                )
                for one in kind
            )
            return Group(label, tuple(amounts))
        if isinstance(inner, type) and issubclass(inner, Enum):
            names = tuple(f"{path}.{one.value}" for one in inner)
            choices = tuple(
                (name, choice_name(one, self._renderer), self._filled.get(name) == YES)
                for name, one in zip(names, inner, strict=True)
            )
            return Control(path, label, "boxes", choices=choices, names=names)
        value = self._filled.get(path, "")
        return Control(path, label, "lines", value, wrong=self._told(path))

    def _choice(self, one: Enum, value: str) -> tuple[str, str, bool]:
        return str(one.value), choice_name(one, self._renderer), one.value == value

    def _told(self, path: str) -> str:
        key = self._wrong.get(path, "")
        return WRONG[key].text(self._renderer.language) if key else ""


def names_of(controls: tuple[Control | Group, ...]) -> Iterator[str]:
    """Yield every name under which these controls are sent."""
    for one in controls:
        if isinstance(one, Group):
            yield from names_of(one.controls)
        else:
            yield from one.sent


def fields_of(kind: type[Struct]) -> Iterator[tuple[str, Any, bool]]:
    """Yield name, type and whether it must be given, of each field of a command."""
    hints = get_type_hints(kind)
    for one in msgspec.structs.fields(kind):
        is_required = one.default is NODEFAULT and one.default_factory is NODEFAULT
        yield one.name, hints[one.name], is_required


def bare(hint: Any) -> tuple[Any, bool]:  # noqa: ANN401 - a type hint is no type
    """Return a type without its None, and whether it had one."""
    if get_origin(hint) in (Union, types.UnionType):
        return next(one for one in get_args(hint) if one is not types.NoneType), True
    return hint, False


def kind_of(path: str, hint: Any) -> str:  # noqa: ANN401 - a type hint is no type
    """Return with which control a single value is asked for."""
    if hint is Fen:
        return "money"
    if hint in IDS:
        return "token" if hint is LotToken else "id"
    if isinstance(hint, type) and issubclass(hint, Enum):
        return "choice"
    if hint is str:
        return "digest" if _last(path) in DIGESTS else "long"
    return {bool: "yes", int: "number", date: "day", datetime: "instant"}[hint]


def _last(path: str) -> str:
    return path.rpartition(".")[2]
