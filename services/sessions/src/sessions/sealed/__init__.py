"""Personal texts under keys that can be destroyed, and the erasure of a person."""
