"""The two ways in which pure code says no: a refusal (a value) and a broken invariant (our fault).

A third kind, a port that could not serve, is `mingpai.ports.PortError`; it never arises here.
"""

from collections.abc import Mapping

from msgspec import Struct

from mingpai.kernel.ids import ArticleId

type_of_fact = int | str | bool | None
Facts = Mapping[str, type_of_fact]


class Refused(Struct, frozen=True, gc=False):
    """The world asked for something that the law or the rules of a sale forbid.

    `code` is a member of one enum per domain; `article` is what forbids it; `facts` are the
    figures the decision rests on (units in their names, codes and numbers only, never free
    text, so that they may stand in the public journal). `transient` says whether the same
    request may succeed later without being changed.
    """

    code: str
    article: ArticleId
    facts: Facts
    transient: bool = False


class InvariantBroken(RuntimeError):
    """Something that can never happen did: a fault of ours. The process must stop."""


def ensure(condition: object, what: str) -> None:
    """Raise `InvariantBroken(what)` unless `condition` holds. Stays on in production."""
    if not condition:
        raise InvariantBroken(what)
