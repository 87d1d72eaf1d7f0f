"""The tables of the register's rooms, one module for each room."""

from employers.tables.register import EMPLOYERS

__all__ = ["EMPLOYERS"]
