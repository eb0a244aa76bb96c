"""CSV files: reading bytes into rows, with the line and column of each mistake, and writing files."""
