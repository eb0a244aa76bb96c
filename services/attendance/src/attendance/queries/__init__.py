"""All reads of attendance, one module per use case."""
