"""The storage as tests look at it: like folders on a disk, wherever it is."""

from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import PurePosixPath
from types import SimpleNamespace

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage


class StoredPath:
    """As much of `pathlib.Path` as tests use, over the default storage."""

    def __init__(self, path: str = "") -> None:
        self._path = PurePosixPath(path)

    def __str__(self) -> str:
        return "" if self._path == PurePosixPath() else str(self._path)

    def __truediv__(self, name: object) -> "StoredPath":
        return StoredPath(str(self._path / str(name)))

    @property
    def name(self) -> str:
        return self._path.name

    @property
    def parent(self) -> "StoredPath":
        return StoredPath(str(self._path.parent))

    def relative_to(self, other: "StoredPath") -> PurePosixPath:
        return self._path.relative_to(other._path)

    def exists(self) -> bool:
        return self.is_file() or bool(list(self.iterdir()))

    def is_file(self) -> bool:
        return bool(str(self)) and default_storage.exists(str(self)) and not self._is_folder()

    def _is_folder(self) -> bool:
        try:
            default_storage.listdir(str(self))
        except (FileNotFoundError, NotADirectoryError):
            return False
        return True

    def read_bytes(self) -> bytes:
        with default_storage.open(str(self)) as stored:
            return bytes(stored.read())

    def write_bytes(self, data: bytes) -> None:
        default_storage.save(str(self), ContentFile(data))

    def unlink(self) -> None:
        default_storage.delete(str(self))

    def mkdir(self, *, parents: bool = False, exist_ok: bool = False) -> None:
        """Folders come with what is put into them."""

    def stat(self) -> SimpleNamespace:
        return SimpleNamespace(st_size=default_storage.size(str(self)))

    def iterdir(self) -> Iterator["StoredPath"]:
        try:
            folders, files = default_storage.listdir(str(self))
        except FileNotFoundError:
            return
        yield from (self / name for name in [*folders, *files])

    def rglob(self, pattern: str) -> Iterator["StoredPath"]:
        for path in self.iterdir():
            if fnmatch(path.name, pattern):
                yield path
            yield from path.rglob(pattern) if path._is_folder() else ()
