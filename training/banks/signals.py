"""What loading a bank folder announces, so that features above can read and store what is theirs in it."""

from blinker import Namespace

_signals = Namespace()

bank_folder_read = _signals.signal("bank-folder-read")
"""Sent with `folder`, `read` (a BankFolder), `catalogue` and the list `problems`, to which receivers add theirs."""

bank_folder_stored = _signals.signal("bank-folder-stored")
"""Sent with `folder`, `bank_id`, `catalogue`, `report` (a LoadReport, to whose `notes` receivers add what they did not
store) and `now`, inside the transaction that stored the bank."""

item_use_asked = _signals.signal("item-use-asked")
"""Sent with `facts` (an ItemFacts) and `uses` (an ItemUses), to which receivers add what they know."""
