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


class WordUnknown(PainterError):
    """The scene knows no such light, season, kind, …; `known` lists its own."""

    code = "word_unknown"

    def __init__(self, kind: str, word: str, known: tuple[str, ...]) -> None:
        there_are = f" There are: {', '.join(name for name in known if name)}." if known else ""
        super().__init__(f"There is no {kind} “{word}” here.{there_are}")
        self.kind = kind
        self.word = word
        self.known = known


class PromptNotUnderstood(PainterError):
    """Nothing of the prompt can be painted; `suggestions` are prompts that can."""

    code = "instruction_not_understood"

    def __init__(self, unmatched: tuple[str, ...], suggestions: tuple[str, ...]) -> None:
        what = ", ".join(f"“{words}”" for words in unmatched[:3])
        super().__init__(
            f"The painter cannot paint {what}: that needs an AI provider."
            if what
            else "Say what should be painted: a place, a light, a style."
        )
        self.unmatched = unmatched
        self.suggestions = suggestions


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
