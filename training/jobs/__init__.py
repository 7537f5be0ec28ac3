"""Work that happens after the answer: rows in the same database, run by `flask jobs work`.

A feature enqueues in the transaction that needs the work (`enqueue("reminders.send", enrolment_id=7)`), so the job is
there exactly when its reason is. A worker claims a job by a lease of a minute, which a thread renews while the job
runs; a worker that dies or loses its database simply lets the lease run out, and another claims the job again. What a
job writes through the session and its mark "done" commit together: if the lease was lost meanwhile, both roll back. So
the effect on the database happens once, however often a job was begun.

What reaches outside the database (mail) can happen twice. Such a job reads with `core.db.aside()`, sends, and only then
writes: the transaction begins with the first statement through the session, so nothing is locked while it sends.
Leases compare the clocks of the workers' machines, which should agree within some seconds.

A periodic job is one row, queued again for its next period in the statement that marks it done.
"""
