"""What an item is, how it is marked, and when it is fit to publish."""
