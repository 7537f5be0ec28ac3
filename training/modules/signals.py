"""What the pages of modules ask of features above, which alone know who has to take them."""

from blinker import Namespace

_signals = Namespace()

modules_shown = _signals.signal("modules-shown")
"""Sent with `module_ids` and the dict `running` (module id → assignments under way), to which receivers add."""
