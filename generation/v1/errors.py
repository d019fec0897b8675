"""Our errors as OpenAI's clients understand them."""

from http import HTTPStatus
from typing import Any

from drf_standardized_errors.handler import exception_handler
from rest_framework.response import Response

from generation.errors import GenerationError
from generation.models import Generation, Status
from nanobanana.http.openai_errors import openai_error

NO_KEY = (
    "Send a personal API key as “Authorization: Bearer nb_…”. Make one on the page /account/keys."
)
CODES = {
    "not_authenticated": "invalid_api_key",
    "token_not_valid": "invalid_api_key",
    "throttled": "rate_limit_exceeded",
    "quota_exceeded": "insufficient_quota",
    "model_unknown": "model_not_found",
    "provider_unknown": "model_not_found",
    "parse_error": "invalid_body",
}
"""Theirs for ours, where they differ."""

PARAMS = {
    "inputImage": "image",
    "references": "image",
    "settings.size": "size",
    "settings.model": "model",
    "settings.provider": "model",
}

FAILURES = {
    "moderation_blocked": HTTPStatus.BAD_REQUEST,
    "refused": HTTPStatus.BAD_REQUEST,
    "instruction_not_understood": HTTPStatus.BAD_REQUEST,
    "scene_unknown": HTTPStatus.BAD_REQUEST,
    "word_unknown": HTTPStatus.BAD_REQUEST,
    "size_invalid": HTTPStatus.BAD_REQUEST,
    "mask_needed": HTTPStatus.BAD_REQUEST,
    "mask_invalid": HTTPStatus.BAD_REQUEST,
    "pictures_needed": HTTPStatus.BAD_REQUEST,
    "part_not_found": HTTPStatus.BAD_REQUEST,
    "text_unprintable": HTTPStatus.BAD_REQUEST,
    "input_missing": HTTPStatus.BAD_REQUEST,
    "input_required": HTTPStatus.BAD_REQUEST,
    "provider_refused_request": HTTPStatus.BAD_REQUEST,
    "provider_too_large": HTTPStatus.BAD_REQUEST,
    "provider_no_picture": HTTPStatus.BAD_REQUEST,
    "provider_rate_limited": HTTPStatus.TOO_MANY_REQUESTS,
    "provider_timeout": HTTPStatus.GATEWAY_TIMEOUT,
    "timeout": HTTPStatus.GATEWAY_TIMEOUT,
    "provider_unavailable": HTTPStatus.SERVICE_UNAVAILABLE,
    "provider_out_of_memory": HTTPStatus.SERVICE_UNAVAILABLE,
    "worker_lost": HTTPStatus.SERVICE_UNAVAILABLE,
    "interrupted": HTTPStatus.SERVICE_UNAVAILABLE,
    "provider_key_refused": HTTPStatus.BAD_GATEWAY,
    "provider_credit_exhausted": HTTPStatus.BAD_GATEWAY,
    "provider_bad_answer": HTTPStatus.BAD_GATEWAY,
    "provider_model_unusable": HTTPStatus.BAD_GATEWAY,
}
"""The status for how a generation failed; 500 for all else."""

NO_RETRY = {"x-should-retry": "false"}
"""Their SDK would ask twice more by itself, and each time anew."""


class BadField(GenerationError):
    """A field of the request that cannot be used."""

    status = 400
    code = "invalid_value"


class NoSuchModel(GenerationError):
    status = 404
    code = "model_not_found"


def handle(exc: Exception, context: Any) -> Response | None:
    """REST framework's exception handler for `/v1`."""
    response: Response | None = exception_handler(exc, context)
    if response is None:
        return None
    first = response.data["errors"][0]
    code = CODES.get(first["code"], first["code"])
    status = HTTPStatus.NOT_FOUND if code == "model_not_found" else response.status_code
    message = NO_KEY if first["code"] == "not_authenticated" else first["detail"]
    param = PARAMS.get(first["attr"], first["attr"])
    response.data = openai_error(status, code, message, param)
    response.status_code = status
    if code == "insufficient_quota":
        response["x-should-retry"] = "false"
    return response


def failure_of(generation: Generation) -> tuple[int, dict[str, Any]]:
    """Status and body for a generation that has no pictures to give."""
    if generation.is_active:
        detail = f"This takes longer than one request may. It goes on as {generation.pk}."
        return 504, openai_error(504, "still_running", detail)
    if generation.status == Status.CANCELLED:
        return 409, openai_error(409, "cancelled", f"Generation {generation.pk} was stopped.")
    status = FAILURES.get(generation.error_code, HTTPStatus.INTERNAL_SERVER_ERROR)
    hints = [f"“{each}”" for each in generation.suggestions]
    message = generation.error_detail + (f" Try {', '.join(hints)}." if hints else "")
    return status, openai_error(status, generation.error_code, message)
