"""Personal texts under keys that can be destroyed."""
