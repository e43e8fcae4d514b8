"""What every other package stands on: money, instants, ids, canonical bytes, outcomes, events.

Pure: no clock, no chance, no input or output, no float. Knows nothing of the law.
"""
