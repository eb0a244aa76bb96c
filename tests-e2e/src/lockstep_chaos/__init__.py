"""The fault test: load through the gateway while processes are killed and frozen, then every promise is checked."""
