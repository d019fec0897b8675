"""`/api/providers/http/callbacks/:id`"""

import re
from collections.abc import Mapping
from uuid import UUID

from django.conf import settings
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.parsers import FileUploadParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from generation.errors import CallbackRefused, CallbackStatusUnknown, CallbackUnknown
from generation.providers.webhook.answering import Answer
from generation.providers.webhook.callbacks import is_expected, keep_answer
from generation.providers.webhook.signing import ID, is_signed
from nanobanana.http.negotiation import AnyAccept

STATUS = "X-Status"
"""The status that the answer would have had: 200 unless it says so."""
STATUSES = re.compile(r"200|[45][0-9]{2}", re.ASCII)


class CallbackView(APIView):
    authentication_classes = ()
    content_negotiation_class = AnyAccept
    parser_classes = (FileUploadParser,)

    @extend_schema(exclude=True)
    def post(self, request: Request, callback_id: UUID) -> Response:
        """A provider's answer that comes later; signed as the request to it was.

        Its message id is that of the callback: neither one for another callback nor one of our
        own messages can be sent here. What nobody waits for is turned away unread.
        """
        if not is_expected(callback_id):
            raise CallbackUnknown
        headers = {name.lower(): value for name, value in request.headers.items()}
        if headers.get(ID) != str(callback_id):
            raise CallbackRefused
        body = request._request.body
        if not is_signed(settings.HTTP_PROVIDER_SECRET, headers, body):
            raise CallbackRefused
        answer = Answer(_status(headers), headers.get("content-type", ""), body)
        if not keep_answer(callback_id, answer):
            raise CallbackUnknown
        return Response(status=status.HTTP_204_NO_CONTENT)


def _status(headers: Mapping[str, str]) -> int:
    """200, or that of an error. Raises CallbackStatusUnknown: a callback ends the work."""
    given = headers.get(STATUS.lower(), "200")
    if not STATUSES.fullmatch(given):
        raise CallbackStatusUnknown
    return int(given)
