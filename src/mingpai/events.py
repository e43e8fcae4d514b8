"""The registry of every kind of event. Built here, once; nothing registers itself at import."""

from functools import cache

from mingpai import house
from mingpai.auction import events as auction
from mingpai.kernel.event import Registry
from mingpai.supervision import events as supervision
from mingpai.supervision import reports


@cache
def registry() -> Registry:
    """Return the registry of all kinds this program knows."""
    return Registry((*house.KINDS, *auction.KINDS, *supervision.KINDS, *reports.KINDS))
