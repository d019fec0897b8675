"""`/api/auth/…`"""

from typing import ClassVar, cast

from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.authentication import BaseAuthentication
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.authentication import SAFE, BrowserAuthentication
from accounts.errors import SignInNeeded
from accounts.models import User
from accounts.serializers import (
    LoginSerializer,
    ProfileSerializer,
    RefreshSerializer,
    RegisterSerializer,
    SignedInSerializer,
    TokenPairSerializer,
    UserSerializer,
)
from accounts.services import change_profile, check_credentials, delete_account, register_user
from accounts.tokens import issue_tokens, revoke_token, rotate_tokens
from accounts.visitors import VisitorRequest

# An expired access token that a client still sends along must not stand in the way of a new one.
ONLY_BROWSER: tuple[type[BaseAuthentication], ...] = (BrowserAuthentication,)
NOBODY: tuple[type[BaseAuthentication], ...] = ()


def sign_in(request: Request, user: User) -> dict[str, object]:
    """Tokens for `user`, who from now on owns what this visitor made."""
    cast(VisitorRequest, request._request).visitor.join(user)
    return {"user": UserSerializer(user, context={"request": request}).data, **issue_tokens(user)}


@method_decorator(never_cache, name="dispatch")
class RegisterView(APIView):
    authentication_classes = ONLY_BROWSER
    throttle_scope: ClassVar[str] = "sign-in"

    @extend_schema(request=RegisterSerializer, responses={201: SignedInSerializer})
    def post(self, request: Request) -> Response:
        """Make an account. What the anonymous visitor made before becomes the user's."""
        given = RegisterSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        user = register_user(**given.validated_data)
        return Response(sign_in(request, user), status=status.HTTP_201_CREATED)


@method_decorator(never_cache, name="dispatch")
class LoginView(APIView):
    authentication_classes = ONLY_BROWSER
    throttle_scope: ClassVar[str] = "sign-in"

    @extend_schema(request=LoginSerializer, responses=SignedInSerializer)
    def post(self, request: Request) -> Response:
        """Exchange e-mail address and password for a pair of tokens."""
        given = LoginSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        user = check_credentials(**given.validated_data)
        return Response(sign_in(request, user))


@method_decorator(never_cache, name="dispatch")
class RefreshView(APIView):
    authentication_classes = NOBODY
    throttle_scope: ClassVar[str] = "write"

    @extend_schema(request=RefreshSerializer, responses=TokenPairSerializer)
    def post(self, request: Request) -> Response:
        """Exchange a refresh token for a new pair; the old one is refused from then on."""
        given = RefreshSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        return Response(rotate_tokens(given.validated_data["refresh"]))


@method_decorator(never_cache, name="dispatch")
class LogoutView(APIView):
    authentication_classes = NOBODY

    @extend_schema(request=RefreshSerializer, responses={204: None})
    def post(self, request: Request) -> Response:
        """Refuse this refresh token from now on."""
        given = RefreshSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        revoke_token(given.validated_data["refresh"])
        return Response(status=status.HTTP_204_NO_CONTENT)


@method_decorator(never_cache, name="dispatch")
class MeView(APIView):
    key_methods: ClassVar[frozenset[str]] = SAFE

    @extend_schema(responses=UserSerializer)
    def get(self, request: Request) -> Response:
        """The signed-in user."""
        return self._answer(request, signed_in(request))

    @extend_schema(request=ProfileSerializer, responses=UserSerializer)
    def patch(self, request: Request) -> Response:
        """Change the name or the avatar (a File id of the user's own, or null)."""
        user = signed_in(request)
        given = ProfileSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        return self._answer(request, change_profile(user, given.validated_data))

    @extend_schema(request=None, responses={204: None})
    def delete(self, request: Request) -> Response:
        """Remove the account, its files and its rows."""
        delete_account(signed_in(request))
        return Response(status=status.HTTP_204_NO_CONTENT)

    def _answer(self, request: Request, user: User) -> Response:
        return Response(UserSerializer(user, context={"request": request}).data)


def signed_in(request: Request) -> User:
    """The request's user. Raises SignInNeeded for anybody else."""
    if not isinstance(request.user, User):
        raise SignInNeeded
    return request.user
