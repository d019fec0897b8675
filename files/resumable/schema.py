"""How the OpenAPI document shows uploads."""

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, PolymorphicProxySerializer

from files.resumable.protocol import PIECE_TYPE, VERSION
from files.resumable.serializers import BeginningSerializer, UploadStateSerializer
from files.serializers import FileSerializer, UploadSerializer
from nanobanana.http.error_schemas import ErrorResponseSerializer


def _header(
    name: str, words: str, *, required: bool = False, enum: list[str] | None = None
) -> OpenApiParameter:
    return OpenApiParameter(
        name, OpenApiTypes.STR, "header", required=required, description=words, enum=enum
    )


def _errors(words: dict[int, str]) -> dict[int, OpenApiResponse]:
    return {
        status: OpenApiResponse(ErrorResponseSerializer, description=said)
        for status, said in words.items()
    }


CHECKSUM = _header("Upload-Checksum", "tus: `sha1` or `sha256`, a space, the digest in Base64.")
LENGTH = _header("Upload-Length", "tus: bytes of the whole file.")

CREATION_PARAMETERS = [
    _header("Tus-Resumable", "tus: makes this a creation.", enum=[VERSION]),
    LENGTH,
    _header("Upload-Defer-Length", "tus: the length comes with a later piece.", enum=["1"]),
    _header("Upload-Metadata", "tus: `filename` and its value in Base64."),
    CHECKSUM,
]
CREATION_REQUEST = {
    "multipart/form-data": UploadSerializer,
    "application/json": BeginningSerializer,
    PIECE_TYPE: OpenApiTypes.BINARY,
}
CREATION_RESPONSES = {
    201: PolymorphicProxySerializer(
        component_name="Uploaded",
        serializers=[FileSerializer, UploadStateSerializer],
        resource_type_field_name=None,
    ),
    **_errors(
        {
            412: "Another version of tus than 1.0.0.",
            413: "Larger than `MAX_FILE_SIZE`, or past the visitor's storage limit.",
            415: "Not a picture.",
            422: "A broken or hostile picture.",
            429: "Too often, or too many uploads under way.",
            460: "The body is not what Upload-Checksum says.",
        }
    ),
}

PIECE_PARAMETERS = [
    _header("Tus-Resumable", "The version of tus.", required=True, enum=[VERSION]),
    _header("Upload-Offset", "The byte that the body begins with.", required=True),
    LENGTH,
    CHECKSUM,
]
PIECE_REQUEST = {PIECE_TYPE: OpenApiTypes.BINARY}
GOING_ON_ERRORS = _errors(
    {
        404: "No such upload of yours.",
        409: "The body does not begin where the upload ends; the answer's headers say where.",
        410: "Refused, ended, or left for too long.",
        413: "More bytes than the upload was said to have; none of them was kept.",
        415: "Not a picture, or the body is of another type than prescribed.",
        422: "A broken or hostile picture.",
        423: "The picture is just being opened.",
    }
)
PIECE_RESPONSES = {
    204: OpenApiResponse(
        description="Taken: `Upload-Offset`, `Upload-Expires`; `X-File-Id` after the last piece."
    ),
    **GOING_ON_ERRORS,
    **_errors(
        {
            412: "Another version of tus than 1.0.0.",
            460: "The body is not what Upload-Checksum says; none of it was kept.",
        }
    ),
}

CHUNK_PARAMETERS = [
    _header("Content-Range", "`bytes first-last/total`, or `bytes */total` to ask.", required=True),
]
CHUNK_REQUEST = {"application/octet-stream": OpenApiTypes.BINARY}
CHUNK_RESPONSES = {
    201: FileSerializer,
    202: OpenApiResponse(
        UploadStateSerializer, description="Not complete yet; `Range` says what is here."
    ),
    **GOING_ON_ERRORS,
    **_errors({416: "A Content-Range that cannot be."}),
}
