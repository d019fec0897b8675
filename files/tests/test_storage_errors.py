"""What goes wrong with a bucket, as visitors and as operators are told."""

import errno
import socket
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from accounts.models import Visitor
from files.models import StoredFile
from files.storage_check import StorageUnusable, check_storage
from files.tests.answering import refusing_s3
from files.tests.conftest import Caller, errors, picture
from files.tests.s3_server import SECRET, ServedBucket, own_bucket

pytestmark = pytest.mark.django_db


def use(settings: Any, bucket: ServedBucket) -> None:
    settings.STORAGES = {**settings.STORAGES, "default": bucket.storage}


def bucket_at(endpoint: str, name: str = "pictures") -> ServedBucket:
    return ServedBucket(name, endpoint)


@pytest.fixture
def nobody_there() -> str:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    return f"http://127.0.0.1:{port}"


@pytest.mark.parametrize(
    ("status", "code"),
    [
        (403, "QuotaExceeded"),
        (507, "XMinioStorageFull"),
        (400, "XMinioAdminBucketQuotaExceeded"),
        (507, "SomethingNew"),
    ],
)
def test_a_full_bucket_is_a_full_disk(
    settings: Any, caller: Caller, status: int, code: str
) -> None:
    with refusing_s3(status, code) as endpoint:
        use(settings, bucket_at(endpoint))
        with pytest.raises(OSError, match="no room left") as caught:
            default_storage.save("one", ContentFile(b"x"))
        response = caller.upload(picture())
    assert caught.value.errno == errno.ENOSPC
    assert (response.status_code, errors(response)) == (507, [("storage_full", None)])
    assert not StoredFile.objects.exists()


@pytest.mark.parametrize(
    ("status", "code", "told"),
    [
        (404, "NoSuchBucket", "there is no such bucket. Make it, or mend its name."),
        (403, "InvalidAccessKeyId", "the access key is not known there. Mend the key."),
        (403, "SignatureDoesNotMatch", "the secret does not belong to the access key. Mend"),
        (403, "AccessDenied", "the access key may not do this. Allow it to read, write, list"),
        (400, "AuthorizationHeaderMalformed", "the bucket is in another region. Set the region."),
        (418, "Teapot", "it answers Teapot."),
    ],
)
def test_a_refusal_is_told_to_the_operator_in_a_sentence(
    settings: Any, status: int, code: str, told: str, caplog: pytest.LogCaptureFixture
) -> None:
    with refusing_s3(status, code) as endpoint:
        use(settings, bucket_at(endpoint))
        with pytest.raises(StorageUnusable) as caught:
            check_storage()
    start = f"Pictures are kept in the bucket “pictures” at {endpoint}, and {told}"
    assert str(caught.value).startswith(start)
    assert start in caplog.text
    assert SECRET not in caplog.text


def test_nobody_there_is_told_to_the_operator(settings: Any, nobody_there: str) -> None:
    use(settings, bucket_at(nobody_there))
    with pytest.raises(StorageUnusable) as caught:
        check_storage()
    assert str(caught.value) == (
        f"Pictures are kept in the bucket “pictures” at {nobody_there}, and nobody answers there. "
        "Mend the address, or see to that server."
    )


def test_missing_keys_are_told_to_the_operator(
    settings: Any, nobody_there: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_PROFILE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", "/dev/null")
    use(settings, ServedBucket("pictures", nobody_there, has_keys=False))
    with pytest.raises(StorageUnusable, match=r"no access key was found\. Set one, or give this"):
        check_storage()


def test_a_missing_bucket_of_a_real_server(settings: Any, s3_endpoint: str) -> None:
    use(settings, bucket_at(s3_endpoint, "nowhere"))
    with pytest.raises(StorageUnusable, match=r"“nowhere” at .*, and there is no such bucket"):
        check_storage()


def test_a_bucket_that_works_is_left_as_it_was(settings: Any, s3_endpoint: str) -> None:
    use(settings, own_bucket(s3_endpoint, "checked"))
    check_storage()
    with pytest.raises(FileNotFoundError):
        default_storage.listdir("checks")


def test_visitors_are_asked_to_come_back(
    settings: Any, caller: Caller, file: StoredFile, nobody_there: str
) -> None:
    use(settings, bucket_at(nobody_there))
    for response in (caller.get(f"/api/files/{file.pk}"), caller.upload(picture("PNG", (9, 9)))):
        assert (response.status_code, errors(response)) == (503, [("storage_unavailable", None)])
        assert response["Retry-After"] == "10"
        assert nobody_there not in response.content.decode()
    assert StoredFile.objects.get() == file
    assert Visitor.objects.count() == 1
