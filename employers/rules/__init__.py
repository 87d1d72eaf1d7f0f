"""Rules of the register, without a database."""
