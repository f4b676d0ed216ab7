from bot.storage.store import Store


def test_a_store_opens_twice(database_url: str):
    Store.open(database_url).close()
    with Store.open(database_url) as store:
        assert store.papers.count() == 0
