"""The root of every room's errors. Imports nothing, so that anything may import it."""

from typing import ClassVar


class Problem(Exception):
    """The root of each room's errors: a stable code, an HTTP status, words fit for a person."""

    status: ClassVar[int] = 400
    code: ClassVar[str] = "error"
    message: ClassVar[str] = "That did not work."

    def __init__(
        self, detail: str = "", *, attr: str | None = None, retry_after: int | None = None
    ) -> None:
        self.detail = detail or self.message
        self.attr = attr
        self.retry_after = retry_after
        super().__init__(self.detail)


class NoRoomProblem(Problem):
    """The disk, or a quota on it, is full."""

    status = 507
    code = "storage_full"
    message = "There is no room left to store this. Nothing was kept."
