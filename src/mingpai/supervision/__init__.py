"""Supervision: rules that fold the domains' events and raise alerts.

Pure. Reads events, may call `decide` and `evolve` of the domains, and must not know how to
append. Where to look next: `supervision.register` (all rules), `supervision.detector` (what a
rule is), `supervision.run` (how they are run).
"""
