"""Arithmetic of the ground floor: due dates, working days, targets, reminders. Pure: no database, no clock, no settings."""
