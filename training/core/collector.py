"""The garbage collector of a process that serves or works for days."""

import gc

COLLECTED_AFTER = (20_000, 20, 50)


def spare_what_stays() -> None:
    """Let the collector pass by what the program consists of by now, and come by less often.

    It would go through all of it again and again, for a tenth of a second each time and in the middle of somebody's
    page; a page or a job makes thousands of small objects that are soon let go without it.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(*COLLECTED_AFTER)
