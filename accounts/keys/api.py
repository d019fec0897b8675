"""`/api/auth/keys`"""

from typing import ClassVar
from uuid import UUID

from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.api import signed_in
from accounts.keys.serializers import ApiKeySerializer, KeyWishSerializer, NewKeySerializer
from accounts.keys.services import BOTH, create_key, keys_of, revoke_key

NO_METHOD: frozenset[str] = frozenset()


@method_decorator(never_cache, name="dispatch")
class KeysView(APIView):
    key_methods: ClassVar[frozenset[str]] = NO_METHOD
    throttle_scope: ClassVar[str] = "write"

    @extend_schema(responses=ApiKeySerializer(many=True))
    def get(self, request: Request) -> Response:
        """Your personal API keys, newest first, without their secrets."""
        return Response(ApiKeySerializer(keys_of(signed_in(request)), many=True).data)

    @extend_schema(request=KeyWishSerializer, responses={201: NewKeySerializer})
    def post(self, request: Request) -> Response:
        """Make a key. Its secret is in this answer only."""
        user = signed_in(request)
        given = KeyWishSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        scopes = sorted(given.validated_data.get("scopes", BOTH))
        key, secret = create_key(user, name=given.validated_data["name"], scopes=scopes)
        shown = NewKeySerializer(key, context={"secret": secret})
        return Response(shown.data, status.HTTP_201_CREATED)


@method_decorator(never_cache, name="dispatch")
class KeyView(APIView):
    key_methods: ClassVar[frozenset[str]] = NO_METHOD
    throttle_scope: ClassVar[str] = "write"

    @extend_schema(responses={204: None})
    def delete(self, request: Request, key_id: UUID) -> Response:
        """Revoke a key of yours: it is refused from now on."""
        revoke_key(signed_in(request), key_id)
        return Response(status=status.HTTP_204_NO_CONTENT)
