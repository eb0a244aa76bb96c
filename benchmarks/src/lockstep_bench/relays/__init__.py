"""What the relays are measured with: a PostgreSQL of their own, an outbox for each, the same events, one topic each."""
