"""CSV files: from bytes to rows, each mistake with its line and column, and back to a file."""
