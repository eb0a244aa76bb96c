"""Corrections of a completion: amendments and voids."""
