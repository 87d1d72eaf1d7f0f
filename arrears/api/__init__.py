"""The read API of what is owed."""
