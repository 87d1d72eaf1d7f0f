"""The questions of what is owed, by room."""
