"""What happens to an import."""
