"""What imports compare files with, and the state of imports of large files."""
