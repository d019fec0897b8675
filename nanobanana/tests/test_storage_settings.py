"""Where pictures are kept, as the environment says it."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.core.exceptions import ImproperlyConfigured
from environs import Env

from files.s3 import BucketStorage
from nanobanana.buckets import Bucket, read_bucket
from nanobanana.env import BASE_DIR, Reader
from nanobanana.http import policies

SECRET = "hidden/and+odd"
AMAZON = "https://s3.eu-west-1.amazonaws.com"
NAMES = [
    "STORAGE_URL",
    "AWS_STORAGE_BUCKET_NAME",
    "AWS_S3_ENDPOINT_URL",
    "AWS_S3_PUBLIC_ENDPOINT_URL",
    "AWS_S3_REGION_NAME",
    "AWS_REGION",
    "AWS_S3_ADDRESSING_STYLE",
    "AWS_LOCATION",
    "SENDFILE",
    "STORAGE_REDIRECT",
]
SHOWN = [
    "STORAGE_REDIRECT",
    "PICTURE_ORIGINS",
    "SENDFILE",
    "CONTENT_SECURITY_POLICY",
    "ADMIN_CSP",
]


@pytest.fixture(autouse=True)
def bare(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in NAMES:
        monkeypatch.delenv(name, raising=False)


def bucket_of(monkeypatch: pytest.MonkeyPatch, **environment: str) -> Bucket | None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    return read_bucket(Reader(Env()))


@pytest.mark.parametrize(
    ("url", "bucket"),
    [
        (
            "s3://key:hidden%2Fand+odd@127.0.0.1:9000/pics?tls=0",
            Bucket("pics", "http://127.0.0.1:9000", "us-east-1", "path"),
        ),
        (
            "s3://key:hidden%2Fand%2Bodd@minio:9000/pics/a/b/?tls=0&public=http://localhost:9000/",
            Bucket(
                "pics",
                "http://minio:9000",
                "us-east-1",
                "path",
                prefix="a/b",
                public="http://localhost:9000",
            ),
        ),
        (
            "s3://key:hidden%2Fand+odd@s3.example.org/pics?region=x&addressing=virtual",
            Bucket("pics", "https://s3.example.org", "x", "virtual"),
        ),
        (
            "s3://key:hidden%2Fand+odd@s3.eu-west-1.amazonaws.com/pics",
            Bucket("pics", AMAZON, "eu-west-1", "virtual"),
        ),
        ("s3:///pics?region=eu-west-1", Bucket("pics", AMAZON, "eu-west-1", "virtual")),
        ("s3:///pi.cs?region=eu-west-1", Bucket("pi.cs", AMAZON, "eu-west-1", "path")),
        ("s3://[::1]:9000/pics", Bucket("pics", "https://[::1]:9000", "us-east-1", "path")),
    ],
)
def test_a_bucket_in_one_line(monkeypatch: pytest.MonkeyPatch, url: str, bucket: Bucket) -> None:
    found = bucket_of(monkeypatch, STORAGE_URL=url)
    assert found is not None
    keys = (found.access_key, found.secret_key)
    assert keys == (("key", SECRET) if "@" in url else ("", ""))
    options = {**bucket.storage["OPTIONS"], "access_key": keys[0] or None}
    assert found.storage["OPTIONS"] == {**options, "secret_key": keys[1] or None}
    assert SECRET not in repr(found)


def test_a_bucket_as_other_programs_name_it(monkeypatch: pytest.MonkeyPatch) -> None:
    found = bucket_of(
        monkeypatch,
        AWS_STORAGE_BUCKET_NAME="pics",
        AWS_S3_ENDPOINT_URL="http://minio:9000",
        AWS_S3_PUBLIC_ENDPOINT_URL="https://pictures.example",
        AWS_S3_REGION_NAME="here",
        AWS_LOCATION="/a/",
    )
    assert found == Bucket(
        "pics", "http://minio:9000", "here", "path", prefix="a", public="https://pictures.example"
    )
    # boto finds the keys itself, a role's or a session's, too.
    options = found.storage["OPTIONS"]
    assert (options["access_key"], options["secret_key"]) == (None, None)


def test_amazon_by_the_bucket_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    found = bucket_of(monkeypatch, AWS_STORAGE_BUCKET_NAME="pics", AWS_REGION="eu-west-1")
    assert found == Bucket("pics", AMAZON, "eu-west-1", "virtual")
    assert found.origin == "https://pics.s3.eu-west-1.amazonaws.com"


def test_the_url_goes_before_the_other_names(monkeypatch: pytest.MonkeyPatch) -> None:
    given = {"STORAGE_URL": "file:///srv/pictures", "AWS_STORAGE_BUCKET_NAME": "pics"}
    assert bucket_of(monkeypatch, **given) is None


@pytest.mark.parametrize(
    ("name", "value", "fault"),
    [
        ("STORAGE_URL", f"s3://key:{SECRET}@host/pics", "has to be written as %2F"),
        ("STORAGE_URL", "s3://key:12?hidden@host/pics", "has to be written as"),
        ("STORAGE_URL", "s3://key:12/hidden@host/pics", "has to be written as"),
        ("STORAGE_URL", "s3://key:[hidden]@host/pics", "has to be written as"),
        ("STORAGE_URL", "s3://key:hidden#x@host/pics", "has to be written as"),
        ("STORAGE_URL", "s3://hidden@host/pics", "it names a key without a secret"),
        ("STORAGE_URL", "s3://key:hidden@host", "it names no bucket"),
        ("STORAGE_URL", "s3://key:hidden@host/a b", "the bucket's name is not one"),
        ("STORAGE_URL", "s3://key:hidden@host/pics?tls=maybe", "tls must be 1 or 0"),
        ("STORAGE_URL", "s3://key:hidden@host/pics?acl=public", "the options after ? are addr"),
        ("STORAGE_URL", "s3://key:hidden@host/pics?addressing=x", "addressing must be path or"),
        ("STORAGE_URL", "s3://key:hidden@host/pics?public=x", "public is not usable: it must be"),
        ("AWS_STORAGE_BUCKET_NAME", "a/hidden", "the bucket's name is not one"),
        ("AWS_S3_ENDPOINT_URL", "minio:9000", "it must be an origin"),
        ("AWS_S3_PUBLIC_ENDPOINT_URL", "http://a:hidden@b", "it must be an origin"),
        ("AWS_S3_ADDRESSING_STYLE", "auto", "it must be one of path, virtual"),
    ],
)
def test_a_bad_bucket_is_refused_and_no_secret_told(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, fault: str
) -> None:
    given = {name: value}
    if name != "STORAGE_URL":
        given = {"AWS_STORAGE_BUCKET_NAME": "pics", **given}
    with pytest.raises(ImproperlyConfigured) as refused:
        bucket_of(monkeypatch, **given)
    assert str(refused.value).startswith(f"{name} cannot be used: ")
    assert fault in str(refused.value)
    assert "hidden" not in str(refused.value)


@pytest.mark.parametrize(
    ("url", "folder"),
    [
        ("file:///srv/my%20pictures", Path("/srv/my pictures")),
        ("file:pictures", BASE_DIR / "pictures"),
        ("s3:///pics", None),
        ("", None),
    ],
)
def test_a_folder_by_url(monkeypatch: pytest.MonkeyPatch, url: str, folder: Path | None) -> None:
    monkeypatch.setenv("STORAGE_URL", url)
    assert Reader(Env()).folder("STORAGE_URL") == folder


@pytest.mark.parametrize("url", ["/srv", "file://srv", "file:", "file:///", "gs://key:hidden@x/y"])
def test_another_storage_is_refused(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    monkeypatch.setenv("STORAGE_URL", url)
    with pytest.raises(ImproperlyConfigured, match="it must begin with s3://") as refused:
        Reader(Env()).folder("STORAGE_URL")
    assert "hidden" not in str(refused.value)


@pytest.mark.parametrize("value", ["", "nginx:/protected/", "nginx:/a/b-c/", "x-sendfile"])
def test_web_servers_that_send_files(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("SENDFILE", value)
    assert Reader(Env()).sendfile("SENDFILE") == value


@pytest.mark.parametrize("value", ["nginx", "nginx:", "nginx:protected/", "nginx:/a", "X-Accel"])
def test_other_web_servers_are_refused(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("SENDFILE", value)
    with pytest.raises(ImproperlyConfigured) as refused:
        Reader(Env()).sendfile("SENDFILE")
    assert "the address of an internal location" in str(refused.value)
    assert str(refused.value).endswith("for example SENDFILE=nginx:/protected/")


def settings_under(**environment: str) -> Any:
    """What the settings of a process with this environment are, or what it says in refusal."""
    code = (
        "import json; from nanobanana import settings as s; "
        f"print(json.dumps({{n: getattr(s, n) for n in {SHOWN}}}, default=str))"
    )
    given = {"ENV_FILE": os.devnull, "DEBUG": "true", "PATH": os.environ["PATH"], **environment}
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=BASE_DIR, env=given, check=False, capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    return json.loads(done.stdout) if done.returncode == 0 else done.stderr


def test_pages_may_load_pictures_from_the_bucket_they_are_sent_to() -> None:
    url = "s3://key:hidden@minio:9000/pics?tls=0&public=http://localhost:9000"
    found = settings_under(STORAGE_URL=url)
    assert (found["STORAGE_REDIRECT"], found["PICTURE_ORIGINS"]) == (
        True, ["http://localhost:9000"]
    )  # fmt: skip
    site = found["CONTENT_SECURITY_POLICY"]["DIRECTIVES"]
    assert site["img-src"] == ["'self'", "data:", "blob:", "http://localhost:9000"]
    assert found["ADMIN_CSP"]["img-src"][-1] == "http://localhost:9000"
    assert site["connect-src"] == site["script-src"] == ["'self'"]


def test_pages_load_from_nowhere_else_without_redirects() -> None:
    found = settings_under(STORAGE_URL="s3://key:hidden@minio/pics", STORAGE_REDIRECT="false")
    assert (found["STORAGE_REDIRECT"], found["PICTURE_ORIGINS"]) == (False, [])
    assert found["CONTENT_SECURITY_POLICY"]["DIRECTIVES"]["img-src"] == policies.SITE["img-src"]


def test_a_disk_redirects_nobody() -> None:
    found = settings_under(STORAGE_REDIRECT="true")
    assert (found["STORAGE_REDIRECT"], found["PICTURE_ORIGINS"]) == (False, [])


def test_no_web_server_sends_what_is_in_a_bucket() -> None:
    said = settings_under(STORAGE_URL="s3://key:hidden@minio/pics", SENDFILE="x-sendfile")
    assert "SENDFILE cannot be used: pictures are in a bucket" in said
    assert "hidden" not in said


@pytest.mark.parametrize(
    "made",
    [
        Bucket("pics", "https://s3.eu-west-1.amazonaws.com", "eu-west-1", "virtual"),
        Bucket("pi.cs", "https://s3.eu-west-1.amazonaws.com", "eu-west-1", "path"),
        Bucket("pics", "https://s3.us-east-1.amazonaws.com", "us-east-1", "virtual"),
        Bucket("pics", "http://minio:9000", "us-east-1", "path", public="http://localhost:9000"),
        Bucket("pics", "http://minio:9000", "us-east-1", "virtual"),
        Bucket("pics", "https://s3.example:8443", "x", "virtual", public="https://cdn.example"),
        Bucket("pics", "http://[::1]:9000", "us-east-1", "path"),
    ],
)
def test_pages_know_where_signed_addresses_lead(made: Bucket) -> None:
    options = {**made.storage["OPTIONS"], "access_key": "key", "secret_key": "hidden-secret"}
    signed = BucketStorage(**options).signed_url("a", seconds=1, headers={})
    address = urlsplit(signed)
    assert f"{address.scheme}://{address.netloc}" == made.origin
    assert "hidden-secret" not in signed
