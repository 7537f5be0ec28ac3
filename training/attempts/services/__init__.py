"""Start, answer, submit: each guard is part of the statement that changes the row."""
