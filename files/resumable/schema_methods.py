"""HEAD and OPTIONS of uploads in the OpenAPI document: its generator knows neither method."""

from typing import Any

BEGINNINGS = "/api/files/upload"
PIECES = "/api/files/upload/{upload_id}"

TEXT = {"type": "string"}
NUMBER = {"type": "integer", "minimum": 0}
Headers = dict[str, tuple[str, dict[str, Any]]]

STATE: Headers = {
    "Upload-Offset": ("Bytes that are safe.", NUMBER),
    "Upload-Length": ("Bytes of the whole file, once that is known.", NUMBER),
    "Upload-Defer-Length": ("`1` while it is not.", TEXT),
    "Upload-Metadata": ("As it was sent.", TEXT),
    "Upload-Expires": ("When it ends unless bytes come; not for a finished one.", TEXT),
    "X-File-Id": ("The file it became, once it is finished.", TEXT),
}
SPOKEN: Headers = {
    "Tus-Version": ("The version of tus.", TEXT),
    "Tus-Extension": ("Its extensions, with commas between.", TEXT),
    "Tus-Max-Size": ("The most bytes of a file.", NUMBER),
    "Tus-Checksum-Algorithm": ("What Upload-Checksum takes.", TEXT),
}
ERRORS = {
    "404": "No such upload of yours.",
    "410": "Refused, ended, or left for too long.",
    "412": "Another version of tus than 1.0.0.",
    "423": "The picture is just being opened.",
}


def show_head_and_options(result: dict[str, Any], **kwargs: Any) -> dict[str, Any]:
    """A post-processing hook of drf-spectacular."""
    for path, name in ((BEGINNINGS, "files_upload"), (PIECES, "files_upload_pieces")):
        result["paths"][path]["options"] = {
            "operationId": f"{name}_options",
            "summary": "What is spoken here",
            "tags": ["files"],
            "parameters": _path_parameters(result["paths"][path]),
            "responses": {"204": _answer("Nothing but headers.", SPOKEN)},
        }
    pieces = result["paths"][PIECES]
    pieces["head"] = {
        "operationId": "files_upload_pieces_head",
        "summary": "How far an upload is",
        "tags": ["files"],
        "parameters": [*_path_parameters(pieces), *_version_parameters(pieces)],
        "responses": {
            "200": _answer("How far it is.", STATE),
            **{status: {"description": words} for status, words in ERRORS.items()},
        },
    }
    return result


def _answer(words: str, headers: Headers) -> dict[str, Any]:
    shown = {name: {"description": said, "schema": kind} for name, (said, kind) in headers.items()}
    return {"description": words, "headers": shown}


def _path_parameters(path: dict[str, Any]) -> list[Any]:
    some = path.get("patch", {}).get("parameters", [])
    return [parameter for parameter in some if parameter["in"] == "path"]


def _version_parameters(path: dict[str, Any]) -> list[Any]:
    return [each for each in path["patch"]["parameters"] if each["name"] == "Tus-Resumable"]
