"""Counts what each visitor's files take up, and holds uploads to a limit."""

from accounts.models import Visitor


def storage_limit(visitor: Visitor) -> int:
    """In bytes, by the visitor's plan (`STORAGE_LIMITS`); 0 is no limit."""
    raise NotImplementedError


def charge(visitor: Visitor, size: int, *, is_owed: bool = False) -> None:
    """Count `size` bytes more. Raises StorageLimit where that is past the limit, unless the
    visitor `is_owed` the file: what was worked for is kept."""


def credit(visitor_id: object, size: int) -> None:
    """Count `size` bytes less."""
