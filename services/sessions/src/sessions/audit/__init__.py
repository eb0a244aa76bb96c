"""The audit: it compares the log with the tables and with its published checkpoints."""
