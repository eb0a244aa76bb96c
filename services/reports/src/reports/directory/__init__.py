"""What the sessions service says of organisations, and of guardians and their learners."""
