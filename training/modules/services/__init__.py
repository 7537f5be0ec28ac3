"""What happens to modules."""
