"""The transparency log, as everybody verifies it: its tree, its checkpoints, its keys, and what it says of events.

Sessions writes the log. All services, and everybody outside, can verify it. So these rules stand here, once.
"""
