"""`lists.py` assignments and one of them, `builder.py` new ones and changes, `cycles.py` end and repeat, `duties.py` people."""
