"""What the lists of the register's rooms are filtered by, one module for each room."""

from employers.filters.register import EmployerFilter

__all__ = ["EmployerFilter"]
