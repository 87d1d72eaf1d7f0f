"""Commands of the agencies storey."""
