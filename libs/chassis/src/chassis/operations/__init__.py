"""How a service is configured, started and watched."""
