"""Drives the pure packages through the ports: the one write path, the clockwork, the followers.

Knows no concrete adapter and no rule of law. Where to look next: `service.sequencer` tells the
story of a command from arrival to receipt; `service.writer` that of a batch.
"""
