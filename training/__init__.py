"""Netral: scenario-based training on the neutrality of public servants in elections."""
