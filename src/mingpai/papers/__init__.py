"""文书: a court's papers, made from a disposal's state in the wording of the field.

A paper is a `Document`, a value without a blank; its two forms, HTML and PDF, and its check code
follow from it alone. Decides nothing: which paper a disposal allows is `auction.papers`, what a
notice must and must not say is `law.content` and `law.wording`. Never reads the journal, a clock or
a file but its own template. Where to look next: `papers.make`.
"""
