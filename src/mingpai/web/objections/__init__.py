"""Objections, complaints and bids that came too late: what citizens file and how a court answers.

Must not know how a filing is decided, nor who anybody is: pages show lot tokens and codes.
Where to look next: `web.objections.filing` (citizens), `web.objections.desk` (the court),
`web.objections.late` (a refused bid), `affairs.objecting` (what they ask).
"""
