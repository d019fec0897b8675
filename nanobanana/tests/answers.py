"""What the tests of whole answers ask with, and how they read what came back."""

from typing import Any
from uuid import UUID

JSON = "application/json"
HTML = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
NOBODYS = UUID(int=0)


def broken(*args: Any, **kwargs: Any) -> Any:
    raise ZeroDivisionError("the secret of the house")


def problem(response: Any) -> tuple[int, str, list[tuple[str, str | None]]]:
    """Status, type, and each error's code and field, of an answer in the contract's shape."""
    assert response["Content-Type"].split(";")[0] == JSON
    body = response.json()
    assert list(body) == ["type", "errors"]
    for error in body["errors"]:
        assert list(error) == ["code", "detail", "attr"]
        assert isinstance(error["detail"], str)
        assert error["detail"]
    found = [(error["code"], error["attr"]) for error in body["errors"]]
    return response.status_code, body["type"], found


def client_error(status: int, code: str, attr: str | None = None) -> Any:
    return status, "client_error", [(code, attr)]


def assert_tells_nothing(response: Any) -> None:
    """No traceback, no exception, no name of our modules."""
    shown = response.content.decode()
    for inside in ("Traceback", "ZeroDivisionError", "the secret of the house", "generation.api"):
        assert inside not in shown
