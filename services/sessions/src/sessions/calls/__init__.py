"""The hook through which a call provider reports who joins and leaves."""
