"""The erasure of a person: asked for, decided, carried out here, and answered by the other services."""
