"""Factories are functions: Faker (seeded) fills in what a test does not name. Each stores what it makes and commits."""
