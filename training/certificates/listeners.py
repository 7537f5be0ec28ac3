"""Completion earns a certificate, in the same transaction."""

from training.assignments.signals import Completion
from training.certificates.services import issue_certificate


def issue(_sender: object, *, completion: Completion) -> None:
    """Issue the certificate of a completion."""
    issue_certificate(completion)
