"""Corrections of official registers."""
