"""The probe: a service small enough to see through, and what tests of relay and consumer do with it."""
