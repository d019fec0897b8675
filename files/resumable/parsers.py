"""Bodies that are pieces of uploads, as REST framework meets them."""

from typing import Any

from rest_framework.parsers import BaseParser

from files.resumable.protocol import PIECE_TYPE


class PieceParser(BaseParser):
    """Leaves a piece unread, for `Arriving` to read.

    Without it a browser's creation-with-upload is 415: the check of its CSRF token looks for a
    form in every POST first, and REST framework then wants to parse what is there.
    """

    media_type = PIECE_TYPE

    def parse(self, stream: Any, media_type: Any = None, parser_context: Any = None) -> Any:
        return {}
