"""What payouts knows of a session that was delivered."""
