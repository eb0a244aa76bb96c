"""What was learned from events, from which everything else is computed."""
