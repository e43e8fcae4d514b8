"""What a stranger recomputes: an export's tree, signatures and every auction; a bid log's verdict.

Pure, and independent of the service: files come in as bytes. Where to look next:
`audit.verify` (numbered steps), `audit.recount` (auctions again), `audit.referee` (bid logs).
"""
