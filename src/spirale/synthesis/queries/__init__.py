"""What can be asked of syntheses."""
