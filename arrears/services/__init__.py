"""The acts of what is owed, by room."""
