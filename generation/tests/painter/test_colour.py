import numpy as np

from generation.studio.painter.colour import encode, gradient, linear, mix, smoothstep


def test_encode_is_the_way_back_from_linear() -> None:
    shown = np.rint(encode(linear("ff8000")) * 255)

    assert shown.tolist() == [255, 128, 0]


def test_smoothstep_runs_down_when_the_limits_are_swapped() -> None:
    at = np.array([0.0, 0.5, 1.0], np.float32)

    assert smoothstep(1.0, 0.0, at).tolist() == [1.0, 0.5, 0.0]


def test_mix_takes_a_field_of_amounts() -> None:
    amount = np.array([[0.0, 1.0]], np.float32)
    mixed = mix(np.zeros((1, 2, 3), np.float32), linear("ffffff"), amount)

    assert mixed.tolist() == [[[0.0, 0.0, 0.0], [1.0, 1.0, 1.0]]]


def test_gradient_meets_its_stops() -> None:
    stops = [linear("000000"), linear("ffffff")]
    read = gradient(stops, np.array([0.0, 0.5, 1.0], np.float32))

    assert read.tolist() == [[0.0] * 3, [0.5] * 3, [1.0] * 3]
