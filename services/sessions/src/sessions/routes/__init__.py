"""HTTP in and out: parse, authorise, call one command or query."""
