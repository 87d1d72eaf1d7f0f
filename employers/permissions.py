"""Who may change the register."""

from agencies.permissions import power

place_employer = power("place_employer")
