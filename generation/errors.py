"""This room's errors. `Problem` is the root that maps to HTTP."""

from nanobanana.http.problems import Problem


class GenerationError(Problem):
    code = "generation_error"


class GenerationNotFound(GenerationError):
    status = 404
    code = "not_found"
    message = "There is no such generation."


class InputNotFound(GenerationError):
    status = 400
    code = "file_not_found"
    message = "There is no picture of yours with this id."


class InputNeeded(GenerationError):
    status = 400
    code = "input_required"
    message = "Editing needs a picture: add one, or leave the mode out to have one made."


class InvalidDataUrl(GenerationError):
    status = 400
    code = "invalid"
    message = "Send a File id, or a data: URL of a picture in base64."


class ParentUnusable(GenerationError):
    status = 400
    code = "parent_not_found"
    message = "There is no finished generation of yours with this id to go on from."


class ProviderUnknown(GenerationError):
    status = 400
    code = "provider_unknown"
    message = "There is no such AI provider here."


class ModelUnknown(GenerationError):
    status = 400
    code = "model_unknown"
    message = "There is no such model here."


class ProviderUnsuitable(GenerationError):
    status = 400
    code = "provider_unsuitable"
    message = "No AI provider here can do this."


class CallbackRefused(GenerationError):
    status = 401
    code = "signature_invalid"
    message = "The signature is missing, wrong or too old."


class CallbackUnknown(GenerationError):
    status = 404
    code = "not_found"
    message = "No answer is expected here, or not any more."


class CallbackStatusUnknown(GenerationError):
    status = 400
    code = "invalid"
    message = "X-Status is 200 for an answer, or the status of an error, 400 to 599."


class NotCancellable(GenerationError):
    status = 409
    code = "already_finished"
    message = "This is finished already; there is nothing to stop."


class StillRunning(GenerationError):
    status = 409
    code = "still_running"
    message = "This is still under way."
