"""The attendance service: registers, their marks, and what becomes official when a session is completed."""
