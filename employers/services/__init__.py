"""The acts on the register."""
