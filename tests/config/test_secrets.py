from bot.config import load, secrets


def of(**environ: str) -> frozenset[str]:
    return secrets(load(None, {f"PAPERBOY_{name}": value for name, value in environ.items()}))


def test_without_secrets_there_are_none():
    assert of() == frozenset()


def test_tokens_are_secret():
    assert of(SOURCES__HUGGINGFACE__TOKEN="hf_abc") == {"hf_abc"}


def test_the_databases_password_is_secret_as_written_and_as_meant():
    assert of(DATABASE__URL="postgresql://paperboy:p%40ss%2Fword@db/paperboy") == {"p%40ss%2Fword", "p@ss/word"}


def test_a_password_among_the_parameters_is_secret_too():
    assert of(DATABASE__URL="postgresql://paperboy@db/paperboy?sslmode=require&password=hid%25den") == {"hid%den"}


def test_a_password_for_postgresqls_client_is_secret_too():
    assert secrets(load(None, {}), {"PGPASSWORD": "hidden"}) == {"hidden"}


def test_of_a_discord_token_the_part_that_nobody_else_knows_is_secret_by_itself_too():
    assert of(DISCORD__TOKEN="MTIz.GabcdE.hush-hush_hush") == {"MTIz.GabcdE.hush-hush_hush", "hush-hush_hush"}
