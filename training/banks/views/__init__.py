"""The pages of authors: banks, their items, one item, and the form to write it."""
