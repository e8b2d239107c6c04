"""The journal of systemd is told how important each line is, so that `journalctl -p warning` finds it.

In: what is written on standard error, and its level as in `logging`. Out: the same, where standard error is
the journal with a sign at the beginning of each line, as sd-daemon(3) has it.
"""

import logging
import os

SIGNS = ((logging.ERROR, "<3>"), (logging.WARNING, "<4>"), (logging.INFO, "<6>"), (logging.NOTSET, "<7>"))
"""From which level on."""
STANDARD_ERROR = 2


def signed(text: str, level: int) -> str:
    if not is_listening():
        return text
    sign = next(sign for least, sign in SIGNS if level >= least)
    return "\n".join(f"{sign}{line}" for line in text.split("\n"))


def is_listening() -> bool:
    """The variable says which file the journal is. Whatever a service starts has it too, wherever that
    writes to: https://www.freedesktop.org/software/systemd/man/latest/systemd.exec.html
    """
    try:
        here = os.fstat(STANDARD_ERROR)
    except OSError:  # closed
        return False
    return os.environ.get("JOURNAL_STREAM") == f"{here.st_dev}:{here.st_ino}"
