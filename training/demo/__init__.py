"""A plausible regency with its people and a year of attempts, so that one can look around."""
