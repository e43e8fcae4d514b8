"""Law as data with a source: instruments and articles, dated parameters, the rules K01 to K50.

Owns what the law says and who may refuse by it. Must not know any domain's state, a clock, or
who asks. Where to look next: `law.book` (what binds on a day), `law.register` (every rule and
the function that carries it out), `law.authority` (who may refuse).
"""
