"""What imports would do, row by row: create, change, leave as it is, or refuse. Nothing is half imported."""
