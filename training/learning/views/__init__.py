"""`read.py` home, modules and lessons; `quiz.py` the pages before and after an attempt."""
