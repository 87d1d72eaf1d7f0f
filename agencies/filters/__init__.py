"""What lists of the ground floor are filtered by."""
