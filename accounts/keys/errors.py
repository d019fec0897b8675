"""What is said of keys."""

from accounts.errors import AccountError


class KeyRefused(AccountError):
    status = 401
    code = "invalid_api_key"
    message = "This API key is unknown or was revoked."


class ScopeMissing(AccountError):
    status = 403
    code = "scope_missing"
    message = "This API key may not do that."


class KeyNotAllowed(AccountError):
    status = 403
    code = "key_not_allowed"
    message = "The account itself is managed by its person, signed in: no API key may."


class TooManyKeys(AccountError):
    status = 409
    code = "too_many_keys"
    message = "That is as many keys as one account can have. Revoke one first."


class KeyMadeBefore(AccountError):
    status = 409
    code = "key_made_before"
    message = (
        "This key is made already, and a key is shown only once. If you did not copy it, revoke "
        "it and make another."
    )


class KeyNotFound(AccountError):
    status = 404
    code = "not_found"
    message = "There is no such key of yours."
