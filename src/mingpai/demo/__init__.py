"""One court day, written by us and played through the real commands on a real database.

Every court, person, property and figure in it is invented. Owns the script of the day and its
player; knows no rule of a sale: what is accepted is for the engine to say.
Where to look next: `demo.day` (the script), `demo.run` (who plays it).
"""
