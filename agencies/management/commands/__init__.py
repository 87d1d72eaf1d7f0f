"""`manage.py` commands of the agencies storey."""
