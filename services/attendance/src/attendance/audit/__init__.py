"""What attendance holds of completed sessions, beside their records in the transparency log."""
