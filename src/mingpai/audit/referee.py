"""Judges the bid log of another platform by the functions that decide a bid in our own hall.

Pure. A breach is a violation, with row, code and article; what is lawful but odd is a flag. What the
log does not say (opening, close, start price, step) is inferred unless given, and said to be.
Each fault is named once; after it, judging goes on so that it does not spread:

- a row out of order is put back into its place (`audit.bidlog_order`);
- a late bid changes nothing; a bid no higher than the price changes nothing either, unless the
  platform went on from it: then its price is taken as the platform took it;
- a bid that was too early, below the start price or less than a step above is taken all the same.

A log does not show who has a priority right: a bid at the current price is named a violation here,
though it may have been a match (第二十一条). Source: 法释〔2016〕18号 第二十条, 第二十二条 (K15-K18).
Where to look next: `exchange.bidlog` (reading), docs/bidlog.md (every code).
"""

import enum
from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from msgspec import Struct

from mingpai.auction.bidding import place_bid
from mingpai.auction.commands import CloseRound, PlaceBid
from mingpai.auction.decide import CLOCKWORK, Setting, decide
from mingpai.auction.events import BidPlaced, DisposalOpened, RoundAnnounced, RoundSold
from mingpai.auction.evolve import evolve
from mingpai.auction.model import (
    Bidder,
    Disposal,
    PropertyClass,
    RoundKind,
    Standing,
    StepRule,
)
from mingpai.auction.refusals import REASONS, Code
from mingpai.audit.bidlog_order import Ordered, in_order, strictly_longest_run
from mingpai.audit.bidlog_terms import Close, infer_close, infer_step_fen, opening_before
from mingpai.exchange.bidlog import BidLog, BidRow, Oddity
from mingpai.kernel.event import Event
from mingpai.kernel.ids import ArticleId, BiddingCode, CaseId, LotToken, OfficeId, PropertyId, StreamId
from mingpai.kernel.moments import local_date
from mingpai.kernel.money import Fen
from mingpai.kernel.outcome import Facts, Refused
