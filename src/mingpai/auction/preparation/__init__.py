"""From seizure to the notice of a round: pricing, parties, platform, panel, notice.

Where to look next: `model` (what is on file), `decide` (what may be put there), `guards` (what a
notice needs), `ladder` (which round comes next), `duties` (what must happen), `reasons` (what is
said to whoever is refused), `auction.decide` (who calls).
"""
