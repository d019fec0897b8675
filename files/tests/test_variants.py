import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import default_storage

from files.crowd import Crowd
from files.models import StoredFile
from files.tests.conftest import Caller, body, errors, opened, picture
from files.variants import making as variants
from files.variants.making import Variant, variant_name

pytestmark = pytest.mark.django_db

ASKED_AT_ONCE = 6


def test_a_variant_asked_for_by_many_at_once_is_made_once(
    file: StoredFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    blob, variant = file.blob, Variant(None, "avif")
    all_here = threading.Barrier(ASKED_AT_ONCE)
    made: list[str] = []
    exists, save = default_storage.exists, variants.save_variant

    def looked_up_together(name: str) -> bool:
        found = exists(name)
        if not made and not found:
            all_here.wait(10)
        return found

    def counted(name: str, data: bytes, wanted: Variant) -> None:
        made.append(name)
        save(name, data, wanted)

    monkeypatch.setattr(variants, "picture_work", Crowd(ASKED_AT_ONCE))
    monkeypatch.setattr(variants, "save_variant", counted)
    first_look = threading.local()

    def once_per_thread(name: str) -> bool:
        if hasattr(first_look, "done"):
            return exists(name)
        first_look.done = True
        return looked_up_together(name)

    monkeypatch.setattr(default_storage, "exists", once_per_thread)
    with ThreadPoolExecutor(ASKED_AT_ONCE) as threads:
        names = list(threads.map(lambda _: variant_name(blob, variant), range(ASKED_AT_ONCE)))
    assert set(names) == {(f"{blob.folder}/full.avif", "image/avif")}
    assert made == [f"{blob.folder}/full.avif"]


def test_where_many_pictures_are_worked_on_a_variant_is_told_to_come_back(
    caller: Caller, file: StoredFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    crowd = Crowd(1)
    monkeypatch.setattr(variants, "picture_work", crowd)
    path = f"/api/files/{file.pk}?format=avif"
    with crowd.place():
        response = caller.get(path)
        assert body(caller.get(f"/api/files/{file.pk}"))
    assert (response.status_code, errors(response)) == (503, [("busy", None)])
    assert response["Retry-After"] == "3"
    assert body(caller.get(path))


@pytest.mark.parametrize(
    ("format_name", "size"), [("webp", (200, 100)), ("avif", (200, 100)), ("jpeg", (600, 300))]
)
def test_slow_encoders_get_so_many_pixels_only(
    caller: Caller,
    store: Callable[..., StoredFile],
    monkeypatch: pytest.MonkeyPatch,
    format_name: str,
    size: tuple[int, int],
) -> None:
    file = store(picture("PNG", (600, 300)))
    monkeypatch.setattr(variants, "MOST_PIXELS", {"webp": 20_000, "avif": 20_000})
    response: Any = caller.get(f"/api/files/{file.pk}?format={format_name}")
    assert opened(body(response)).size == size


def test_a_variant_is_kept_beside_its_original(
    caller: Caller, file: StoredFile, media: Path
) -> None:
    body(caller.get(f"/api/files/{file.pk}?format=jpeg"))
    assert (media / file.blob.folder / "full.jpeg").is_file()
