"""What the sessions service says of guardians and their learners."""
