"""The forms of the register's rooms, one module for each room."""

from employers.forms.register import PlaceForm

__all__ = ["PlaceForm"]
