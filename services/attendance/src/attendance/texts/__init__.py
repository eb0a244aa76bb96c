"""Free texts about learners (remarks, reasons), sealed under keys that can be destroyed."""
