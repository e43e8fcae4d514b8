"""The life of a disposal: rounds, bids, the clock, priority rights, sold or passed in.

Pure. Must not know who a bidder is or where money lies: a confirmed deposit is a recorded fact,
a bidder is a code. Where to look next: `auction.decide` (what may happen), `auction.evolve`.
"""
