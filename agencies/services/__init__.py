"""Changes of the ground floor, each an act."""
