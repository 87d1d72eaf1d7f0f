"""Template words of official documents."""
