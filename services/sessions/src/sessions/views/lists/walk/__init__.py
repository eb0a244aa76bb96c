"""The walk over the sessions of a list, if no filter is rare."""
