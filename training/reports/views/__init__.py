"""`overview.py` a branch and its units; `people.py` the list behind a figure and one person's duty; `files.py` exports; `paper.py` print."""
