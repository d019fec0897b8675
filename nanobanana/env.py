"""Typed readers for the environment and `.env`, with errors that say how to mend them."""

import os
import re
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured
from environs import Env, EnvError

BASE_DIR = Path(__file__).resolve().parent.parent
SECRET_MIN_LENGTH = 32
RATE = re.compile(r"[1-9]\d{0,8}/(s|sec|second|m|min|minute|h|hour|d|day)")
EMAIL_EXAMPLE = "smtp+tls://user:password@mail.example.org:587"
NGINX_ADDRESS = re.compile(r"nginx:/([\w.~-]+/)+")
NUMBERED = re.compile(r"([a-z][a-z0-9-]*)\s*=\s*(\d{1,4})")
LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")


def load() -> Env:
    """The process's environment, completed from the file `ENV_FILE` names (default `.env`)."""
    env = Env()
    env_file = Path(os.environ.get("ENV_FILE", str(BASE_DIR / ".env")))
    if env_file.is_file():
        env.read_env(str(env_file), recurse=False)
    return env


def origin_of(value: str) -> str:
    """`value` as an http(s) origin without a trailing slash. Raises ValueError."""
    parts = urlsplit(value.rstrip("/"))
    is_more = parts.path or parts.query or parts.fragment or "@" in parts.netloc
    if parts.scheme not in {"http", "https"} or not parts.hostname or is_more or parts.port == 0:
        raise ValueError("it must be an origin such as https://host")
    return value.rstrip("/")


class Reader:
    """Reads one setting at a time and refuses a bad value with a sentence for the operator."""

    def __init__(self, env: Env) -> None:
        self._env = env

    def _read(self, kind: str, name: str, default: Any, example: str) -> Any:
        try:
            return getattr(self._env, kind)(name, default)
        except (EnvError, ValueError) as error:
            raise refuse(name, str(error).split(" invalid: ")[-1], example) from error

    def boolean(self, name: str, *, default: bool) -> bool:
        return bool(self._read("bool", name, default, "true"))

    def text(self, name: str, *, default: str = "", example: str = "") -> str:
        return str(self._read("str", name, default, example))

    def key(self, name: str) -> str:
        """Somebody's secret that is sent in a header; may be empty. Blanks around it are dropped:
        copying leaves them behind."""
        value = self.text(name).strip()
        if not value.isascii() or not value.isprintable() or " " in value:
            fault = "it may only have letters, digits and signs of ASCII"
            raise refuse(name, fault, "the key as its vendor shows it")
        return value

    def whole(self, name: str, *, default: int, least: int = 0, most: int | None = None) -> int:
        """A whole number of at least `least`, and at most `most`."""
        value = int(self._read("int", name, default, str(default)))
        if value < least:
            raise refuse(name, f"it must be at least {least}", str(default))
        if most is not None and value > most:
            raise refuse(name, f"it must be at most {most}", str(default))
        return value

    def words(self, name: str, *, default: str, longest: int = 1000) -> list[str]:
        """A comma-separated list of at least one, each of so many characters; blanks are
        dropped."""
        listed = self._read("list", name, default.split(","), default)
        words = [word.strip() for word in listed if word.strip()]
        if not words:
            raise refuse(name, "it is empty", default)
        if len(max(words, key=len)) > longest:
            raise refuse(name, f"each may have up to {longest} characters", default)
        return words

    def numbers(self, name: str) -> dict[str, int]:
        """A comma-separated list of `name=number`, numbers from 0 to 1000; empty where unset."""
        listed = [part.strip() for part in self.text(name).split(",") if part.strip()]
        pairs = [NUMBERED.fullmatch(part) for part in listed]
        if not all(pairs):
            raise refuse(name, "it must be a list of name=number", "openai=4,gemini=2")
        return {pair[1]: min(1000, int(pair[2])) for pair in pairs if pair}

    def rate(self, name: str, *, default: str) -> str:
        """So many requests in a second, minute, hour or day, as REST framework writes it."""
        value = self.text(name, default=default)
        if not RATE.fullmatch(value):
            raise refuse(name, "it must be a number and a unit of time", default)
        return value

    def log_level(self, name: str, *, default: str) -> str:
        value = self.text(name, default=default).upper()
        if value not in LOG_LEVELS:
            raise refuse(name, f"it must be one of {', '.join(LOG_LEVELS)}", default)
        return value

    def path(self, name: str, *, default: Path) -> Path:
        """A folder, relative ones counted from the project's root."""
        return (BASE_DIR / str(self._read("str", name, str(default), "./media"))).resolve()

    def folder(self, name: str) -> Path | None:
        """The folder of a `file:` URL, relative ones counted from the root; None for another."""
        url = self.text(name)
        scheme, _, rest = url.partition(":")
        if scheme in {"", "s3"}:
            return None
        path = unquote(rest.removeprefix("//"))
        if scheme != "file" or not path.strip("/") or (rest != path and path[:1] != "/"):
            fault = "it must begin with s3:// or be file:///, followed by a folder"
            raise refuse(name, fault, "file:///srv/pictures")
        return (BASE_DIR / path).resolve()

    def site_url(self, name: str, *, default: str) -> str:
        """An http(s) origin without a trailing slash."""
        return self.origin(name, default=default)

    def origin(self, name: str, *, default: str = "") -> str:
        """An http(s) origin without a trailing slash; may be empty where the default is."""
        value = self.text(name, default=default)
        try:
            return origin_of(value) if value or default else ""
        except ValueError as error:
            raise refuse(name, str(error), default or "https://s3.example.org") from error

    def address(self, name: str, *, default: str = "") -> str:
        """An http(s) address without a trailing slash; may be empty where the default is."""
        value = self.text(name, default=default).rstrip("/")
        parts = urlsplit(value)
        is_whole = parts.scheme in {"http", "https"} and parts.hostname and "@" not in parts.netloc
        if (value and not is_whole) or (default and not value):
            fault = "it must begin with http:// or https://, followed by a host"
            raise refuse(name, fault, default or "http://127.0.0.1:9000")
        return value

    def choice(self, name: str, choices: tuple[str, ...]) -> str:
        """One of the choices; the first is the default."""
        value = self.text(name, default=choices[0]).lower()
        if value not in choices:
            offered = [choice for choice in choices if choice]
            raise refuse(name, f"it must be one of {', '.join(offered)}", offered[0])
        return value

    def sendfile(self, name: str) -> str:
        """Which web server sends files from the disk: `nginx:/address/`, `x-sendfile` or ""."""
        value = self.text(name)
        if value in {"", "x-sendfile"} or NGINX_ADDRESS.fullmatch(value):
            return value
        fault = (
            "it must be nginx: and the address of an internal location, which begins and ends "
            "with /, or x-sendfile for Apache and lighttpd"
        )
        raise refuse(name, fault, "nginx:/protected/")

    def database(self, name: str, *, default: str) -> dict[str, Any]:
        """A database URL as Django's settings; relative SQLite paths count from the root."""
        settings: dict[str, Any] = self._read("dj_db_url", name, default, default)
        if settings["ENGINE"] == "django.db.backends.sqlite3" and settings["NAME"] != ":memory:":
            settings["NAME"] = str(BASE_DIR / settings["NAME"])
        return settings

    def email(self, name: str, *, default: str) -> dict[str, Any]:
        """A mail URL (smtp+tls://user:password@host:587, file:folder, console:) as Django's
        EMAIL_ settings; a relative folder counts from the root."""
        settings: dict[str, Any] = self._read("dj_email_url", name, default, EMAIL_EXAMPLE)
        if "EMAIL_BACKEND" not in settings:
            raise refuse(name, "there is no such way to send mail", EMAIL_EXAMPLE)
        url = urlsplit(self.text(name, default=default))
        if url.scheme == "file":
            # The reader of mail URLs drops the slash that makes a path absolute.
            settings["EMAIL_FILE_PATH"] = str(BASE_DIR / url.path)
        return settings

    def secret(self, name: str, *, required: bool, stand_in: str) -> str:
        """A secret of at least 32 characters; `stand_in` serves where none is required."""
        value = self.text(name)
        if required and len(value) < SECRET_MIN_LENGTH:
            fault = "it is too short" if value else "it is missing"
            raise refuse(
                name,
                fault,
                'the output of: python -c "import secrets; print(secrets.token_urlsafe(48))"',
            )
        return value or stand_in


def refuse(name: str, fault: str, example: str) -> ImproperlyConfigured:
    """The error for a setting that cannot be used; secrets' values are never repeated."""
    fault = fault.rstrip(".")
    return ImproperlyConfigured(
        f"{name} cannot be used: {fault}. Set {name} in the environment or in .env, for "
        f"example {name}={example}"
    )
