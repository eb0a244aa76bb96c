"""What the APIs of the services share."""
