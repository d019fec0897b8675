"""How the API's reference is made: the shape of errors, the OpenAPI document."""

from typing import Any

_error_statuses = [
    str(code) for code in (400, 401, 403, 404, 405, 406, 409, 413, 415, 422, 429, 500)
]
ERRORS: dict[str, Any] = {
    "EXCEPTION_HANDLER_CLASS": "nanobanana.http.errors.ProblemExceptionHandler",
    "EXCEPTION_FORMATTER_CLASS": "nanobanana.http.errors.ProblemFormatter",
    "ENABLE_IN_DEBUG_FOR_UNHANDLED_EXCEPTIONS": True,
    "ALLOWED_ERROR_STATUS_CODES": _error_statuses,
    "ERROR_SCHEMAS": dict.fromkeys(
        _error_statuses, "nanobanana.http.error_schemas.ErrorResponseSerializer"
    ),
}
SPECTACULAR: dict[str, Any] = {
    "TITLE": "Nano Banana API",
    "DESCRIPTION": "Edit pictures in plain words, or have them made. Version 1 of the contract.",
    "VERSION": "1.0.0",
    "OAS_VERSION": "3.1.1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "REDOC_DIST": "SIDECAR",
    "COMPONENT_SPLIT_REQUEST": True,
    "SCHEMA_PATH_PREFIX": "/api",
    "ENUM_NAME_OVERRIDES": {
        "ErrorTypeEnum": "nanobanana.http.error_schemas.ERROR_TYPES",
        "PlanEnum": "accounts.models.User.Plan",
    },
    "POSTPROCESSING_HOOKS": [
        "drf_standardized_errors.openapi_hooks.postprocess_schema_enums",
        "files.resumable.schema_methods.show_head_and_options",
    ],
}
