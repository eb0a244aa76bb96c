"""Sheets: reading and writing of the files of imports and exports."""
