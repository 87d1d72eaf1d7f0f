"""Pages of the reports storey."""
