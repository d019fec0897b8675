"""What a picture's bytes, its row and the API say of how it was made."""

import io
import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast
from xml.etree import ElementTree as ET

import pytest
from PIL import Image
from pytest_django.fixtures import Settings

from accounts.models import Visitor
from files.checks import check_signing
from files.decoding import CleanPicture, encode
from files.errors import SigningFailed
from files.models import StoredFile
from files.provenance import signing
from files.provenance.certificates import algorithm_of
from files.provenance.marks import Provenance, SourceType, edited_by_rules, mark_picture
from files.storing import store_picture
from files.tests.certificates import Identity, issue
from files.tests.conftest import Caller, Claimed, clean, opened

DST = "http://cv.iptc.org/newscodes/digitalsourcetype/"
EDIT = Provenance(
    SourceType.ENHANCED,
    "Nano Banana Studio",
    "studio-1",
    is_edit=True,
    prompt='say "hi" <now> & go',
)
MADE = [("RGB", True), ("L", True), ("RGB", False), ("RGBA", False)]
KEYS = [("ec", "ES256"), ("ed25519", "ED25519"), ("rsa", "PS256")]


def plain(mode: str = "RGB", *, lossy: bool = True) -> CleanPicture:
    return encode(Image.effect_noise((64, 48), 40).convert(mode), lossy=lossy)


def xmp_of(data: bytes) -> str:
    return str(opened(data).info["xmp"].decode())


@pytest.mark.parametrize(("mode", "lossy"), MADE)
def test_a_marked_picture_says_its_source_type_and_keeps_its_pixels(mode: str, lossy: bool) -> None:
    before = plain(mode, lossy=lossy)
    after = mark_picture(before, EDIT)
    assert f'Iptc4xmpExt:DigitalSourceType="{DST}algorithmicallyEnhanced"' in xmp_of(after.data)
    assert 'Iptc4xmpExt:AISystemUsed="Nano Banana Studio"' in xmp_of(after.data)
    assert opened(after.data).tobytes() == opened(before.data).tobytes()
    assert after.content_type == before.content_type


def test_the_packet_is_xml() -> None:
    root = ET.fromstring(xmp_of(mark_picture(plain(), EDIT).data))  # noqa: S314 - our own
    (described,) = root.iter("{http://www.w3.org/1999/02/22-rdf-syntax-ns#}Description")
    name = "{http://iptc.org/std/Iptc4xmpExt/2008-02-29/}DigitalSourceType"
    assert described.attrib[name] == f"{DST}algorithmicallyEnhanced"


def test_equal_pictures_made_alike_are_equal_bytes() -> None:
    picture = plain()
    assert mark_picture(picture, EDIT).data == mark_picture(picture, EDIT).data


def test_the_prompt_is_left_out_unless_the_operator_wants_it(settings: Settings) -> None:
    picture = plain()
    assert b"AIPromptInformation" not in mark_picture(picture, EDIT).data
    assert mark_picture(picture, EDIT).provenance["hasPrompt"] is False
    settings.EMBED_PROMPT = True
    marked = mark_picture(picture, EDIT)
    assert "AIPromptInformation='say \"hi\" &lt;now&gt; &amp; go'" in xmp_of(marked.data)
    assert marked.provenance["hasPrompt"] is True


def test_a_prompt_that_xml_cannot_hold_or_no_segment_could_is_cut(settings: Settings) -> None:
    settings.EMBED_PROMPT = True
    hostile = Provenance(SourceType.TRAINED, "x", prompt="a\x00\x1b" + "é" * 100_000)
    assert 'AIPromptInformation="aéé' in xmp_of(mark_picture(plain(), hostile).data)


def blob_said(kind: str | None) -> StoredFile:
    blob = SimpleNamespace(provenance={"sourceType": kind} if kind else {})
    return cast(StoredFile, SimpleNamespace(blob=blob))


@pytest.mark.parametrize(
    ("sources", "expected"),
    [
        ([None], SourceType.ENHANCED),
        ([SourceType.ENHANCED], SourceType.ENHANCED),
        ([SourceType.ALGORITHMIC], SourceType.ALGORITHMIC),
        ([SourceType.TRAINED], SourceType.TRAINED),
        ([SourceType.TRAINED, SourceType.TRAINED], SourceType.TRAINED),
        ([None, SourceType.TRAINED], SourceType.COMPOSITE),
        ([SourceType.COMPOSITE], SourceType.COMPOSITE),
        ([SourceType.ALGORITHMIC, None], SourceType.ENHANCED),
    ],
)
def test_an_edit_by_rules_hides_no_model(sources: list[str | None], expected: SourceType) -> None:
    assert edited_by_rules([blob_said(kind) for kind in sources]) == expected


@pytest.mark.django_db
def test_the_api_tells_the_origin_of_an_output(caller: Caller, visitor: Visitor) -> None:
    kind = StoredFile.Kind.OUTPUT
    file = store_picture(visitor, mark_picture(plain(), EDIT), name="a.jpg", kind=kind)
    told = caller.get(f"{file.url}/provenance")
    assert told.json() == {
        "digitalSourceType": f"{DST}algorithmicallyEnhanced",
        "summary": "Edited by rules",
        "sentences": told.json()["sentences"],
        "system": "Nano Banana Studio",
        "model": "studio-1",
        "promptEmbedded": False,
        "signedBy": None,
    }
    assert "not by generative AI" in told.json()["sentences"][0]
    assert told["Cache-Control"] == "private, max-age=3600"


@pytest.mark.django_db
def test_an_upload_has_no_source_type(caller: Caller, file: StoredFile) -> None:
    told = caller.get(f"{file.url}/provenance").json()
    assert (told["digitalSourceType"], told["summary"]) == (None, "Uploaded")


@pytest.mark.django_db
def test_a_stranger_learns_nothing(
    caller: Caller, other: Caller, nobody: Caller, file: StoredFile, claimed: Claimed
) -> None:
    for stranger in (other, nobody):
        assert stranger.get(f"{file.url}/provenance").status_code == 404
    claimed.public.add(file.pk)
    told = nobody.get(f"{file.url}/provenance")
    assert (told.status_code, told["Cache-Control"]) == (200, "public, max-age=3600")


def test_camera_and_place_never_leak() -> None:
    exif = Image.Exif()
    exif[0x010F], exif[0x0110] = "SecretMaker", "SecretModel"
    exif.get_ifd(0x8825)[2] = (52.0, 31.0, 12.0)
    noisy = io.BytesIO()
    Image.new("RGB", (32, 32)).save(
        noisy, "JPEG", exif=exif, comment=b"SecretComment", xmp=b"<x>SecretXmp</x>"
    )
    after = mark_picture(clean(noisy.getvalue()), EDIT)
    assert b"Secret" not in after.data
    assert not opened(after.data).getexif()


@pytest.fixture
def identity(tmp_path: Path, settings: Settings) -> Identity:
    pytest.importorskip("c2pa")
    signing._signer.cache_clear()
    identity = issue(tmp_path, organisation="The Test Studio")
    settings.C2PA_CERT, settings.C2PA_KEY = str(identity.chain), str(identity.key)
    return identity


def manifest_of(picture: CleanPicture) -> tuple[str, dict[str, Any]]:
    import c2pa

    store = json.loads(c2pa.Reader(picture.content_type, io.BytesIO(picture.data)).json())
    return store["validation_state"], store["manifests"][store["active_manifest"]]


def actions_of(manifest: dict[str, Any]) -> list[dict[str, Any]]:
    (actions,) = [one for one in manifest["assertions"] if one["label"] == "c2pa.actions.v2"]
    return list(actions["data"]["actions"])


@pytest.mark.parametrize("lossy", [True, False])
def test_an_edit_is_signed_and_names_no_more_than_it_must(identity: Identity, lossy: bool) -> None:
    before = plain(lossy=lossy)
    marked = mark_picture(before, EDIT)
    state, manifest = manifest_of(marked)
    assert state == "Valid"
    assert [action["action"] for action in actions_of(manifest)] == ["c2pa.opened", "c2pa.edited"]
    assert actions_of(manifest)[1]["digitalSourceType"] == f"{DST}algorithmicallyEnhanced"
    assert manifest["signature_info"]["issuer"] == "The Test Studio"
    assert "thumbnail" not in manifest
    assert "thumbnail" not in manifest["ingredients"][0]
    assert marked.provenance["signedBy"] == "The Test Studio"
    assert "algorithmicallyEnhanced" in xmp_of(marked.data)
    assert opened(marked.data).tobytes() == opened(before.data).tobytes()


def test_a_picture_from_words_is_created_not_edited(identity: Identity) -> None:
    marked = mark_picture(plain(), Provenance(SourceType.TRAINED, "Somebody's model"))
    _, manifest = manifest_of(marked)
    (created,) = actions_of(manifest)
    assert (created["action"], created["digitalSourceType"]) == (
        "c2pa.created",
        f"{DST}trainedAlgorithmicMedia",
    )


def test_a_changed_pixel_breaks_the_signature(identity: Identity) -> None:
    marked = mark_picture(plain(), EDIT)
    broken = bytearray(marked.data)
    broken[-40] ^= 1
    state, _ = manifest_of(CleanPicture(bytes(broken), marked.content_type, 64, 48))
    assert state == "Invalid"


@pytest.mark.parametrize(("kind", "expected"), KEYS)
def test_every_kind_of_key_signs(
    tmp_path: Path, settings: Settings, kind: str, expected: str
) -> None:
    pytest.importorskip("c2pa")
    signing._signer.cache_clear()
    made = issue(tmp_path, organisation="Keys", kind=kind)
    settings.C2PA_CERT, settings.C2PA_KEY = str(made.chain), str(made.key)
    assert algorithm_of(made.key.read_bytes()) == expected
    assert manifest_of(mark_picture(plain(), EDIT))[0] == "Valid"


@pytest.mark.parametrize("fault", ["no key", "no file", "nonsense", "not installed"])
def test_what_cannot_sign_stops_the_start_with_a_sentence(
    identity: Identity,
    settings: Settings,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    fault: str,
) -> None:
    if fault == "no key":
        settings.C2PA_KEY = ""
    elif fault == "no file":
        settings.C2PA_KEY = str(tmp_path / "missing.pem")
    elif fault == "nonsense":
        identity.key.write_text("SecretNonsense")
    else:
        monkeypatch.setattr(signing, "IS_INSTALLED", False)
    (error,) = check_signing()
    assert "C2PA" in error.msg or "requirements-c2pa.txt" in error.msg
    assert "SecretNonsense" not in error.msg
    with pytest.raises(SigningFailed):
        mark_picture(plain(), EDIT)


def test_who_signs_nothing_is_told_nothing() -> None:
    assert check_signing() == []
