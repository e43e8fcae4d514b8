"""What follows a round: set-off, balance, review, ruling, title, delivery, distribution, default.

Money arrives as recorded facts. Annulment (撤销) and the other ends of a disposal lie here too.
"""
