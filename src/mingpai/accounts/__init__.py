"""Who signs in, by what proof, and what they may do.

Owns accounts, sign-ins (sessions), factors and permissions. Names and identity numbers are not
here: they stay in the subject store, whose id an account carries. Must not know the journal, the
law or any domain: whether an act is lawful is decided there, whoever asks.
Where to look next: `accounts.signing_in` (the desk that pages talk to), `accounts.permissions`,
`accounts.store` (the port).
"""
