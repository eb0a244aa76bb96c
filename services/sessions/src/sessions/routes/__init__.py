"""The HTTP API: each route parses, authorises, and calls one command or query."""
