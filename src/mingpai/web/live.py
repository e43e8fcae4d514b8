"""Where a page finds what is alive: addresses of sockets, as its own script reads them."""

from msgspec import Struct

from mingpai.web.words import Texts


class Live(Struct, frozen=True):
    """Addresses of the edge (`watch`), the bidders' door (`hall`) and the counter (`bids`)."""

    watch: str
    hall: str
    bids: str

    @property
    def connects(self) -> str:
        """Return what a page may connect to, as the policy names it."""
        return f"{self.watch} {self.hall} {self.bids}"


def live_words(texts: Texts) -> dict[str, str]:
    """Return what a page says of its connection, and of where a lot stands, by name."""
    _ = texts.gettext
    return {
        "link-good": _("Connected: price and clock are live."),
        "link-offline": _("The connection is lost; what you see may be old. It is tried again."),
        "link-stale": _("Nothing was heard for a while; what you see may be old."),
        "clock-right": _("Your device's clock agrees with the service."),
        "clock-fast": _(
            "Your device's clock is {seconds} s fast; the times here are the service's."
        ),
        "clock-slow": _(
            "Your device's clock is {seconds} s slow; the times here are the service's."
        ),
        "phase-published": _("Bidding is on record."),
        "phase-stopped": _("Bidding was stopped. The reason is on the lot's page."),
        "phase-closed_sold": _("Closed: sold."),
        "phase-closed_unsold": _("Closed: passed in."),
        "phase-withdrawn": _("Withdrawn."),
    }
