"""Every write: lock, decide, write, outbox.add. No command commits. Instants, ids and salts are arguments."""
