"""Who calls a tool, what the key lets it do, and how errors become a tool's, in words."""

import asyncio
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.exceptions import RequestDataTooBig
from mcp.server.mcpserver import Context, MCPServer
from mcp.server.mcpserver.exceptions import ToolError, UnexpectedToolError

from accounts.errors import OwnerGone, TooManyRequests
from accounts.keys.models import Scope
from accounts.keys.services import create_key, revoke_key
from accounts.models import User, Visitor
from accounts.tests.keyed import user
from accounts.throttling import VisitorRateThrottle
from accounts.visitors import visitor_for_user
from generation.mcp_server import callers
from generation.mcp_server.callers import CALLER, Caller, caller_in, caller_of
from generation.mcp_server.telling import told
from generation.models import Generation
from generation.tests.assisting import SITE, new_caller, refusal
from nanobanana.http.problems import NoRoomProblem

__all__ = ["user"]
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def paced(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    def pace(**rates: str) -> None:
        known = {**VisitorRateThrottle.THROTTLE_RATES, **rates}
        monkeypatch.setattr(VisitorRateThrottle, "THROTTLE_RATES", known)

    return pace


async def directly(work: Callable[[], Any]) -> Any:
    return work()


def raising(error: Exception) -> Callable[[], Any]:
    def work() -> Any:
        raise error

    return work


def test_key_names_its_person_and_what_it_may_do(user: User) -> None:
    secret = create_key(user, name="test", scopes=["read"])[1]
    assert caller_of(secret, SITE) == Caller(user, visitor_for_user(user), ("read",), SITE)


def test_callers_person_never_has_the_rights_of_staff(user: User) -> None:
    User.objects.filter(pk=user.pk).update(is_staff=True, is_superuser=True)
    caller = caller_of(create_key(user, name="test")[1], SITE)
    assert caller is not None
    assert (caller.user.is_staff, caller.user.is_superuser) == (False, False)


@pytest.mark.parametrize("token", ["", "nb_", "nb_00000000_no", "sk-other", "nb_\xff", "nb_" * 99])
def test_what_is_no_key_is_nobodys(token: str) -> None:
    assert caller_of(token, SITE) is None


def test_key_that_was_revoked_is_nobodys(user: User) -> None:
    key, secret = create_key(user, name="test")
    revoke_key(user, key.pk)
    assert caller_of(secret, SITE) is None


def test_key_of_somebody_who_was_shut_out_is_nobodys(user: User) -> None:
    secret = create_key(user, name="test")[1]
    User.objects.filter(pk=user.pk).update(is_active=False)
    assert caller_of(secret, SITE) is None


def test_key_of_an_account_that_goes_in_this_moment_is_nobodys(
    user: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    secret = create_key(user, name="test")[1]

    def gone(user: User) -> Visitor:
        raise OwnerGone

    monkeypatch.setattr(callers, "visitor_for_user", gone)
    assert caller_of(secret, SITE) is None


def test_caller_stands_in_the_requests_scope() -> None:
    caller = new_caller()
    request: Any = SimpleNamespace(request=SimpleNamespace(scope={CALLER: caller}))
    assert caller_in(Context(request_context=request)) is caller


def test_caller_needs_the_scope() -> None:
    caller = new_caller(scopes=("read",))
    caller.require(Scope.READ)
    with pytest.raises(ToolError, match=r"^This API key lacks the scope “generate”\.$"):
        caller.require(Scope.GENERATE)


@pytest.mark.parametrize(
    ("tool", "given", "scope"),
    [
        ("generate_image", {"prompt": "a lake"}, "generate"),
        ("edit_image", {"prompt": "warmer", "image": "7" * 32}, "generate"),
        ("list_history", {}, "read"),
        ("get_image", {"id": "7" * 32}, "read"),
    ],
)
def test_every_tool_needs_its_scope(tool: str, given: dict[str, Any], scope: str) -> None:
    other = ({"generate", "read"} - {scope}).pop()
    caller = new_caller(scopes=(other,))
    assert refusal(caller, tool, **given) == f"This API key lacks the scope “{scope}”."
    assert not Generation.objects.exists()


def test_pace_is_the_persons_and_the_scopes(paced: Callable[..., None]) -> None:
    paced(generate="1/min", default="2/min")
    caller, other = new_caller(), new_caller("bob@example.com")
    caller.check_pace("generate")
    with pytest.raises(TooManyRequests) as refused:
        caller.check_pace("generate")
    assert 0 < (refused.value.retry_after or 0) <= 60
    other.check_pace("generate")
    caller.check_pace()
    caller.check_pace()
    with pytest.raises(TooManyRequests):
        caller.check_pace()


def test_too_many_calls_are_told_in_words(paced: Callable[..., None]) -> None:
    paced(generate="1/min", default="1/min")
    caller = new_caller()
    caller.check_pace("generate")
    caller.check_pace()
    words = TooManyRequests.message
    assert refusal(caller, "generate_image", prompt="a lake") == words
    assert refusal(caller, "list_history") == words
    assert not Generation.objects.exists()


def test_telling_hands_on_what_the_work_returns() -> None:
    assert asyncio.run(told(directly, lambda: 7)) == 7


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (TooManyRequests("Not so fast."), "Not so fast."),
        (OwnerGone(), OwnerGone.message),
        (OSError(28, "No space left on device", "/srv/secret"), NoRoomProblem.message),
        (RequestDataTooBig("secret"), "The request is too large."),
        (ToolError("Said already."), "Said already."),
    ],
)
def test_our_errors_become_the_tools_in_words(error: Exception, words: str) -> None:
    with pytest.raises(ToolError) as refused:
        asyncio.run(told(directly, raising(error)))
    assert str(refused.value) == words
    assert not isinstance(refused.value, UnexpectedToolError)


def test_foreign_errors_pass_and_the_assistant_hears_nothing_of_them() -> None:
    foreign = ValueError("/srv/secret: password=hunter2")
    with pytest.raises(ValueError, match="hunter2") as passed:
        asyncio.run(told(directly, raising(foreign)))
    assert passed.value is foreign

    server: MCPServer[Any] = MCPServer("test")

    @server.tool()
    async def broken() -> str:
        answer: str = await told(directly, raising(foreign))
        return answer

    with pytest.raises(UnexpectedToolError) as heard:
        asyncio.run(server.call_tool("broken", {}))
    assert str(heard.value) == "Error executing tool broken"
