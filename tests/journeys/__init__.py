"""Journeys in a real Chromium, against the application as it is shipped: own process, own port, own database file."""
