"""Changes of the reports storey, each an act."""
