"""What the sessions service says of organisations."""
