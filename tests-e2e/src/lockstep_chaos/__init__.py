"""The fault test: clients send load through the gateway while processes are killed and frozen; then all is checked."""
