"""Scores and times of an attempt."""
