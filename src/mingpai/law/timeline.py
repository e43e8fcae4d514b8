"""Dated values: which one held on a day. None in force is an error, never a default."""

from collections.abc import Sequence
from datetime import date
from typing import Generic, TypeVar

from msgspec import Struct

from mingpai.kernel.ids import ArticleId
from mingpai.kernel.outcome import ensure

T = TypeVar("T")


class NoValueInForce(LookupError):
    """The law has no value for this parameter on this day; nothing may be decided with one."""


class Dated(Struct, Generic[T], frozen=True):
    """A value with the days it holds (both inclusive) and the article it comes from."""

    value: T
    article: ArticleId
    from_: date
    to: date | None = None
    verified: bool = True


class Timeline(Generic[T]):
    """Every value that one parameter ever had. Never two on one day; gaps are allowed."""

    def __init__(self, name: str, values: Sequence[Dated[T]]) -> None:
        """Order and check the values.

        Raises: InvariantBroken where two hold on one day, or one ends before it begins.
        """
        self.name = name
        self.values = tuple(sorted(values, key=lambda dated: dated.from_))
        for dated in self.values:
            ensure(
                dated.to is None or dated.from_ <= dated.to,
                f"{name}: the value from {dated.from_} ends before it begins",
            )
        for earlier, later in zip(self.values, self.values[1:], strict=False):
            ensure(
                earlier.to is not None and earlier.to < later.from_,
                f"{name}: two values hold on {later.from_}",
            )

    def on(self, day: date) -> Dated[T]:
        """Return the value in force on `day`. Raises: NoValueInForce."""
        for dated in self.values:
            if dated.from_ <= day and (dated.to is None or day <= dated.to):
                return dated
        msg = f"{self.name}: no value of the law is in force on {day.isoformat()}"
        raise NoValueInForce(msg)
