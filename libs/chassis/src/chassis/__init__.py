"""The chassis: the code that all services share. It knows no service."""
