"""The read API of the register."""
