"""The demo: a whole teaching day through the gateway, and every effect that it must have."""
