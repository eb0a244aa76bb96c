"""What a row of a file would do, and what is wrong with it."""
