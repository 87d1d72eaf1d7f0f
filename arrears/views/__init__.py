"""Pages of what is owed, by room."""
