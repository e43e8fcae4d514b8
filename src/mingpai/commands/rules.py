"""`mingpai rules list`: every rule, where it comes from, and how far it is carried out."""

from mingpai.commands.output import DONE, print_json, say
from mingpai.law.register import RULES


def rules_list(*, as_json: bool) -> int:
    """Print K01-K50."""
    rows = [
        {
            "id": rule.id,
            "kind": "law",
            "articles": list(rule.articles),
            "rank": rule.rank,
            "status": rule.status,
        }
        for rule in RULES
    ]
    if as_json:
        print_json({"rules": rows})
        return DONE
    for row in rows:
        say(f"{row['id']}  {row['status']:<10}  {', '.join(map(str, row['articles']))}")
    return DONE
