"""Settings are documented everywhere and refuse bad values in words."""

import os
import re
import subprocess
import sys
from collections.abc import Callable

import pytest
from django.core.exceptions import ImproperlyConfigured
from environs import Env

from nanobanana.env import BASE_DIR, Reader
from nanobanana.provider_settings import server_label

READERS = ("settings.py", "file_settings.py", "buckets.py", "provider_settings.py")
SOURCE = "".join((BASE_DIR / "nanobanana" / name).read_text("utf-8") for name in READERS)
# AWS_REGION is Amazon's own word for what AWS_S3_REGION_NAME says.
NAMES = sorted(set(re.findall(r'env\.\w+\(\s*"([A-Z\d_]+)"', SOURCE)) - {"AWS_REGION"})
Read = Callable[[Reader], object]

REFUSED: list[tuple[str, Read, str]] = [
    ("maybe", lambda env: env.boolean("IT", default=False), "Not a valid boolean"),
    ("many", lambda env: env.whole("IT", default=3), "Not a valid integer"),
    ("-1", lambda env: env.whole("IT", default=3), "it must be at least 0"),
    ("0", lambda env: env.whole("IT", default=3, least=1), "it must be at least 1"),
    ("often", lambda env: env.rate("IT", default="5/min"), "a number and a unit of time"),
    ("0/min", lambda env: env.rate("IT", default="5/min"), "a number and a unit of time"),
    ("5/year", lambda env: env.rate("IT", default="5/min"), "a number and a unit of time"),
    ("loud", lambda env: env.log_level("IT", default="INFO"), "it must be one of DEBUG, INFO"),
    ("host", lambda env: env.site_url("IT", default="http://a"), "it must be an origin"),
    ("4", lambda env: env.whole("IT", default=2, most=3), "it must be at most 3"),
    ("api.example.org/v1", lambda env: env.address("IT"), "it must begin with http"),
    ("https://", lambda env: env.address("IT"), "it must begin with http"),
    ("https://key@host/v1", lambda env: env.address("IT"), "it must begin with http"),
    ("", lambda env: env.address("IT", default="https://a"), "it must begin with http"),
    ("openai:4", lambda env: env.numbers("IT"), "it must be a list of name=number"),
    ("ftp://host", lambda env: env.site_url("IT", default="http://a"), "it must be an origin"),
    ("http://a/b", lambda env: env.site_url("IT", default="http://a"), "it must be an origin"),
    ("", lambda env: env.words("IT", default="a,b"), "it is empty"),
    ("a,bcd", lambda env: env.words("IT", default="a", longest=2), "each may have up to 2"),
    (" , ", lambda env: env.words("IT", default="a,b"), "it is empty"),
    ("carrier-pigeon:", lambda env: env.email("IT", default="console:"), "no such way"),
    ("short", lambda env: env.secret("IT", required=True, stand_in=""), "it is too short"),
    ("", lambda env: env.secret("IT", required=True, stand_in=""), "it is missing"),
    ("sk-a sk-b", lambda env: env.key("IT"), "letters, digits and signs"),
    ("sk-a\nsk-b", lambda env: env.key("IT"), "letters, digits and signs"),
    ("sk-“quoted”", lambda env: env.key("IT"), "letters, digits and signs"),
]


@pytest.mark.parametrize(("value", "read", "fault"), REFUSED)
def test_bad_value_is_refused_with_a_way_to_mend_it(
    monkeypatch: pytest.MonkeyPatch, value: str, read: Read, fault: str
) -> None:
    monkeypatch.setenv("IT", value)
    with pytest.raises(ImproperlyConfigured) as refused:
        read(Reader(Env()))
    said = str(refused.value)
    assert said.startswith("IT cannot be used: ")
    assert fault in said
    assert " Set IT in the environment or in .env, for example IT=" in said


def test_refusal_never_repeats_a_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("IT", "hunter2")
    with pytest.raises(ImproperlyConfigured) as refused:
        Reader(Env()).secret("IT", required=True, stand_in="")
    assert "hunter2" not in str(refused.value)
    monkeypatch.setenv("IT", "hunter2 hunter3")
    with pytest.raises(ImproperlyConfigured) as refused:
        Reader(Env()).key("IT")
    assert "hunter" not in str(refused.value)


def test_blanks_around_a_key_are_no_part_of_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("IT", " sk-a\r\n")
    assert Reader(Env()).key("IT") == "sk-a"


@pytest.mark.parametrize("value", ["1/s", "20/min", "600/minute", "5/hour", "100/day"])
def test_rates_are_as_rest_framework_reads_them(
    monkeypatch: pytest.MonkeyPatch, value: str
) -> None:
    monkeypatch.setenv("IT", value)
    assert Reader(Env()).rate("IT", default="1/s") == value


def test_log_level_may_be_small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("IT", "warning")
    assert Reader(Env()).log_level("IT", default="INFO") == "WARNING"


def test_every_setting_is_in_the_readme_and_the_example() -> None:
    assert len(NAMES) > 20
    readme = (BASE_DIR / "README.md").read_text("utf-8")
    example = (BASE_DIR / ".env.example").read_text("utf-8")
    assert [name for name in NAMES if f"`{name}`" not in readme] == []
    assert [name for name in NAMES if not re.search(rf"^#?{name}=", example, re.M)] == []


def test_example_names_nothing_else() -> None:
    example = (BASE_DIR / ".env.example").read_text("utf-8")
    assert set(re.findall(r"^#?([A-Z\d_]+)=", example, re.M)) == set(NAMES)


def test_production_does_not_start_without_secrets() -> None:
    bare = {"ENV_FILE": os.devnull, "PATH": os.environ.get("PATH", "")}
    command = [sys.executable, "manage.py", "check"]
    done = subprocess.run(
        command, cwd=BASE_DIR, env=bare, check=False, capture_output=True, text=True, timeout=60
    )
    assert done.returncode != 0
    assert "SESSION_SECRET cannot be used: it is missing. Set SESSION_SECRET in" in done.stderr


def test_a_vendor_without_its_key_stops_the_start() -> None:
    told = {
        "ENV_FILE": os.devnull,
        "PATH": os.environ.get("PATH", ""),
        "SESSION_SECRET": "s" * 40,
        "JWT_SECRET": "j" * 40,
        "AI_PROVIDERS": "gemini,studio",
    }
    command = [sys.executable, "manage.py", "check"]
    done = subprocess.run(
        command, cwd=BASE_DIR, env=told, check=False, capture_output=True, text=True, timeout=60
    )
    assert done.returncode != 0
    assert "GEMINI_API_KEY cannot be used: gemini in AI_PROVIDERS needs it" in done.stderr


@pytest.mark.parametrize(
    ("url", "folder"),
    [
        ("file:/var/mail/out", "/var/mail/out"),
        ("file:///var/mail/out", "/var/mail/out"),
        ("file:mail", str(BASE_DIR / "mail")),
    ],
)
def test_mail_goes_into_the_folder_that_was_named(
    monkeypatch: pytest.MonkeyPatch, url: str, folder: str
) -> None:
    monkeypatch.setenv("IT", url)
    assert Reader(Env()).email("IT", default="console:")["EMAIL_FILE_PATH"] == folder


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("", {}),
        ("openai=4", {"openai": 4}),
        (" openai = 4 , studio=0,", {"openai": 4, "studio": 0}),
        ("openai=5000", {"openai": 1000}),
    ],
)
def test_costs_are_read(monkeypatch: pytest.MonkeyPatch, written: str, read: object) -> None:
    monkeypatch.setenv("IT", written)
    assert Reader(Env()).numbers("IT") == read


@pytest.mark.parametrize(
    ("told", "fault"),
    [
        ({"AI_PROVIDERS": "auto,studio"}, "auto stands alone"),
        ({"AI_PROVIDERS": "dall-e"}, "there is no provider named dall-e"),
        ({"AI_COSTS": "dall-e=2"}, "there is no provider named dall-e"),
        ({"AI_PROVIDERS": "http"}, "HTTP_PROVIDER_URL cannot be used"),
    ],
)
def test_providers_that_make_no_sense_stop_the_start(told: dict[str, str], fault: str) -> None:
    bare = {
        "ENV_FILE": os.devnull,
        "PATH": os.environ.get("PATH", ""),
        "SESSION_SECRET": "s" * 40,
        "JWT_SECRET": "j" * 40,
    }
    command = [sys.executable, "manage.py", "check"]
    done = subprocess.run(
        command,
        cwd=BASE_DIR,
        env={**bare, **told},
        check=False,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode != 0
    assert fault in done.stderr


def test_starting_leaves_out_what_only_some_need() -> None:
    """Each of them takes a good part of a second to import."""
    code = (
        "import sys, django; django.setup(); from django.urls import get_resolver; "
        "get_resolver().url_patterns; "
        "print(sorted({'openai', 'mcp', 'torch', 'boto3', 'c2pa'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=BASE_DIR,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "nanobanana.test_settings"},
        capture_output=True,
        check=True,
        text=True,
        timeout=120,
    )
    assert done.stdout == "[]\n"


@pytest.mark.parametrize(
    ("address", "label"),
    [
        ("https://api.openai.com/v1", "OpenAI"),
        ("https://eu.api.openai.com/v1", "OpenAI"),
        ("https://team.openai.azure.com/openai/v1", "team.openai.azure.com"),
        ("https://notopenai.com/v1", "notopenai.com"),
        ("http://localai.lan:8080/v1", "localai.lan"),
        ("http://127.0.0.1:8080/v1", "Own server"),
        ("http://[::1]:8080/v1", "Own server"),
        ("http://127.0.0.2/v1", "Own server"),
        ("http://localhost/v1", "Own server"),
    ],
)
def test_who_is_behind_an_address_is_not_made_up(address: str, label: str) -> None:
    assert server_label(address, forwards=False) == label


def test_a_gateway_on_this_machine_is_no_server_of_ones_own() -> None:
    assert server_label("http://127.0.0.1:4000/v1", forwards=True) == "Gateway"
    assert server_label("http://llm.lan/v1", forwards=True) == "llm.lan"
