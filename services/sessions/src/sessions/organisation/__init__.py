"""An organisation, its zone and its policy."""
