"""The reports service: effects of completions, and the versioned inputs of insights."""
