"""The service as processes: a parent that holds the database, and its children core, edge, web.

Where to look next: `serving.parent` (who starts and restarts them), `serving.setup` (what each is
told), and one module for each role.
"""
