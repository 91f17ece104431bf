"""Pages of our own side."""
