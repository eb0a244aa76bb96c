"""The gateway: Envoy with one configuration, which is rendered from the environment."""
