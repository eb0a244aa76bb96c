"""What a session earns: at its completion, when a rate is set later, and after corrections."""
