"""What supervisors see: who in their branch holds a valid training, who is late, who is lowest.

Everything counts enrolments directly, in the units of one's grants and nowhere else. Screen, export, chart and print take
their figures from the same query objects (`queries/`), and `flask reports verify` recounts them from the raw rows.
"""
