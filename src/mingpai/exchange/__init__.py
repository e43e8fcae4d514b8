"""What other systems send and are sent: platform bid logs; later feeds, bank files, records.

Reads and writes forms, and decides nothing. Imports the kernel and the auction's words, never the
service or an adapter. Where to look next: `exchange.bidlog`.
"""
