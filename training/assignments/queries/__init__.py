"""`duties.py` which duties; `duty.py` how they stand, in SQL; `meant.py` whom an assignment means."""
