"""The reports service: the effects of completions, and versioned insight inputs."""
