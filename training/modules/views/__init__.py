"""Managing modules: `listing.py` the list, a module as a whole, its states; then one file for each part."""
