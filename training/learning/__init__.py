"""What a participant sees of everything below: what is due, a module with its lessons, what is done."""
