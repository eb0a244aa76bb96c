"""Every read of attendance, one module per use case."""
