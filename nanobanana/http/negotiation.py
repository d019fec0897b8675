"""Content negotiation for views whose answer does not depend on `Accept`."""

from collections.abc import Iterable

from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.parsers import BaseParser
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request
from rest_framework.utils.mediatypes import media_type_matches


class AnyAccept(BaseContentNegotiation):
    """Whatever the client asks for, errors are JSON; the view makes everything else itself.

    An `<img>` asks for `image/*` and an EventSource for `text/event-stream`: no renderer of
    REST framework's makes those, and it would answer 406.
    """

    def select_parser(self, request: Request, parsers: Iterable[BaseParser]) -> BaseParser:
        return next(iter(parsers))

    def select_renderer(
        self,
        request: Request,
        renderers: Iterable[BaseRenderer],
        format_suffix: str | None = None,
    ) -> tuple[BaseRenderer, str]:
        first = next(iter(renderers))
        return first, str(first.media_type)


class JsonOnly(AnyAccept):
    """JSON whatever the client accepts, and a parser by what it sends."""

    def select_parser(self, request: Request, parsers: Iterable[BaseParser]) -> BaseParser:
        sent = request.content_type or ""
        listed = list(parsers)
        named = (each for each in listed if media_type_matches(each.media_type or "", sent))
        return next(named, listed[0])
