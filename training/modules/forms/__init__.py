"""What authors type, a form for each part of a module."""
