"""`/api/providers/http/callbacks/:id`"""

from uuid import UUID

from django.conf import settings
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.parsers import FileUploadParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from generation.errors import CallbackRefused, CallbackUnknown
from generation.providers.webhook.answering import Answer
from generation.providers.webhook.callbacks import keep_answer
from generation.providers.webhook.signing import is_signed
from nanobanana.http.negotiation import AnyAccept

STATUS = "X-Status"
"""The status that the answer would have had: 200 unless it says so."""


class CallbackView(APIView):
    authentication_classes = ()
    content_negotiation_class = AnyAccept
    parser_classes = (FileUploadParser,)

    @extend_schema(exclude=True)
    def post(self, request: Request, callback_id: UUID) -> Response:
        """A provider's answer that comes later; signed as the request to it was."""
        body = request._request.body
        headers = {name.lower(): value for name, value in request.headers.items()}
        if not is_signed(settings.HTTP_PROVIDER_SECRET, headers, body):
            raise CallbackRefused
        given = request.headers.get(STATUS, "200")
        code = int(given) if given.isascii() and given.isdecimal() and len(given) == 3 else 200
        answer = Answer(code, request.headers.get("Content-Type", ""), body)
        if not keep_answer(callback_id, answer):
            raise CallbackUnknown
        return Response(status=status.HTTP_204_NO_CONTENT)
