"""Pages: what anyone may see of the journal, in Chinese and English, without any script.

Reads the board that `service.projections` keeps; must not know how a bid is judged, and writes
nothing. Where to look next: `web.site` (what a site is made of), `web.pages` (every address).
"""
