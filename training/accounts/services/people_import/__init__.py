"""People out of a sheet: what is there (`facts`), what rows would change (`checking`), and doing it in bulk (`storing`).

Both ends work on a few hundred rows at a time with a fixed number of statements, so that a sheet of any length needs
the same memory and holds the database's locks briefly.
"""
