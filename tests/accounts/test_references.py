"""Where keys are, in one word: the environment, a file, the keyring; and never the key itself."""

from __future__ import annotations

import keyring
import pytest
from keyring.backend import KeyringBackend

from ashby_agent_tools import Accounts
from ashby_agent_tools.accounts import KeyReference, from_references
from ashby_agent_tools.errors import UsageError


class InMemory(KeyringBackend):
    """A keyring with one entry."""

    priority = 1

    def get_password(self, service, username):
        return "key-of-the-keyring" if (service, username) == ("ashby-agent-tools", "acme") else None

    def set_password(self, service, username, password):
        raise NotImplementedError

    def delete_password(self, service, username):
        raise NotImplementedError


@pytest.fixture
def places(tmp_path, monkeypatch):
    before = keyring.get_keyring()
    keyring.set_keyring(InMemory())
    monkeypatch.setenv("ACME_KEY", "key-of-the-environment")
    (tmp_path / "acme").write_text("key-of-the-file\n")
    yield tmp_path
    keyring.set_keyring(before)


@pytest.mark.parametrize(
    ("reference", "key"),
    [
        ("env:ACME_KEY", "key-of-the-environment"),
        ("file:{folder}/acme", "key-of-the-file"),
        ("keyring:acme", "key-of-the-keyring"),
        ("env:NOBODY_HAS_THIS", None),
        ("keyring:nobody", None),
    ],
)
def test_a_reference_says_where_the_key_is(places, reference, key):
    reference = reference.format(folder=places)
    found = KeyReference(reference, base_url="https://eu.example.com").resolved()
    assert (found and (found.key, found.base_url)) == (key and (key, "https://eu.example.com"))
    of_name = from_references({"acme": KeyReference(reference)})("acme")
    assert (of_name and of_name.key) == key
    of_itself = from_references()(reference)
    assert (of_itself and of_itself.key) == key
    assert from_references()("acme") is None


def test_a_file_is_looked_for_beside_the_configuration(places):
    config = places / "ashby.toml"
    assert KeyReference("file:acme").beside(config).resolved().key == "key-of-the-file"
    assert KeyReference("env:ACME_KEY").beside(config) == KeyReference("env:ACME_KEY")


@pytest.mark.parametrize("reference", ["a-key-of-ashby", "", "env:", "vault:acme", "file: "])
def test_what_is_no_reference_is_refused_and_not_repeated(reference):
    with pytest.raises(UsageError, match="env:NAME, file:PATH or keyring:NAME") as refused:
        KeyReference(reference)
    assert "a-key-of-ashby" not in str(refused.value)


def test_an_account_without_a_key_is_told_by_its_name(places):
    nobody = "env:NOBODY_HAS_THIS"
    with (
        Accounts(from_references()) as accounts,
        pytest.raises(UsageError, match="no key for the account"),
        accounts.client(nobody),
    ):
        pass
    with pytest.raises(UsageError, match="cannot be read"):
        KeyReference(f"file:{places}/nothing").resolved()
