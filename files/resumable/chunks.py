"""Plain chunks, for clients that know no tus."""

from files.resumable.arriving import Arriving
from files.resumable.errors import HeaderInvalid, OffsetWrong, RangeInvalid
from files.resumable.finishing import finish_upload
from files.resumable.models import Upload
from files.resumable.protocol import Chunk
from files.resumable.services import add_piece, settle_length


def add_chunk(upload: Upload, chunk: Chunk, body: Arriving) -> Upload:
    """Add what `Content-Range` says the body is; the upload as it is then.

    The last chunk may be sent again by whoever did not get the answer to it. Raises HeaderInvalid
    where the body has another size, RangeInvalid where the chunk cannot be of this upload,
    and what `add_piece` raises.
    """
    if body.announced != chunk.size:
        raise HeaderInvalid("Content-Range and the body's size differ.", attr="Content-Range")
    if upload.length is None and chunk.total is not None:
        settle_length(upload, chunk.total)
    _check_fits(upload, chunk)
    if upload.is_whole and chunk.end + 1 == upload.length:
        return finish_upload(upload)
    if chunk.start != upload.offset:
        raise OffsetWrong(upload.offset)
    return add_piece(upload, body)


def _check_fits(upload: Upload, chunk: Chunk) -> None:
    differs = chunk.total is not None and chunk.total != upload.length
    if differs or (upload.length is not None and chunk.end >= upload.length):
        raise RangeInvalid
