import numpy as np

from generation.studio.painter.stage import Frame
from generation.studio.painter.terrain import Lens, lighting, look, project


def test_look_at_flat_ground_meets_it_at_the_way_geometry_gives() -> None:
    frame, lens = Frame(60, 100), Lens(height=0.1, horizon=0.5, focal=1.0)
    view = look(np.zeros((64, 64), np.float32), lens, frame)
    row = 80
    expected = 0.1 / ((row + 0.5) / 100 - 0.5)

    assert not view.is_ground[:50].any()
    assert view.is_ground[70:].all()
    assert abs(float(view.depth[row, 30]) - expected) < 0.002


def test_project_is_the_way_back_from_look() -> None:
    frame, lens = Frame(60, 100), Lens(height=0.1, horizon=0.5, focal=1.0)
    view = look(np.zeros((64, 64), np.float32), lens, frame)
    east, north = float(view.east[80, 40]), float(view.depth[80, 40])
    across, down = project(lens, frame, east, north, 0.0)

    assert abs(across - 0.405) < 0.003
    assert abs(down - 0.805) < 0.003


def test_lighting_leaves_the_side_behind_a_wall_in_shade() -> None:
    heights = np.zeros((384, 384), np.float32)
    heights[:, 180:200] = 0.2
    light = lighting(heights, (1.0, 0.5, 0.0))

    assert float(light[:, 150:170].max()) == 0.0
    assert float(light[:, 230:].min()) > 0.4
