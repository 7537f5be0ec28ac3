"""`dates.py` due dates and validity; `duty.py` how one duty stands."""
