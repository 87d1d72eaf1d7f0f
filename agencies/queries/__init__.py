"""The questions of the ground floor, by room."""
