"""Sessions: scheduling, delivering and ending them. Ending one writes its immutable completion record."""
