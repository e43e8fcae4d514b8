"""The register of supervision's rules, and what every one of them owes."""

from collections import Counter
from collections.abc import Callable
from types import ModuleType
from typing import Any

import pytest

from mingpai.events import registry
from mingpai.law.register import RULES as LAW
from mingpai.supervision.detector import Detector
from mingpai.supervision.register import DETECTORS, RULES
from mingpai.supervision.rule import Rule, Severity, Status
from mingpai.supervision.run import Observer

IDS = [f"K{number:02d}" for number in range(1, 51)]


def test_names_are_unique_and_no_rule_of_law() -> None:
    """Each flag has a name of its own, which is none of K01-K50's."""
    names = [rule.name for rule in RULES]
    assert len(set(names)) == len(names)
    assert not set(names) & {str(rule.id) for rule in LAW}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_every_flag_has_a_ground(rule: Rule) -> None:
    """Flags reach no desk, are live, and say what they answer to."""
    assert rule.severity is Severity.FLAG
    assert rule.status is Status.LIVE
    assert rule.ground


def test_all_fifty_rules_are_watched() -> None:
    """The detectors are K01 to K50 in their order, each once, and then the flags."""
    assert [one.id for one in DETECTORS] == [*IDS, *(flag.name for flag in RULES)]


@pytest.mark.parametrize("one", DETECTORS, ids=lambda one: one.id)
def test_a_detector_says_what_it_is(one: Detector) -> None:
    """Each has a name, a ground and its texts in both languages, and wants events that exist."""
    assert one.name
    assert one.ground
    assert all((one.title_zh, one.title_en, one.next_zh, one.next_en))
    assert one.status is Status.LIVE
    assert set(one.wants) <= set(registry().by_class)
    assert (one.severity is Severity.ALERT) == (one.id in IDS)


def test_a_rule_of_law_has_the_registers_name_and_articles() -> None:
    """A detector of a rule of law speaks of it as the register of the law does."""
    for rule, one in zip(LAW, DETECTORS, strict=False):
        assert (one.id, one.name) == (rule.id, rule.name)
        assert one.ground.split() == list(rule.articles)


def test_every_rule_has_cases_for_and_against_it(all_cases: list[Any]) -> None:
    """Of K01 to K50 each has two cases of a breach and two clean ones at least."""
    counted = Counter((case.rule, case.is_breach) for case in all_cases)
    assert {rule for rule, _ in counted} == set(IDS)
    lacking = [(rule, kind) for rule in IDS for kind in (True, False) if counted[rule, kind] < 2]
    assert not lacking


def test_no_two_cases_of_a_rule_share_a_name(all_cases: list[Any]) -> None:
    """A case can be found by its rule and its sentence, in either language."""
    for attribute in ("en", "zh"):
        counted = Counter((case.rule, getattr(case, attribute)) for case in all_cases)
        assert [name for name, times in counted.items() if times > 1] == []


def test_a_finding_has_a_key_of_its_own(
    all_cases: list[Any], watched: Callable[..., list[Any]]
) -> None:
    """With all rules on, no two alerts of a case share rule, first and last entry.

    That is the key under which an alert is put on record.
    """
    for case in all_cases:
        alerts = watched(Observer(), case.happened)
        keys = [(alert.rule, alert.first_seq, alert.last_seq) for alert in alerts]
        assert len(set(keys)) == len(keys), case.name
        assert all(alert.first_seq <= alert.last_seq for alert in alerts), case.name


def test_a_rule_finds_the_same_alone_and_among_all(
    all_cases: list[Any],
    watched: Callable[..., list[Any]],
    judged: Callable[[Any], list[dict[str, object]]],
) -> None:
    """What the other rules find changes nothing of what one rule finds."""
    for case in all_cases:
        among = [one for one in watched(Observer(), case.happened) if one.rule == case.rule]
        assert len(among) == len(judged(case)), case.name


@pytest.mark.parametrize(
    "text",
    [
        "K07 | breach | - | 短 | short\n  04-20 10:00 | court | announces auction_1",
        "K07 | breach | - | 短 | short\n  => nothing",
        "K07 | clean | - | 短 | short\n  => days=1",
        "K07 | broken | - | 短 | short\n  => nothing",
        "K07 | clean | - | short\n  => nothing",
        "K07 | clean | elsewhere | 短 | short\n  => nothing",
        "K07 | clean | - | 短 | short\n  04-20 | court\n  => nothing",
        "K07 | clean | - | 短 | short\n  yesterday | court | opens the disposal\n  => nothing",
        "K07 | clean | - | 短 | short\n  04-20 10:00 | court | dances\n  => nothing",
        "K07 | clean | - | 短 | short\n  04-20 10:00 | court | names\n  => nothing",
        "K07 | clean | - | 短 | short\n  04-20 10:00 | court | names P1\n  => nothing",
        "K07 | clean | - | 短 | short\n  04-20 10:00 | court | names P1, role king\n  => nothing",
        "K07 | clean | - | 短 | short\n  04-20 10:00 | court | names P1, colour red\n  => nothing",
        "K07 | clean | - | 短 | short\n  => nothing\n  04-20 10:00 | court | names P1",
        "K07 | breach | - | 短 | short\n  => days 14",
        "K07 | breach | - | 短 | short\n  04-20 10:00 | court | bids 1 yuan\n  => days=14",
    ],
)
def test_a_line_that_is_not_understood_is_an_error(tables: ModuleType, text: str) -> None:
    """The reader of case tables skips nothing: it names file and line."""
    with pytest.raises(tables.TableProblem, match=r"t\.txt, line \d+: "):
        tables.read_table(text, "t.txt")
