"""What reports knows of sessions that have not ended, too: their state, and who may see them."""
