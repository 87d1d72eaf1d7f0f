"""Pages of the agencies storey."""
