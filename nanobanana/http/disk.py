"""What a full disk looks like."""

import errno

from django.db import OperationalError

NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT})


def is_no_room(error: BaseException) -> bool:
    """Whether the operating system or SQLite said that there is no room."""
    if isinstance(error, OSError):
        return error.errno in NO_ROOM
    return isinstance(error, OperationalError) and "disk is full" in str(error)
