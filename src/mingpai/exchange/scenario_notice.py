"""The long acts of a scenario: opening a disposal, all paperwork at once, and a notice.

Each begins from what the scenario's head says of property and price; the line says what differs,
so that a table shows the one thing it is about. Where to look next: `exchange.scenario`.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import datetime

from msgspec import Struct
from msgspec.structs import replace

from mingpai.auction.model import PropertyClass, RoundKind, StepRule
from mingpai.auction.preparation.commands import (
    AnnounceRound,
    Notice,
    OpenDisposal,
    PreparationCommand,
)
from mingpai.auction.preparation.model import Nature, Possession, PriceBasis, TaxRule, Trait
from mingpai.exchange import paperwork
from mingpai.exchange.scenario_names import chinese, read_choice
from mingpai.exchange.scenario_words import Told, digest_of, read_day, read_moment
from mingpai.kernel.ids import ArticleId
from mingpai.kernel.money import parse_yuan
from mingpai.law.content import FurtherItem, Item, SpecialWarning


class Head(Struct, frozen=True):
    """What a scenario's head says: of the property, its first price, and its first window."""

    property: paperwork.Property
    price: paperwork.Price
    opens_at: datetime
    closes_at: datetime
    step_rule: StepRule = StepRule.AT_LEAST_STEP


def prepare(head: Head, *, now: datetime, until: str = "") -> Iterator[PreparationCommand]:
    """Yield all paperwork before a notice, or only what comes before the command `until`."""
    for command in paperwork.until_notice(head.property, head.price, announced_at=now):
        if type(command).__name__ == until:
            return
        yield command


_OPENS = re.compile(
    r"(?:建立处置程序|opens)"
    r"(?:[，,] ?(?P<class>动产|不动产|其他财产权|movable|immovable|other_right))?"
    r"(?: ?(?P<nature>[^\s，,（(]+))?"
    r"(?: ?[（(](?P<traits>[^）)]+)[）)])?"
    r"(?:[，,] ?(?:查封|seized) ?(?P<seized>[\d-]+)(?:至| to )(?P<until>[\d-]+))?"
)


def read_opening(text: str, head: Head, told: Told, *, now: datetime) -> OpenDisposal | None:
    """Read `opens, immovable home (purchase_restricted), seized 2025-10-01 to 2027-09-30`.

    Returns None where the line says something else. Raises: ValueError.
    """
    found = _OPENS.fullmatch(text)
    if found is None:
        return None
    opening = paperwork.opening(head.property, announced_at=now)
    changes: dict[str, object] = {}
    if found["class"]:
        changes["property_class"] = read_choice(PropertyClass, found["class"])
    if found["nature"]:
        changes["nature"] = read_choice(Nature, found["nature"])
    if found["traits"]:
        changes["traits"] = tuple(
            read_choice(Trait, one) for one in re.split(r"[、,] ?", found["traits"])
        )
    if found["seized"]:
        changes["seized_on"] = read_day(found["seized"], told)
        changes["seizure_until"] = read_day(found["until"], told)
    return replace(opening, **changes)


_ANNOUNCES = re.compile(
    r"(?:公告|announces)(?: ?(?P<kind>一拍|二拍|变卖|重新拍卖|auction_1|auction_2|sale|rerun))?"
)
_MORE: Mapping[str, re.Pattern[str]] = {
    "start_price_fen": re.compile(r"(?:起拍价|start) ?([\d,.]+)元?"),
    "step_fen": re.compile(r"(?:增价幅度|step) ?([\d,.]+)元?"),
    "deposit_fen": re.compile(r"(?:保证金|deposit) ?([\d,.]+)元?"),
    "window": re.compile(r"(?:竞价|open) ?([\d-]+ [\d:.]+)(?:至| to )([\d-]+ [\d:.]+)"),
    "step_rule": re.compile(r"(?:须为幅度整数倍|in whole steps)"),
    "basis": re.compile(
        r"(?:依据|based on) ?(\S+?)(?P<unproved> ?(?:（无书面材料）|\(unproved\)))?"
    ),
    "without": re.compile(r"(?:缺少|without) ?(\S+)"),
    "says": re.compile(r"(?:在|in )(\S+?)(?:写| says )[“\"](.*)[”\"]"),
    "taxes": re.compile(r"(?:税费|taxes) ?(\S+?)(?P<decided> ?[（(](?:有决定|decided)[）)])?"),
    "possession": re.compile(r"(?:占有情况|possession) ?(\S+)"),
    "repeats": re.compile(r"(?:并载明|repeating) ?([A-Z0-9:.-]+)"),
    "silent": re.compile(r"(?:不载明|silent on) ?([A-Z0-9:.-]+)"),
    "fee": re.compile(r"(?:向竞买人收费|bidder fee) ?([\d,.]+)元?"),
    "balance_days": re.compile(r"(?:尾款|balance in) ?(\d+)(?:日内| days)"),
}
"""What a notice may say otherwise than the head, each after a semicolon."""


def read_notice(text: str, head: Head, told: Told) -> AnnounceRound | None:
    """Read `announces auction_2; start 56,000.00; open 07-01 10:00 to 07-02 10:00`.

    Returns None where the line says something else. Raises: ValueError.
    """
    first, *more = [part.strip() for part in re.split(r"[;；]", text)]
    found = _ANNOUNCES.fullmatch(first)
    if found is None:
        return None
    kind = read_choice(RoundKind, found["kind"]) if found["kind"] else RoundKind.AUCTION_1
    announced = paperwork.notice(
        head.price,
        opens_at=head.opens_at,
        closes_at=head.closes_at,
        kind=kind,
        step_rule=head.step_rule,
    )
    sold = head.property
    announced = paperwork.suited(announced, nature=sold.nature, traits=sold.traits)
    for part in more:
        announced = _changed(announced, part, told)
    return announced


def _changed(announced: AnnounceRound, part: str, told: Told) -> AnnounceRound:
    for name, pattern in _MORE.items():
        found = pattern.fullmatch(part)
        if found is not None:
            if name.endswith("_fen"):
                return replace(announced, **{name: parse_yuan(found[1])})
            if name in _TERMS:
                return _with_term(announced, name, found, told)
            return replace(announced, notice=_said(announced.notice, name, found))
    msg = f"{part!r:.60}: no notice says that; see docs/scenario.md for what it may say"
    raise ValueError(msg)


_TERMS = frozenset({"window", "step_rule", "basis"})


def _with_term(
    announced: AnnounceRound, name: str, found: re.Match[str], told: Told
) -> AnnounceRound:
    if name == "window":
        opens, closes = read_moment(found[1], told), read_moment(found[2], told)
        return replace(announced, opens_at=opens, closes_at=closes)
    if name == "basis":
        proof = "" if found["unproved"] else digest_of("basis")
        return replace(announced, basis=read_choice(PriceBasis, found[1]), basis_proof=proof)
    return replace(announced, step_rule=StepRule.WHOLE_STEPS)


def _said(notice: Notice, name: str, found: re.Match[str]) -> Notice:
    match name:
        case "without":
            return _without(notice, found[1])
        case "says":
            return _saying(notice, found[1], found[2])
        case "taxes":
            decision = digest_of("tax decision") if found["decided"] else ""
            rule = read_choice(TaxRule, found[1])
            return replace(notice, taxes=rule, tax_decision=decision)
        case "possession":
            return replace(notice, possession=read_choice(Possession, found[1]))
        case "repeats":
            return replace(notice, repeats=(*notice.repeats, ArticleId(found[1])))
        case "silent":
            kept = tuple(one for one in notice.repeats if one != found[1])
            return replace(notice, repeats=kept)
        case "fee":
            return replace(notice, bidder_fee_fen=parse_yuan(found[1]))
        case _:
            return replace(notice, balance_days=int(found[1]))


def _saying(notice: Notice, name: str, text: str) -> Notice:
    """Let an item, or what the kind of property asks for besides, say something."""
    further = _further(name)
    if further is not None:
        return replace(notice, further={**notice.further, further: text})
    item = read_choice(Item, name)
    return replace(notice, items={**notice.items, item: text})


def _further(name: str) -> FurtherItem | None:
    return next((one for one in FurtherItem if name in (one.value, chinese(one))), None)


def _without(notice: Notice, text: str) -> Notice:
    """Leave out an item, a further item or a warning, whichever the name is."""
    further = _further(text)
    if further is not None:
        given = {one: said for one, said in notice.further.items() if one is not further}
        return replace(notice, further=given)
    try:
        item = read_choice(Item, text)
    except ValueError:
        warning = read_choice(SpecialWarning, text)
        kept = {one: said for one, said in notice.warnings.items() if one is not warning}
        return replace(notice, warnings=kept)
    return replace(
        notice, items={one: said for one, said in notice.items.items() if one is not item}
    )
