"""What the painter refuses, each with a stable code and a sentence for a person."""


class PainterError(Exception):
    """The painter cannot paint this."""

    code = "painter_failed"

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class SceneUnknown(PainterError):
    """No scene of that name; `known` lists those there are."""

    code = "scene_unknown"

    def __init__(self, scene: str, known: tuple[str, ...]) -> None:
        super().__init__(f"There is no scene “{scene}”. There are: {', '.join(known)}.")
        self.scene = scene
        self.known = known


class MoodUnknown(PainterError):
    """The scene is not painted in that mood; `known` lists its own."""

    code = "mood_unknown"

    def __init__(self, mood: str, known: tuple[str, ...]) -> None:
        super().__init__(f"There is no mood “{mood}” here. There are: {', '.join(known)}.")
        self.mood = mood
        self.known = known


class SizeInvalid(PainterError):
    """A side, or a shape, outside the painter's limits."""

    code = "size_invalid"

    def __init__(self, width: int, height: int, smallest: int, largest: int, longest: int) -> None:
        super().__init__(
            f"{width} × {height} cannot be painted: a side has {smallest} to {largest} pixels, "
            f"and the long side at most {longest} times those of the short one."
        )
        self.width = width
        self.height = height
