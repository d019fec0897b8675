"""What the studio refuses, each with a stable code and a message fit for a person."""


class StudioError(Exception):
    """The studio cannot do it."""

    code = "studio_failed"
    message = "The studio could not edit this picture."

    def __init__(self, message: str = "") -> None:
        self.message = message or self.message
        super().__init__(self.message)


class InstructionNotUnderstood(StudioError):
    """Nothing of the instruction became an operation; `suggestions` are instructions that would."""

    code = "instruction_not_understood"
    message = "The studio did not understand this instruction."

    def __init__(self, message: str = "", suggestions: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.suggestions = suggestions


class PlanInvalid(StudioError):
    """A plan, or an operation in it, is malformed or out of range."""

    code = "plan_invalid"
    message = "This is not a plan the studio can carry out."


class PlanOutdated(PlanInvalid):
    """A stored plan names a version of an operation that is no longer here."""

    code = "plan_outdated"
    message = "This plan was made by another version of the studio."


class MaskInvalid(StudioError):
    """The mask does not fit the picture, or marks nothing."""

    code = "mask_invalid"
    message = "The mask does not fit the picture."


class MaskNeeded(StudioError):
    """Every operation was asked for a part of the picture, and no mask says where that is."""

    code = "mask_needed"
    message = "Paint a mask over the part to edit."


class TextUnprintable(StudioError):
    """The built-in typeface has none of the characters asked for."""

    code = "text_unprintable"
    message = "The studio has no letters for this text."


class PicturesNeeded(StudioError):
    """An operation lays several pictures together, and too few came along."""

    code = "pictures_needed"
    message = "This needs a second picture. Add it under “More pictures”."


class PartNotFound(StudioError):
    """The part of the picture that an operation is about is not there, as far as can be told."""

    code = "part_not_found"
    message = "The studio could not find this part in the picture. Paint a mask over it."


class SceneNotPainted(StudioError):
    """The words name no scene that the painter knows."""

    code = "scene_unknown"
    message = "The studio cannot paint this scene."
