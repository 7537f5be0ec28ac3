"""The log on screen: what `audit` recorded, as sentences, for the auditors and admins of a branch.

An event belongs to the unit it names, and is shown to whoever may read the log of that unit's branch. One without a unit
concerns the installation as a whole (a job, a command): it is shown to those whose role holds for a top unit.
"""
