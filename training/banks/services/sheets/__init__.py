"""Items that come as a sheet: what each row would do, and all of them stored at once."""
