"""What accounts announces, each inside the transaction that did it."""

from blinker import Namespace

_signals = Namespace()

person_moved = _signals.signal("person-moved")
"""Sent with `user_id=`, `unit_id=` (the new primary unit) and `now=`; not when only the position changed."""

people_moved = _signals.signal("people-moved")
"""Sent with `unit_ids=` (new primary unit by person) and `now=` when many moved at once, instead of `person_moved`."""

person_left = _signals.signal("person-left")
"""Sent with `user_id=` and `now=` when a person was deactivated."""

person_returned = _signals.signal("person-returned")
"""Sent with `user_id=`, `unit_id=` (the primary unit from now on) and `now=` when a person was made active again."""
