"""This room's errors."""

from nanobanana.http.problems import Problem


class AccountError(Problem):
    code = "account_error"


class InvalidCredentials(AccountError):
    status = 401
    code = "invalid_credentials"
    message = "That e-mail address and password do not match."


class SecondFactorRequired(AccountError):
    status = 401
    code = "second_factor_required"
    message = "This account has two-factor sign-in: send the current code as `code`, too."


class TokenRefused(AccountError):
    status = 401
    code = "token_not_valid"
    message = "This token is expired, used up or not ours. Sign in again."


class EmailTaken(AccountError):
    status = 400
    code = "email_taken"
    message = "There is already an account with this e-mail address."


class SignInNeeded(AccountError):
    status = 401
    code = "not_authenticated"
    message = "Sign in first."


class AvatarUnknown(AccountError):
    status = 400
    code = "file_not_found"
    message = "There is no picture of yours with this id."


class QuotaExceeded(AccountError):
    """The month's allowance does not cover the request."""

    status = 429
    code = "quota_exceeded"
    message = "This month's pictures are used up."


class IdempotencyMismatch(AccountError):
    status = 422
    code = "idempotency_mismatch"
    message = "This Idempotency-Key came with another request before."


class IdempotencyInProgress(AccountError):
    status = 409
    code = "idempotency_in_progress"
    message = "The first request with this Idempotency-Key is still under way."


class TooManyRequests(AccountError):
    status = 429
    code = "throttled"
    message = "That was a lot at once. Wait a minute and try again."


class OwnerGone(AccountError):
    """The account, or the anonymous visitor, was removed while this was under way."""

    status = 401
    code = "not_authenticated"
    message = "Whoever asked for this is not here any more."
