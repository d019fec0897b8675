"""Avatars: what this room tells the room of accounts, and its own claim on those files."""

from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.urls import reverse
from PIL import Image, ImageOps

from accounts.models import User, Visitor
from files.claims import release_unused
from files.decoding import CleanPicture, encode
from files.models import StoredFile
from files.storing import open_upload, store_picture
from files.uploads import check_size
from files.variants.making import making

SIDE = 512
"""An avatar's width and height in pixels at most; the rest of the upload is not kept."""


class StoredAvatars:
    """The pictures behind `User.avatar_id`."""

    def url(self, avatar_id: UUID) -> str:
        return f"{reverse('files:file', args=[avatar_id])}?w=240&format=webp"

    def is_usable(self, user: User, avatar_id: UUID) -> bool:
        return StoredFile.objects.filter(pk=avatar_id, owner__user=user, trashed_at=None).exists()

    def store(self, visitor: Visitor, upload: UploadedFile) -> UUID:
        check_size(upload)
        picture = _square(open_upload(upload))
        kind = StoredFile.Kind.AVATAR
        return store_picture(visitor, picture, name=upload.name or "avatar", kind=kind).pk

    def release(self, avatar_id: UUID) -> None:
        kind = StoredFile.Kind.AVATAR
        release_unused(StoredFile.objects.filter(pk=avatar_id, kind=kind))


def _square(picture: CleanPicture) -> CleanPicture:
    with making:
        image = picture.open()
        side = min(SIDE, *image.size)
        return encode(ImageOps.fit(image, (side, side), Image.Resampling.LANCZOS), lossy=True)


class AvatarClaims:
    """An avatar is shown beside what its user publishes, so everybody may see it."""

    def in_use(self, file_ids: set[UUID]) -> set[UUID]:
        named = User.objects.filter(avatar_id__in=file_ids)
        return {found for found in named.values_list("avatar_id", flat=True) if found}

    def shown_publicly(self, file_ids: set[UUID]) -> set[UUID]:
        return self.in_use(file_ids)
