"""All writes of reports, one module per use case.

A command takes row locks, decides, writes, adds events to the outbox, and never commits.
"""
