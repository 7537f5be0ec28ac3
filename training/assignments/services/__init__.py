"""`enrolling.py` who is enrolled, `completing.py` what attempts do to an enrolment, `following.py` who moves or leaves."""
