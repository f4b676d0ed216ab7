import pytest

from bot.storage.store import Store
from tests.deliver.scene import Scene


@pytest.fixture
def scene(store: Store) -> Scene:
    return Scene(store)
