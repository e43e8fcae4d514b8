"""The journal as bytes: entries, the RFC 6962 tree, tiles, signed notes, receipts, proofs.

Pure. Stands on the kernel alone and must not know what an event means. Where to look next:
`journal.entry` (one leaf), `journal.merkle` (the tree), `journal.receipt` (what a sender gets).
"""
