"""Pages on which a property is seen before bidding: visitors, the court, and whoever shows it.

Where to look next: `web.viewing.visiting` (citizens), `web.viewing.arranging` (court and firms),
`affairs.showing` (what is allowed).
"""
