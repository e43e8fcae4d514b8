"""What a citizen has with the hall beside the journal: registrations, entry, inbox, saved lots.

Must not know who he is beyond his account's id, nor decide what the law decides: that a deposit
counts and a code is good is the journal's. Where to look next: `affairs.model`, `affairs.desk`.
"""
