import tomllib
from pathlib import Path
from typing import Any

import pytest

from generation.studio import understand
from generation.tests.studio.notation import noted

CORPUS: list[dict[str, Any]] = tomllib.loads(
    Path(__file__).with_name("corpus_dev.toml").read_text("utf-8")
)["sentence"]


@pytest.mark.parametrize("case", CORPUS, ids=[case["say"] for case in CORPUS])
def test_understand_sentence_of_the_corpus(case: dict[str, Any]) -> None:
    plan = understand(case["say"])

    assert [noted(operation) for operation in plan.operations] == case["operations"]
    assert list(plan.unmatched) == case.get("unmatched", [])


def test_corpus_is_wide() -> None:
    assert len({case["say"] for case in CORPUS}) == len(CORPUS)
    assert len(CORPUS) >= 600
