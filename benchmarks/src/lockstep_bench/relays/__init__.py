"""What measuring the relays needs: a PostgreSQL of their own, the same events, and an outbox and a topic per relay."""
