"""What each kind of file reads, checks and writes."""
