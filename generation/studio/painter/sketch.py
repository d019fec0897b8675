"""What is to be painted, as names that the painter knows."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Sketch:
    """A scene and what was said about it; an empty name leaves the choice to the seed.

    `kind` is a variety of the scene: tulips of a meadow, scales of a pattern. `palette` and
    `feelings` may hold several names, as "pastel" and "pink" do. `unmatched` are the words of a
    prompt that the painter cannot paint, as they stood there.
    """

    scene: str
    light: str = ""
    weather: str = ""
    season: str = ""
    palette: tuple[str, ...] = ()
    feelings: tuple[str, ...] = ()
    style: str = ""
    kind: str = ""
    unmatched: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()
    """Words that were understood and do nothing in this scene, as a sentence names them."""
    places: tuple[str, ...] = ()
    """Real places that were named; none is a likeness."""
    mended: tuple[str, ...] = ()
    """A sentence about each typing mistake that was understood."""
    is_guess: bool = False
    """No place was named: the scene was chosen for the light, the season or the colours."""
