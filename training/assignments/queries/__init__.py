"""`meant.py` whom an assignment means; `duty.py` how duties stand, in SQL."""
