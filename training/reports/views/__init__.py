"""`overview.py` a branch and its units; `people.py` the list behind a figure; `duty.py` one person's duty; `files.py` exports; `paper.py` print."""
