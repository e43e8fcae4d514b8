"""One lot as a court's list or a platform's page tells of it: a value for whatever could be read.

Where to look next: `exchange.court_list_columns` (how each field is read), `audit.listings` and
`exchange.court_list_orders` (what is made of a row).
"""

from datetime import date, datetime, timedelta

from msgspec import Struct

from mingpai.auction.model import PropertyClass
from mingpai.auction.preparation.model import Nature, PriceMethod, Trait
from mingpai.exchange.court_list_problems import ListProblem
from mingpai.kernel.ids import CaseId, PropertyId
from mingpai.kernel.money import Fen
from mingpai.law.pricing import Leave


class LotRow(Struct, frozen=True, kw_only=True):
    """One row of a list, as far as it could be read. None: not said, or not readable.

    `row` is the number that a spreadsheet shows. A cell that cannot be read stands in `problems`
    under the list's own name of the column, and in `unread` under ours.
    """

    row: int
    problems: tuple[ListProblem, ...] = ()
    unread: tuple[str, ...] = ()
    case_id: CaseId | None = None
    property_id: PropertyId | None = None
    title: str | None = None
    court: str | None = None
    nature: Nature | None = None
    property_class: PropertyClass | None = None
    traits: tuple[Trait, ...] | None = None
    seized_on: date | None = None
    seizure_until: date | None = None
    method: PriceMethod | None = None
    tried: tuple[PriceMethod, ...] | None = None
    leave: Leave | None = None
    record: str | None = None
    reference_fen: Fen | None = None
    market_fen: Fen | None = None
    priced_on: date | None = None
    price_until: date | None = None
    report: str | None = None
    debt_fen: Fen | None = None
    senior_fen: Fen | None = None
    costs_fen: Fen | None = None
    round: str | None = None
    is_sale: bool | None = None
    start_fen: Fen | None = None
    previous_start_fen: Fen | None = None
    current_fen: Fen | None = None
    bids: int | None = None
    deposit_fen: Fen | None = None
    step_fen: Fen | None = None
    published_on: date | None = None
    opens_at: datetime | None = None
    closes_at: datetime | None = None
    window: timedelta | None = None
    overtime: timedelta | None = None
    status: str | None = None
