"""What an import does with each row: create, change, leave unchanged, or refuse. No row is imported in part."""
