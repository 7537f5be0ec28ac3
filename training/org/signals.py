"""What the unit tree announces."""

from blinker import Namespace

_signals = Namespace()

unit_closing = _signals.signal("unit-closing")
"""Sent with `unit_id=`, inside the transaction, before a unit is closed. A listener returns a sentence that says what
still needs the unit, or None; with any sentence the unit stays open."""
