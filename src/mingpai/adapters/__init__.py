"""What implements the ports, one file per technology: PostgreSQL, key files, clocks, fakes.

Must not know the rules of an auction or of the law. Only `mingpai.bootstrap` chooses among
them. Where to look next: `mingpai.ports`, whose docstrings are the contracts kept here.
"""
