"""Links of sessions, batches and courses: where a call takes place, and material."""
