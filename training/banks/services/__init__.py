"""What happens to banks and items."""
