"""Blueprints, and papers drawn by them."""
