"""What the law says on a given day, as values: the book of all timelines, and the `Law` of a round.

A lot is bound by the law of the day on which its notice was published (ADR: which version of
the law binds a lot). A value with no version in force on that day is an error, never a default.
A book with changed timelines is how an amendment is tried before it comes into force.
"""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import TypeVar, cast

from msgspec import Struct

from mingpai.kernel.money import Share
from mingpai.kernel.outcome import ensure
from mingpai.law.parameters import (
    BIDDING_WINDOW_MIN,
    DEPOSIT_MAX_SHARE,
    DEPOSIT_MIN_SHARE,
    EXTENSION,
    PARAMETERS,
    START_PRICE_MIN_SHARE,
    AnyTimeline,
)
from mingpai.law.timeline import Dated, Timeline

T = TypeVar("T")


class Law(Struct, frozen=True):
    """Every value of one round of bidding that is in force on one day.

    `version` is the first day on which exactly this set of values held, as `2017-01-01`.
    """

    version: str
    start_price_min_share: Share
    """第十条: of the reference price, first round."""
    deposit_min_share: Share
    """第十七条第一款: of the start price."""
    deposit_max_share: Share
    """第十七条第一款: of the start price."""
    bidding_window_min: timedelta
    """第二十条第二款."""
    extension: timedelta
    """第二十条第二款: from the bid, without limit."""


class LawBook:
    """Every parameter's timeline by its name. Never changed once made."""

    def __init__(self, changed: Sequence[AnyTimeline] = ()) -> None:
        """Take every timeline of the law, with those of `changed` in place of their namesakes.

        Raises: InvariantBroken where a changed timeline has no namesake, or values of another
        type than it.
        """
        timelines = {one.name: one for one in PARAMETERS}
        for one in changed:
            ensure(one.name in timelines, f"{one.name}: no parameter of the law has this name")
            kinds = {type(dated.value) for dated in timelines[one.name].values}
            ensure(
                all(type(dated.value) in kinds for dated in one.values),
                f"{one.name}: a value of it is of another type than the parameter",
            )
            timelines[one.name] = one
        self._timelines: Mapping[str, AnyTimeline] = timelines
        self._laws: dict[date, Law] = {}

    def dated(self, timeline: Timeline[T], *, on: date) -> Dated[T]:
        """Return the value in force on a day of the parameter that `timeline` names.

        The book is asked by name: in a book with changes it need not be a value of `timeline`.
        Raises: NoValueInForce; InvariantBroken where the book has no parameter of this name.
        """
        ensure(timeline.name in self._timelines, f"{timeline.name}: the book has no such parameter")
        held = cast("Timeline[T]", self._timelines[timeline.name])
        return held.on(on)

    def law_on(self, day: date) -> Law:
        """Return the law that binds a lot whose notice was published on `day` (in Shanghai).

        Made once for each day. Raises: NoValueInForce where any value of it has no version in
        force on that day.
        """
        law = self._laws.get(day)
        if law is None:
            law = self._laws[day] = self._made(day)
        return law

    def _made(self, day: date) -> Law:
        start = self.dated(START_PRICE_MIN_SHARE, on=day)
        least = self.dated(DEPOSIT_MIN_SHARE, on=day)
        most = self.dated(DEPOSIT_MAX_SHARE, on=day)
        window = self.dated(BIDDING_WINDOW_MIN, on=day)
        extension = self.dated(EXTENSION, on=day)
        begun = (start.from_, least.from_, most.from_, window.from_, extension.from_)
        return Law(
            version=max(begun).isoformat(),
            start_price_min_share=start.value,
            deposit_min_share=least.value,
            deposit_max_share=most.value,
            bidding_window_min=window.value,
            extension=extension.value,
        )


LAWS = LawBook()
"""The law as it stands."""

law_on = LAWS.law_on
