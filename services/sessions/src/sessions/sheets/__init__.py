"""Sheets: reading and writing the files of imports and exports."""
