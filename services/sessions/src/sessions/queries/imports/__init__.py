"""What imports compare files with, and how far large ones have got."""
