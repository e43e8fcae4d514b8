"""A court's desk: what its clerks prepare and its judges decide.

Must not show who a bidder is: registrations appear by token (第八条, 第十八条). Where to look next:
`web.court.deposits`, `accounts.permissions`.
"""
