"""A bidder's own pages: take part in a lot, bid, and what he has with the hall.

Must not know how a bid is judged, nor show one person another's affairs. Where to look next:
`web.bidder.pages` (addresses), `web.bidder.views` (what they show), `affairs.desk`.
"""
