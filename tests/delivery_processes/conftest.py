from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.stress.hands import Nursery, PlatformProcess, fake_platform, nursery
from tests.stress.harness import Harness


@pytest.fixture(scope="package")
def platform() -> Iterator[PlatformProcess]:
    with fake_platform() as running:
        yield running


@pytest.fixture(scope="package")
def workers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Nursery]:
    with nursery(tmp_path_factory.mktemp("workers")) as running:
        yield running


@pytest.fixture
def harness(platform: PlatformProcess, workers: Nursery, tmp_path: Path, database_url: str) -> Callable[[int], Harness]:
    """By the seed that draws where workers die."""
    return lambda seed: Harness(database_url, platform, workers, tmp_path, seed=seed)
