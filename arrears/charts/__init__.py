"""Charts of what is owed, by room."""
