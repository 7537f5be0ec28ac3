"""Reads of the reports. `duties.py` is the one query object behind screens, charts, exports, print and actions."""
