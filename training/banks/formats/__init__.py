"""Reading and writing banks in the formats of this and other programs; pure."""
