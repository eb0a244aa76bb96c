"""Planning: sessions are created, changed, copied and cancelled, and people are invited."""
