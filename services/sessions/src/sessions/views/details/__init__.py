"""One session with the names of everything that it refers to."""
