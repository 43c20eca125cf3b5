"""What a release did, remembered: so that a gradient that changed, got less accurate or costs more is seen.

Whether a gradient is right is the checks' business. A baseline says whether it is what it was.
"""
