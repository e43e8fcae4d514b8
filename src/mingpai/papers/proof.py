"""A notice's texts proved before publication: items and warnings one by one, and every sentence.

Article 13 asks for eleven items and article 14 for seven warnings, and homes and equity for more;
a sentence may be forbidden or in doubt. Each with its article, and what would make it lawful.
Where to look next: `law.content`, `law.wording`.
"""

import enum
from collections.abc import Callable, Collection, Iterator, Mapping
from typing import TypeVar

from msgspec import Struct

from mingpai.exchange.scenario_names import chinese
from mingpai.kernel.ids import ArticleId
from mingpai.law.blanks import says_nothing
from mingpai.law.content import (
    FURTHER_TITLES,
    ITEM_TITLES,
    WARNING_TITLES,
    FurtherItem,
    Item,
    SpecialWarning,
    Titled,
    article_of_further,
    article_of_item,
    article_of_warning,
)
from mingpai.law.wording import Doubt, doubts_in

_Part = TypeVar("_Part", bound=enum.StrEnum)


class NoticeTexts(Struct, frozen=True):
    """What a notice says under each item and each warning, and besides of its kind of property."""

    items: dict[Item, str]
    warnings: dict[SpecialWarning, str]
    further: dict[FurtherItem, str] = {}

    def said(self) -> Iterator[str]:
        """Yield every text."""
        yield from (*self.items.values(), *self.warnings.values(), *self.further.values())


class Part(Struct, frozen=True):
    """One item or warning: what asks for it, and whether the notice says it.

    A form's blank that nobody filled in says nothing.
    """

    name: str
    title: Titled
    article: ArticleId
    is_given: bool


class Found(Struct, frozen=True):
    """A doubt, and under which item or warning its sentence stands (None: a text without)."""

    where: Titled | None
    doubt: Doubt


class Proof(Struct, frozen=True):
    """What a notice's texts lack and what is wrong with them. Empty parts: they were not asked."""

    items: tuple[Part, ...]
    warnings: tuple[Part, ...]
    found: tuple[Found, ...]
    further: tuple[Part, ...] = ()

    @property
    def missing(self) -> tuple[Part, ...]:
        """Return the items and warnings that are not given."""
        parts = (*self.items, *self.further, *self.warnings)
        return tuple(one for one in parts if not one.is_given)

    @property
    def forbidden(self) -> tuple[Found, ...]:
        """Return the sentences that break their article as they stand."""
        return tuple(one for one in self.found if one.doubt.forbidden)

    @property
    def is_publishable(self) -> bool:
        """Say whether nothing is missing and nothing forbidden; doubts are for a person."""
        return not self.missing and not self.forbidden


class Unpublishable(ValueError):
    """A notice may not go out as it is; `proof` says why, part by part."""

    def __init__(self, proof: Proof) -> None:
        """Name every part that is missing and every sentence that is forbidden."""
        self.proof = proof
        missing = [f"{one.title.zh} {one.name}" for one in proof.missing]
        forbidden = [f"“{one.doubt.sentence}” {one.doubt.zh}" for one in proof.forbidden]
        said = []
        if missing:
            said.append(f"缺少 missing: {'、'.join(missing)}")
        if forbidden:
            said.append(f"不得写 forbidden: {'；'.join(forbidden)}")
        super().__init__("; ".join(said))


def prove(texts: NoticeTexts, *, asked: Collection[FurtherItem] = ()) -> Proof:
    """Return the proof of a notice's texts; `asked`: what its kind of property must say besides.

    What is given besides is proved whether or not it is asked for.
    Source: 法释〔2016〕18号 第十三条 (K13), 第十四条 (K14), 第三十条 (K44); 法〔2024〕238号 (K45).
    """
    return Proof(
        items=tuple(_parts(Item, texts.items, ITEM_TITLES, article_of_item)),
        warnings=tuple(_parts(SpecialWarning, texts.warnings, WARNING_TITLES, article_of_warning)),
        further=tuple(
            one
            for one in _parts(FurtherItem, texts.further, FURTHER_TITLES, article_of_further)
            if one.is_given or one.name in asked
        ),
        found=tuple(
            Found(_named(part), doubt)
            for part, text in (
                *_in_order(Item, texts.items),
                *_in_order(FurtherItem, texts.further),
                *_in_order(SpecialWarning, texts.warnings),
            )
            for doubt in doubts_in(text)
        ),
    )


def prove_text(text: str) -> Proof:
    """Return the proof of a text whose items and warnings are not told apart: wording alone."""
    return Proof((), (), tuple(Found(None, doubt) for doubt in doubts_in(text)))


def _in_order(kind: type[_Part], given: Mapping[_Part, str]) -> Iterator[tuple[_Part, str]]:
    return ((part, given[part]) for part in kind if part in given)


def _named(part: enum.StrEnum) -> Titled:
    return Titled(chinese(part), part.value)


def _parts(
    kind: type[_Part],
    given: Mapping[_Part, str],
    titles: Mapping[_Part, Titled],
    article_of: Callable[[_Part], ArticleId],
) -> Iterator[Part]:
    for part in kind:
        yield Part(
            part.value, titles[part], article_of(part), not says_nothing(given.get(part, ""))
        )
