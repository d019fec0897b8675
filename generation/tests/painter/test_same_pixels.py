"""The same pixels in every process; nearly the same on processors of another kind."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from generation.studio.painter import Sketch, paint

ROOT = Path(__file__).resolve().parents[3]
SKETCHES = (
    Sketch("ocean", style="oil"),
    Sketch("city", weather="rain"),
    Sketch("islands", palette=("pastel",)),
    Sketch("pattern", kind="leaves"),
)
PROGRAM = """
import sys
from generation.studio.painter import paint
from generation.tests.painter.test_same_pixels import SKETCHES
for sketch in SKETCHES:
    picture = paint(sketch, seed=7, width=90, height=60, variation=1)
    sys.stdout.buffer.write(picture.tobytes())
"""


def here() -> bytes:
    return b"".join(
        paint(sketch, seed=7, width=90, height=60, variation=1).tobytes() for sketch in SKETCHES
    )


def there(**environment: str) -> bytes:
    return subprocess.run(
        [sys.executable, "-W", "ignore", "-c", PROGRAM],
        cwd=ROOT,
        env={**os.environ, **environment},
        capture_output=True,
        check=True,
    ).stdout


@pytest.mark.parametrize(
    "environment",
    [
        {"PYTHONHASHSEED": "1"},
        {"PYTHONHASHSEED": "2", "OPENCV_FOR_THREADS_NUM": "1", "OMP_NUM_THREADS": "1"},
        {"OPENCV_FOR_THREADS_NUM": "3", "OPENBLAS_NUM_THREADS": "2"},
    ],
    ids=["hash seed", "one thread", "three threads"],
)
def test_another_process_paints_the_same_bytes(environment: dict[str, str]) -> None:
    assert there(**environment) == here()


def test_other_instructions_of_the_processor_change_next_to_nothing() -> None:
    """numpy and OpenCV round the last bit of a float as the processor's instructions do."""
    other = there(
        NPY_DISABLE_CPU_FEATURES="X86_V4 AVX512_ICL", OPENCV_CPU_DISABLE="AVX512-SKX,AVX2"
    )
    apart = np.abs(
        np.frombuffer(other, np.uint8).astype(int) - np.frombuffer(here(), np.uint8).astype(int)
    )

    assert (apart > 0).mean() < 0.01
    assert apart.mean() < 0.02
