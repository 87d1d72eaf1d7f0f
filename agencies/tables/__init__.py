"""Lists of the ground floor, by room."""
