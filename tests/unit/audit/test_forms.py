"""Claims about the forms of public fields: what a stranger can check by name and type alone."""

import typing
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest

from mingpai.auction.events import BidPlaced, CommandRefused
from mingpai.audit.forms import Forms, form_of, plan_of
from mingpai.audit.forms_refused import refusal_faults
from mingpai.audit.leaves import LeafReader
from mingpai.audit.report import Problems, Report
from mingpai.events import registry
from mingpai.kernel.event import EventKind, Visibility
from mingpai.kernel.ids import OfficeId
from mingpai.kernel.outcome import InvariantBroken
from mingpai.service.export import Source

Files = dict[str, bytes]
Alter = Callable[..., bytes]
Looked = Callable[[Sequence[bytes]], list[tuple[str, str]]]
PUBLIC = [one for one in registry().by_name.values() if one.visibility is Visibility.PUBLIC]
GOLDEN = Path(__file__).parents[2] / "golden"


@pytest.fixture
def looked(reader: LeafReader, problems: Problems) -> Looked:
    """Return what reads leaves in the places they say, and tells place and code of each fault."""

    def run(leaves: Sequence[bytes]) -> list[tuple[str, str]]:
        forms = Forms(problems)
        epoch = -1
        for data in leaves:
            for leaf in reader.read(msgspec.json.decode(data)["seq"], [data]):
                if leaf.epoch != epoch:
                    forms.epoch(leaf)
                    epoch = leaf.epoch
                if type(leaf.body) is not BidPlaced:
                    forms.take(leaf)
        return [(problem.where, problem.code.value) for problem in problems.listed]

    return run


def of_kind(leaves: Sequence[bytes], kind: str) -> int:
    """Return where the first leaf of a kind stands."""
    mark = f'"kind":"{kind}"'.encode()
    return next(n for n, leaf in enumerate(leaves) if mark in leaf)


def changed(leaves: Sequence[bytes], at: int, leaf: bytes) -> list[bytes]:
    """Return leaves with another one in a place."""
    return [*leaves[:at], leaf, *leaves[at + 1 :]]


# The table -----------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", PUBLIC, ids=lambda kind: kind.name)
def test_every_public_field_has_a_form(kind: EventKind) -> None:
    """No public event has a field of which nobody said what may stand there."""
    if kind.body is CommandRefused:
        fields = {"command", "by", "code", "article", "facts"}
        assert set(CommandRefused.__struct_fields__) == fields  # see audit.forms_refused
        return
    texts = [name for name, hint in typing.get_type_hints(kind.body).items() if hint is str]
    assert set(texts) <= {name for name, _ in plan_of(kind.body)}


@pytest.mark.parametrize("kind", PUBLIC, ids=lambda kind: kind.name)
def test_what_was_ever_recorded_has_its_forms(kind: EventKind) -> None:
    """The golden events of every public kind, in every version, are as forms ask."""
    for version in range(1, kind.version + 1):
        stored = (GOLDEN / f"{kind.name}.{version}.json").read_bytes()
        event = registry().decode(name=kind.name, version=version, body=stored)
        wrong = [one for one, form in plan_of(kind.body) if not form.holds(getattr(event, one))]
        assert wrong == []
        if isinstance(event, CommandRefused):
            assert list(refusal_faults(event, actor=event.by)) == []


def test_a_field_without_a_form_is_a_fault_of_ours() -> None:
    """A text or a number of a name that nobody described has no form."""
    for annotation in (str, int, tuple[str, ...], str | None):
        with pytest.raises(InvariantBroken):
            form_of("remarks", annotation)


def test_what_may_be_missing_has_a_form_all_the_same() -> None:
    """An optional field may be missing, and is otherwise as it must be."""
    platform = form_of("platform", OfficeId | None)
    assert platform.holds(None)
    assert platform.holds("platform/x")
    assert not platform.holds("某平台")
    assert form_of("is_open", bool | None) is form_of("is_open", bool)


# Every journal of ours is right --------------------------------------------------------------


def test_sound_journals_have_their_forms(
    leaves: list[bytes], life_leaves: list[bytes], looked: Looked
) -> None:
    """A sample, and whole lives with stops and set-offs, hold no field out of form."""
    assert looked(leaves) == []
    assert looked(life_leaves) == []


# What a dishonest operator might write -------------------------------------------------------

BODIES: list[tuple[str, dict[str, Any]]] = [
    ("auction.confirmation_published", {"buyer": "张三"}),
    ("auction.confirmation_published", {"document": "张三 13800000000"}),
    ("auction.confirmation_published", {"document": ""}),
    ("auction.confirmation_published", {"document": "A" * 42 + "B"}),
    ("auction.priority_confirmed", {"token": "张三"}),
    ("auction.priority_confirmed", {"rank": 10}),
    ("auction.round_announced", {"repeats": ["FOO:1"]}),
    ("auction.round_announced", {"tax_decision": "张三"}),
    ("auction.round_announced", {"balance_days": 13_800_000_000}),
    ("auction.round_announced", {"announced_on": "1984-05-01"}),
    ("auction.disposal_opened", {"case_id": "张三诉李四"}),
    ("auction.panel_decided", {"members": 13_800_000_000}),
    ("auction.panel_decided", {"deposit_fen": -1}),
    ("auction.platform_assigned", {"platform_list": "张三"}),
    ("house.journal_opened", {"receipts_vkey": "张三"}),
    ("house.epoch_opened", {"version": "0.1 张三"}),
]


@pytest.mark.parametrize(("kind", "body"), BODIES)
def test_no_field_has_room_for_a_sentence(
    kind: str, body: dict[str, Any], *, life_leaves: list[bytes], altered: Alter, looked: Looked
) -> None:
    """A name, a telephone number or another text in a field of a public event is found."""
    at = of_kind(life_leaves, kind)
    wrong = changed(life_leaves, at, altered(life_leaves[at], body=body))
    assert looked(wrong) == [(f"entry {at}", "form_wrong")]


@pytest.mark.parametrize(
    ("counted", "code"),
    [
        ({}, None),
        ({"sender": "10.0.0.1"}, "form_wrong"),
        ({"minute": "2026-05-25T02:00:01Z"}, "form_wrong"),
        ({"counts": [{"code": "because_i_say_so", "count": 1}]}, "form_wrong"),
        ({"counts": [{"code": "not_json", "count": 13_800_000_000}]}, "form_wrong"),
    ],
)
def test_junk_is_counted_without_its_sender(
    counted: dict[str, Any],
    code: str | None,
    *,
    leaves: list[bytes],
    altered: Alter,
    looked: Looked,
) -> None:
    """Of junk the journal knows a keyed digest, a minute, codes and counts; an address is found."""
    body = {
        "sender": "hJNFtHwjFSzfZRyj",
        "minute": "2026-05-25T02:00:00Z",
        "counts": [{"code": "not_json", "count": 3}, {"code": "not_the_house", "count": 1}],
    }
    plain = msgspec.json.decode(leaves[1]) | {"kind": "house.junk_counted", "body": body | counted}
    junk = altered(msgspec.json.encode(plain), seq=2)
    assert looked([*leaves[:2], junk]) == ([] if code is None else [("entry 2", code)])


def test_rows_of_several_types_have_forms(
    leaves: list[bytes], altered: Alter, looked: Looked
) -> None:
    """A list of pairs is looked at pair by pair."""
    body = {"round": 1, "parts": [["costs", 1], ["shortfall", -1]], "proof": "A" * 43}
    plain = msgspec.json.decode(leaves[2]) | {"kind": "auction.forfeit_applied", "ver": 1}
    leaf = altered(msgspec.json.encode(plain | {"body": body}))
    assert looked([*leaves[:2], leaf]) == [("entry 2", "form_wrong")]


@pytest.mark.parametrize(
    ("kind", "envelope"),
    [
        ("auction.panel_decided", {"actor": "李四 电话13900000000"}),
        ("auction.panel_decided", {"stream": "孙七"}),
        ("auction.panel_decided", {"stream": "house/journal"}),
        ("auction.bidder_qualified", {"stream": "supervision/alerts"}),
        ("auction.bidder_qualified", {"actor": "zhangsan"}),
        ("auction.round_announced", {"law": "foo"}),
        ("auction.round_announced", {"law": "20170101"}),
        ("auction.round_sold", {"law": "张三"}),
    ],
)
def test_no_envelope_has_room_for_a_sentence(
    kind: str, envelope: dict[str, Any], *, leaves: list[bytes], altered: Alter, looked: Looked
) -> None:
    """Who acts is a code, an office or the clockwork; streams and laws have their forms."""
    at = of_kind(leaves, kind)
    assert looked(changed(leaves, at, altered(leaves[at], **envelope))) == [
        (f"entry {at}", "form_wrong")
    ]


def test_a_report_may_stand_in_any_stream(
    leaves: list[bytes], altered: Alter, looked: Looked
) -> None:
    """A report stands in a lot's stream or in another of ours, in no other."""
    body = {"fields": ["code"], "lot": None, "odd_codes": 0, "round": 1}
    body |= {"at": "2026-05-25T03:00:00Z"}
    plain = msgspec.json.decode(leaves[1]) | {"kind": "report.feed_shown", "body": body}
    shown = msgspec.json.encode(plain)
    streams = ("disposal/a", "house/journal", "elsewhere/a")
    reports = [altered(shown, seq=n, stream=stream) for n, stream in enumerate(streams, 2)]
    assert looked([*leaves[:2], *reports]) == [("entry 4", "form_wrong")]


def test_days_lie_in_years_of_ours() -> None:
    """Days and instants that an entry records lie in the years 2000 to 2999."""
    day, instant = form_of("on", date), form_of("at", datetime)
    assert day.holds(date(2000, 1, 1))
    assert day.holds(date(2999, 12, 31))
    assert not day.holds(date(1999, 12, 31))
    assert not instant.holds(datetime(3000, 1, 1, tzinfo=UTC))


# Alerts and epochs ---------------------------------------------------------------------------


def test_an_alert_names_no_entry(leaves: list[bytes], altered: Alter, looked: Looked) -> None:
    """A sealed alert that says in public what it follows from is found."""
    sealed = leaves[of_kind(leaves, "auction.bidder_qualified")]
    alert = msgspec.json.decode(sealed) | {"kind": "supervision.alert_raised", "ver": 1}
    alert |= {"stream": "supervision/alerts", "actor": "clockwork", "law": None}
    data = msgspec.json.encode(alert)
    alerts = [altered(data, seq=2), altered(data, seq=3, cause=2)]
    assert looked([*leaves[:2], *alerts]) == [("entry 3", "cause_given")]


def test_each_epoch_is_opened_once(leaves: list[bytes], altered: Alter, looked: Looked) -> None:
    """An epoch begins with its opening, the first one right after the journal's own, and once."""
    begun = leaves[:2]
    second = altered(leaves[1], seq=2, epoch=2, body={"epoch": 2})
    goes_on = altered(leaves[2], seq=3, epoch=2)
    again = altered(leaves[1], seq=4, epoch=2, body={"epoch": 2})
    assert looked([*begun, second, goes_on]) == []
    assert looked([*begun, second, goes_on, again]) == [("entry 4", "journal_wrong")]


def test_an_epoch_without_its_opening_is_found(
    leaves: list[bytes], altered: Alter, looked: Looked
) -> None:
    """A first epoch that nobody opened, and a later one, are each a problem."""
    first = altered(leaves[2], seq=1)
    later = altered(leaves[3], seq=2, epoch=2)
    wanted = [("entry 1", "journal_wrong"), ("entry 2", "journal_wrong")]
    assert looked([leaves[0], first, later]) == wanted


def test_a_journal_that_is_opened_late_is_not_told_twice(
    leaves: list[bytes], altered: Alter, looked: Looked
) -> None:
    """That the journal's opening stands in the second place is told by the house's count alone."""
    assert looked([altered(leaves[1], seq=0), altered(leaves[0], seq=1)]) == []


# The whole verification ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "body", "envelope", "code"),
    [
        ("auction.confirmation_published", {"buyer": "张三"}, {}, "form_wrong"),
        ("auction.command_refused", {"code": "because_i_say_so"}, {}, "reason_unknown"),
        ("auction.command_refused", {"article": "FOO:1"}, {}, "article_wrong"),
        ("auction.command_refused", {"by": "A9999"}, {}, "form_wrong"),
        ("auction.bid_placed", {}, {"receiver": "李四"}, "entry_wrong"),
        ("auction.bid_placed", {}, {"source": "王五"}, "entry_wrong"),
        ("auction.bid_placed", {}, {"command_id": "赵六"}, "entry_wrong"),
    ],
)
def test_verify_looks_at_every_form(  # noqa: PLR0913 - a table of four columns
    kind: str,
    body: dict[str, Any],
    envelope: dict[str, Any],
    code: str,
    *,
    leaves: list[bytes],
    source: Source,
    forged: Callable[..., Files],
    altered: Alter,
    examine: Callable[..., Report],
) -> None:
    """A journal under the log's own signature that holds such a leaf does not verify."""
    at = of_kind(leaves, kind)
    wrong = changed(leaves, at, altered(leaves[at], body=body, **envelope))
    report = examine(forged(wrong, by=source))
    found = [problem.code for problem in report.problems if problem.where == f"entry {at}"]
    assert code in found


def test_verify_asks_for_an_opened_epoch(
    leaves: list[bytes],
    forged: Callable[..., Files],
    altered: Alter,
    examine: Callable[..., Report],
    faults: Callable[[Report], set[str]],
) -> None:
    """A journal whose epoch nobody opened does not verify."""
    without = [leaves[0], *(altered(leaf, seq=n) for n, leaf in enumerate(leaves[2:], 1))]
    assert faults(examine(forged(without))) == {"journal_wrong"}
