"""Delivery: a session starts, and people join and leave its call."""
