"""Every write: lock, decide, write, outbox.add. No command commits; instants, ids and salts are arguments."""
