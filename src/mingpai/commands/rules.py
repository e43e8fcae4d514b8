"""`mingpai rules list`: every rule, where it comes from, and how far it is carried out."""

from typing import Any

from mingpai.commands.output import DONE, print_json, say
from mingpai.law.proofs import TESTS
from mingpai.law.register import RULES as LAW
from mingpai.supervision.register import RULES as FLAGS


def rules_list(*, as_json: bool) -> int:
    """Print K01-K50 and the flags of supervision."""
    rows = [*_law(), *_flags()]
    if as_json:
        print_json({"rules": rows})
        return DONE
    for row in rows:
        articles = ", ".join(map(str, row["articles"]))
        say(f"{row['id']:<24}  {row['status']:<10}  {row['tests']:>3} 项测试 tests  {articles}")
    return DONE


def _law() -> list[dict[str, Any]]:
    """Return a row for each rule of law. `tests` counts those that prove it: docs/law.md."""
    return [
        {
            "id": rule.id,
            "kind": "law",
            "articles": list(rule.articles),
            "rank": rule.rank.value,
            "status": rule.status.value,
            "in_force_from": rule.in_force_from.isoformat(),
            "tests": TESTS[rule.id],
            "false_alarms_per_1000": None,
        }
        for rule in LAW
    ]


def _flags() -> list[dict[str, Any]]:
    """Return a row for each flag. No rate of false alarms was measured yet: null, not 0."""
    return [
        {
            "id": rule.name,
            "kind": rule.severity.value,
            "articles": [rule.ground],
            "rank": "proposal",
            "status": rule.status.value,
            "in_force_from": None,
            "tests": TESTS[rule.name],
            "false_alarms_per_1000": None,
        }
        for rule in FLAGS
    ]
