"""What the platform consists of: its dependencies, their licences, and what is known against them."""
