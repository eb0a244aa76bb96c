"""The gateway: Envoy with one configuration, rendered from the environment."""
