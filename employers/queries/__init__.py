"""The questions of the register."""
