"""Certificates: earned by completing an enrolment, printed as PDF from a snapshot, checked by anyone at /verify.

The row is written in the transaction that completes the enrolment and keeps all that is printed. The PDF is made from it
on request and stored nowhere: the same snapshot gives the same bytes.
"""
