"""Every write of reports, one module per use case. A command locks, decides, writes, emits, and never commits."""
