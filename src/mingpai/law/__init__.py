"""Law as data with a source: articles, dated parameters, the rules K01-K50.

Pure. Knows no domain's state. Where to look next: `law.book` (what binds on a day).
"""
