"""The probe: a service that is small enough to understand, and helpers for the tests of relay and consumer."""
