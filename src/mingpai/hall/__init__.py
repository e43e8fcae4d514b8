"""The trading hall while bidding runs: bidders' doors in the core, watchers' screens at the edge.

Must not know how a bid is judged, and decides nothing. Where to look next: `hall.wire` (every
frame), `hall.door` (bids in, answers out), `hall.edge` (what watchers see).
"""
