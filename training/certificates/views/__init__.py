"""`holding.py` one's own certificates and the public check; `example.py` what a module's certificates will look like."""
