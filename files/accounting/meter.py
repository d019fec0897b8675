"""What this room tells the room of accounts about storage."""

from accounts.models import Visitor
from accounts.storage import StorageUse
from files.accounting.usage import storage_limit, used_by


class StoredBytes:
    def use_of(self, visitor: Visitor | None) -> StorageUse:
        used = used_by(visitor) if visitor else 0
        return StorageUse(used, storage_limit(visitor) or None)
