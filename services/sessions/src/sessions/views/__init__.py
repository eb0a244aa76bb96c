"""Lists and views of sessions: they may know every noun, and no noun knows them."""
