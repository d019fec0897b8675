"""Finding files a visitor may use, see or remove."""

from collections.abc import Callable
from uuid import UUID

from accounts.models import Visitor
from files.claims import is_shown_publicly
from files.errors import FileInUse, FileNotFound
from files.models import StoredFile
from files.storing import release_file


def own_file(visitor: Visitor | None, file_id: UUID) -> StoredFile:
    """A file of the visitor's own. Raises FileNotFound for any other."""
    file = StoredFile.objects.owned_by(visitor).select_related("blob").filter(pk=file_id).first()
    if file is None:
        raise FileNotFound
    return file


def visible_file(file_id: UUID, visitor: Callable[[], Visitor | None]) -> tuple[StoredFile, bool]:
    """A file the visitor may see, and whether everybody may. Raises FileNotFound.

    `visitor` is asked for only where it matters: an answer that depends on no cookie may stand
    in shared caches. Curators (staff) may see every file: the admin shows them what people
    report. What is in the trash nobody sees, unless it was published in the moment it went there.
    """
    file = StoredFile.objects.select_related("blob").filter(pk=file_id).first()
    if file is None:
        raise FileNotFound
    public = is_shown_publicly(file.pk)
    if not public and (file.trashed_at or not _may_see(visitor(), file)):
        raise FileNotFound
    return file, public


def _may_see(visitor: Visitor | None, file: StoredFile) -> bool:
    if visitor is None:
        return False
    curates = visitor.user is not None and visitor.user.is_active and visitor.user.is_staff
    return curates or file.owner_id == visitor.pk


def delete_file(file: StoredFile) -> None:
    """Remove a file at its owner's wish. Raises FileInUse while it is shown publicly."""
    if is_shown_publicly(file.pk):
        raise FileInUse
    release_file(file)
