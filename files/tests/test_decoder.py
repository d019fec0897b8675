import io
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from files import decoder_process
from files.decoder import Decoder
from files.decoding import CleanPicture
from files.errors import InvalidImage, UnsupportedImage
from files.tests.conftest import opened, picture

New = Callable[..., Decoder]


@pytest.fixture
def new_decoder() -> Iterator[New]:
    """Decoders whose children run `code` once they have received a picture, if any is given."""
    made: list[Decoder] = []

    def new(code: str = "", processes: int = 1) -> Decoder:
        prelude = f"import files.decoder_process as d\n{code}\nd.main()"
        made.append(Decoder((sys.executable, "-c", prelude), processes))
        return made[-1]

    yield new
    for decoder in made:
        decoder.close()


def clean(decoder: Decoder, data: bytes) -> CleanPicture:
    return decoder.clean(io.BytesIO(data))


def test_a_picture_comes_back_clean(new_decoder: New) -> None:
    result = clean(new_decoder(), picture("JPEG"))
    assert (result.content_type, result.width, result.height) == ("image/jpeg", 40, 30)
    assert opened(result.data).size == (40, 30)


@pytest.mark.parametrize(
    ("data", "error", "words"),
    [(b"hello", UnsupportedImage, "not a picture"), (b"", InvalidImage, "This file is empty.")],
)
def test_errors_come_back_as_they_were(
    new_decoder: New, data: bytes, error: type[Exception], words: str
) -> None:
    decoder = new_decoder()
    with pytest.raises(error, match=words):
        clean(decoder, data)
    assert clean(decoder, picture()).width == 40


def test_one_child_serves_many_pictures(new_decoder: New) -> None:
    decoder = new_decoder()
    clean(decoder, picture())
    (child,) = decoder._started
    clean(decoder, picture())
    assert decoder._started == {child}


@pytest.mark.parametrize(
    "code",
    [
        "import os; d.answer = lambda data: os._exit(3)",
        "import os, signal; d.answer = lambda data: os.kill(os.getpid(), signal.SIGSEGV)",
        "d.MEMORY = 200 * 1024 ** 2; d.answer = lambda data: b'x' * 500_000_000",
        "import time; d.SECONDS = 0.05; d.answer = lambda data: time.sleep(60)",
        "d.SECONDS = 0.05\ndef spin(data):\n  while True: pass\nd.answer = spin",
    ],
    ids=["exits", "crashes", "takes memory", "sleeps", "spins"],
)
def test_a_child_that_dies_makes_its_picture_invalid_and_is_replaced(
    new_decoder: New, code: str
) -> None:
    decoder = new_decoder(code)
    for _ in range(2):
        with pytest.raises(InvalidImage, match="too much time or memory"):
            clean(decoder, picture())
    assert not decoder._started


def test_a_warm_pool_has_all_its_children_before_the_first_picture(new_decoder: New) -> None:
    decoder = new_decoder(processes=3)
    decoder.warm()
    started = set(decoder._started)
    assert len(started) == 3
    clean(decoder, picture())
    decoder.warm()
    assert decoder._started == started


def test_more_pictures_than_children_wait_their_turn(new_decoder: New) -> None:
    decoder = new_decoder(processes=2)
    pictures = [picture("PNG", (10 + number, 5)) for number in range(12)]
    with ThreadPoolExecutor(12) as pool:
        results = list(pool.map(lambda data: clean(decoder, data), pictures))
    assert [result.width for result in results] == [10 + number for number in range(12)]
    assert len(decoder._started) == 2


def test_closing_ends_the_children(new_decoder: New) -> None:
    decoder = new_decoder()
    clean(decoder, picture())
    (child,) = decoder._started
    decoder.close()
    assert child.returncode is not None


def test_the_biggest_picture_allowed_fits_into_a_childs_memory(new_decoder: New) -> None:
    result = clean(new_decoder(), picture("JPEG", (10_000, 5_000)))
    assert (result.width, result.height) == (10_000, 5_000)


def test_parts_are_sent_and_received_whole() -> None:
    stream = io.BytesIO()
    decoder_process.send(stream, b"one", b"", b"three")
    stream.seek(0)
    assert [decoder_process.receive(stream) for _ in range(3)] == [b"one", b"", b"three"]
    with pytest.raises(EOFError):
        decoder_process.receive(stream)


def test_a_child_that_died_while_it_waited_costs_nobody_a_picture(new_decoder: New) -> None:
    decoder = new_decoder()
    clean(decoder, picture())
    (child,) = decoder._started
    child.kill()
    child.wait()
    assert clean(decoder, picture()).width == 40
    assert child not in decoder._started
