"""Messages to people: written in the transaction that causes them, sent by a job. E-mail is the one channel so far."""
