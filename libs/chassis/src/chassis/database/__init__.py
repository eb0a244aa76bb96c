"""What the services share in PostgreSQL."""
