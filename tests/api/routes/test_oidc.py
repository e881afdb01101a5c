"""Login by an identity provider, and everything that it must refuse."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from api.access.oidc import ALGORITHMS, AWAY_S, KEPT_S, LEEWAY_S, LOGIN_LASTS_S, Provider
from api.access.roles import Role
from api.cli import run
from api.routes.oidc import LOGIN_COOKIE
from api.settings import Settings
from api.store import accounts
from api.store.database import writing
from tests.api.access.provider import (
    CLIENT,
    ISSUER,
    REDIRECT,
    SECRET,
    FakeProvider,
    rsa,
    signed_with_public_key,
    unsigned,
)
from tests.api.people import FIRM_A, People, people

OIDC = "/api/v1/sessions/oidc"
SESSION = "__Host-session"
SETTINGS: dict[str, Any] = {
    "oidc_issuer": ISSUER, "oidc_client_id": CLIENT, "oidc_redirect_uri": REDIRECT, "oidc_client_secret": SECRET,
}  # fmt: skip


@pytest.fixture
def house(tmp_path: Path) -> Iterator[People]:
    """The service with a provider, and an account of its person-1 for an enterprise."""
    with people(tmp_path, **SETTINGS) as found:
        _add(found, "person-1", Role.ENTERPRISE, FIRM_A)
        yield found


@pytest.fixture
def provider(house: People) -> FakeProvider:
    return attach(house)


def attach(house: People, **given: Any) -> FakeProvider:
    """Put a fake provider in place of the network."""
    fake = FakeProvider(house.clock)
    settings = house.settings.model_copy(update=given)
    house.app.app.state.settings = settings
    house.app.app.state.provider = Provider(settings, fake.transport)
    return fake


def _add(house: People, subject: str, role: Role, firm: str | None = None, active: bool = True) -> None:
    with writing(house.app.app.state.engine) as session:
        external = accounts.external_subject(ISSUER, subject)
        new = accounts.NewUser(f"user-of-{subject}", role, firm, external_subject=external)
        accounts.add_user(session, new, house.clock.now).active = active


def begin(house: People) -> tuple[str, str]:
    """Address at the provider and the cookie of the login."""
    answer = house.anonymous.get(OIDC, follow_redirects=False)
    assert answer.status_code == 302, answer.text
    cookie = answer.headers["set-cookie"]
    assert all(word in cookie for word in ("Secure", "HttpOnly", "Path=/", "SameSite=lax")), cookie
    return answer.headers["location"], cookie.split(";")[0].partition("=")[2]


def come_back(house: People, sent: dict[str, str], cookie: str | None) -> httpx.Response:
    """Bring back what the provider said."""
    headers = {} if cookie is None else {b"cookie": f"{LOGIN_COOKIE}={cookie}".encode()}
    return house.anonymous.get(f"{OIDC}/callback", params=sent, headers=headers, follow_redirects=False)


def log_in(house: People, provider: FakeProvider) -> httpx.Response:
    """The whole way."""
    address, cookie = begin(house)
    return come_back(house, provider.log_in(address), cookie)


def session_of(answer: httpx.Response) -> str:
    """Token of the session's cookie."""
    [cookie] = [c for c in answer.headers.get_list("set-cookie") if c.startswith(f"{SESSION}=")]
    assert all(word in cookie for word in ("Secure", "HttpOnly", "Path=/", "SameSite=strict")), cookie
    return cookie.split(";")[0].partition("=")[2]


def entries(house: People) -> list[tuple[str, dict[str, Any]]]:
    """Actions of the audit log, the latest first."""
    items = house.client("administrator").get("/api/v1/audit").json()["items"]
    return [(entry["action"], entry["detail"]) for entry in items]


def test_a_person_of_the_provider_has_a_cookie_session_like_after_a_password(
    house: People, provider: FakeProvider
) -> None:
    answer = log_in(house, provider)
    assert answer.status_code == 200 and 'url=/"' in answer.text, answer.text
    cookie = {"cookie": f"{SESSION}={session_of(answer)}"}
    who = house.anonymous.get("/api/v1/sessions/current", headers=cookie).json()
    assert (who["role"], who["enterprise_id"]) == ("enterprise", FIRM_A)
    origin = {**cookie, "origin": "http://127.0.0.1:8080"}
    assert house.anonymous.delete("/api/v1/sessions/current", headers=origin).status_code == 403
    sent = {**origin, "x-form-token": who["form_token"]}
    assert house.anonymous.delete("/api/v1/sessions/current", headers=sent).status_code == 204
    assert house.anonymous.get("/api/v1/sessions/current", headers=cookie).status_code == 401
    assert ("session.opened", {"by": "provider"}) in entries(house)
    # the token is no bearer token
    bearer = {"authorization": f"Bearer {session_of(log_in(house, provider))}"}
    assert house.anonymous.get("/api/v1/sessions/current", headers=bearer).status_code == 401


BAD_CLAIMS: dict[str, dict[str, Any]] = {
    "wrong nonce": {"nonce": "another"},
    "no nonce": {"nonce": None},
    "wrong issuer": {"iss": "https://id.example.evil"},
    "no issuer": {"iss": None},
    "wrong audience": {"aud": "another-client"},
    "one audience of several, for another party": {"aud": [CLIENT, "other"], "azp": "other"},
    "several audiences and no party": {"aud": [CLIENT, "other"]},
    "another party": {"azp": "other"},
    "expired": {"exp": -LEEWAY_S - 1},
    "no expiry": {"exp": None},
    "from the future": {"iat": LEEWAY_S + 1},
    "no moment": {"iat": None},
    "no subject": {"sub": None},
    "a subject that is no text": {"sub": ["person-1"]},
    "a subject of another kind": {"sub": "person-1\n"},
    "an unknown person": {"sub": "person-2"},
}


@pytest.mark.parametrize("name", BAD_CLAIMS)
def test_a_token_with_a_claim_that_is_not_right_is_refused(house: People, provider: FakeProvider, name: str) -> None:
    moments = {"exp", "iat"}
    provider.claims = {
        claim: house.clock.now + value if claim in moments and value is not None else value
        for claim, value in BAD_CLAIMS[name].items()
    }
    answer = log_in(house, provider)
    assert answer.status_code == 401, name
    assert SESSION not in str(answer.headers)
    action, detail = entries(house)[0]
    assert action == "session.refused" and detail["by"] == "provider" and detail["reason"]


def test_clocks_may_differ_by_a_minute_and_no_more(house: People, provider: FakeProvider) -> None:
    provider.claims = {"iat": house.clock.now + LEEWAY_S - 1, "exp": house.clock.now + 300}
    assert log_in(house, provider).status_code == 200
    provider.claims = {"iat": house.clock.now - 300, "exp": house.clock.now - LEEWAY_S + 1}
    assert log_in(house, provider).status_code == 200


def test_a_token_that_the_provider_did_not_sign_is_refused(house: People, provider: FakeProvider) -> None:
    honest = provider.key
    provider.published, provider.key = [honest], rsa("one")
    assert log_in(house, provider).status_code == 401
    provider.key = rsa("never published")
    assert log_in(house, provider).status_code == 401
    provider.key = honest
    for forged in (unsigned, lambda claims: signed_with_public_key(claims, honest), lambda _: "no.token", lambda _: ""):
        provider.forged = forged
        assert log_in(house, provider).status_code == 401
    provider.forged = None
    assert not {"none", "HS256"} & set(ALGORITHMS)
    assert log_in(house, provider).status_code == 200


def test_a_key_that_the_provider_has_changed_is_read_again_at_most_once_a_minute(
    house: People, provider: FakeProvider
) -> None:
    assert log_in(house, provider).status_code == 200
    provider.key = rsa("two")
    assert log_in(house, provider).status_code == 401
    before = provider.asked.count("/keys")
    house.clock.now += 60
    assert log_in(house, provider).status_code == 200
    assert log_in(house, provider).status_code == 200
    assert provider.asked.count("/keys") == before + 1
    house.clock.now += KEPT_S
    assert log_in(house, provider).status_code == 200
    assert provider.asked.count("/keys") == before + 2


def test_a_state_comes_back_once(house: People, provider: FakeProvider) -> None:
    address, cookie = begin(house)
    sent = provider.log_in(address)
    assert come_back(house, sent, cookie).status_code == 200
    again = provider.log_in(address)
    assert come_back(house, again, cookie).status_code == 401
    assert again["code"] in provider.codes, "the code of a replay is not even tried"


def test_only_the_browser_that_began_comes_back_and_not_too_late(house: People, provider: FakeProvider) -> None:
    address, cookie = begin(house)
    other_address, other_cookie = begin(house)
    before = len(entries(house))
    sent = provider.log_in(address)
    for wrong in (None, "", "bm9uc2Vuc2U=", "ü", cookie[:-8] + "AAAAAAA=", other_cookie):
        assert come_back(house, sent, wrong).status_code == 401, wrong
    assert come_back(house, {**sent, "state": ""}, cookie).status_code == 401
    assert come_back(house, {}, cookie).status_code == 401
    assert len(entries(house)) == before, "nobody fills the log without a login under way"
    house.clock.now += LOGIN_LASTS_S
    assert come_back(house, provider.log_in(other_address), other_cookie).status_code == 401
    house.clock.now -= 2 * LOGIN_LASTS_S
    assert come_back(house, sent, cookie).status_code == 401


def test_a_code_of_another_login_does_not_fit_the_verifier(house: People, provider: FakeProvider) -> None:
    stolen = provider.log_in(begin(house)[0])
    address, cookie = begin(house)
    mine = provider.log_in(address)
    assert come_back(house, {**mine, "code": stolen["code"]}, cookie).status_code == 401


@pytest.mark.parametrize("sent", [{"error": "access_denied", "code": ""}, {"code": ""}, {"iss": "https://evil.example"}])
def test_what_the_provider_refuses_or_another_one_says_is_refused(
    house: People, provider: FakeProvider, sent: dict[str, str]
) -> None:
    address, cookie = begin(house)
    assert come_back(house, {**provider.log_in(address), **sent}, cookie).status_code == 401


def test_an_account_that_is_closed_stays_closed(house: People, provider: FakeProvider) -> None:
    _add(house, "person-9", Role.GATE, active=False)
    provider.claims = {"sub": "person-9"}
    assert log_in(house, provider).status_code == 401
    assert entries(house)[0] == ("session.refused", {"by": "provider", "reason": "account closed"})


def test_an_account_is_added_only_where_a_claim_gives_one_role(house: People) -> None:
    roles = {"rl-bureau": Role.BUREAU, "rl-gate": Role.GATE}
    provider = attach(house, oidc_role_claim="groups", oidc_roles=roles)
    for groups in (None, [], ["staff"], "staff", ["rl-bureau", "rl-gate"], {"rl-bureau": 1}, [["rl-bureau"]]):
        provider.claims = {"sub": "person-3", "groups": groups}
        assert log_in(house, provider).status_code == 401, groups
    for subject, groups in (("person-3", ["staff", "rl-gate", "rl-gate"]), ("person-4", "rl-bureau")):
        provider.claims = {"sub": subject, "groups": groups}
        assert log_in(house, provider).status_code == 200, groups
    actions = entries(house)
    assert ("user.added", {"by": "provider", "role": "gate"}) in actions
    users = house.client("administrator").get("/api/v1/users?limit=100").json()["items"]
    assert sum(user["external_subject"] == f"{ISSUER} person-3" for user in users) == 1


def role_of(house: People, token: str) -> str | None:
    """Role of a cookie session; ``None``: it has ended."""
    answer = house.anonymous.get("/api/v1/sessions/current", headers={"cookie": f"{SESSION}={token}"})
    return answer.json()["role"] if answer.status_code == 200 else None


def test_a_role_that_the_provider_takes_away_ends_with_all_its_sessions(house: People) -> None:
    roles = {"rl-bureau": Role.BUREAU, "rl-gate": Role.GATE}
    provider = attach(house, oidc_role_claim="groups", oidc_roles=roles)
    provider.claims = {"sub": "person-3", "groups": ["rl-bureau"]}
    before = [session_of(log_in(house, provider)) for _ in range(2)]
    assert [role_of(house, token) for token in before] == ["bureau", "bureau"]
    for groups in ([], ["rl-bureau", "rl-gate"]):
        provider.claims = {"sub": "person-3", "groups": groups}
        assert log_in(house, provider).status_code == 401
        assert [role_of(house, token) for token in before] == [None, None]
        assert entries(house)[0] == ("session.refused", {"by": "provider", "reason": "role withdrawn"})
        assert ("user.changed", {"by": "provider", "role": None}) in entries(house)
    provider.claims = {"sub": "person-3", "groups": ["rl-bureau"]}
    assert role_of(house, session_of(log_in(house, provider))) == "bureau"


def test_another_role_of_the_provider_takes_the_place_of_the_former(house: People) -> None:
    provider = attach(house, oidc_role_claim="groups", oidc_roles={"rl-bureau": Role.BUREAU, "rl-gate": Role.GATE})
    provider.claims = {"sub": "person-3", "groups": ["rl-bureau"]}
    former = session_of(log_in(house, provider))
    provider.claims = {"sub": "person-3", "groups": ["rl-gate"]}
    assert role_of(house, session_of(log_in(house, provider))) == "gate"
    assert role_of(house, former) is None
    assert ("user.changed", {"by": "provider", "role": "gate"}) in entries(house)


def test_a_role_that_the_administrator_has_given_does_not_follow_the_claim(house: People) -> None:
    provider = attach(house, oidc_role_claim="groups", oidc_roles={"rl-bureau": Role.BUREAU})
    provider.claims = {"sub": "person-1", "groups": ["rl-bureau"]}
    assert role_of(house, session_of(log_in(house, provider))) == "enterprise"


DOCUMENTS: dict[str, dict[str, Any]] = {
    "another issuer": {"issuer": "https://id.example/"},
    "an open address": {"authorization_endpoint": "http://id.example/authorize"},
    "an open address of this machine": {"authorization_endpoint": "http://127.0.0.1/authorize"},
    "no address": {"authorization_endpoint": None},
    "a script": {"authorization_endpoint": "javascript:alert(1)"},
}


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_provider_that_tells_odd_addresses_is_not_used(house: People, provider: FakeProvider, name: str) -> None:
    provider.document = DOCUMENTS[name]
    answer = house.anonymous.get(OIDC, follow_redirects=False)
    assert (answer.status_code, answer.json()["type"]) == (503, "urn:returnline:problem:identity-provider-unavailable")


def test_a_provider_that_is_away_is_told_and_passwords_still_work(house: People, provider: FakeProvider) -> None:
    address, cookie = begin(house)
    sent = provider.log_in(address)
    provider.down = True
    answer = come_back(house, sent, cookie)
    assert answer.status_code == 503 and answer.headers["retry-after"] == "5"
    login = {"name": "bureau", "password": "correct horse battery"}
    assert house.anonymous.post("/api/v1/sessions", json=login).status_code == 201


def test_a_provider_that_is_away_is_not_asked_by_everybody_who_comes(house: People, provider: FakeProvider) -> None:
    provider.down = True
    for _ in range(4):
        assert house.anonymous.get(OIDC, follow_redirects=False).status_code == 503
    assert len(provider.asked) == 1
    provider.down = False
    house.clock.now += AWAY_S
    assert log_in(house, provider).status_code == 200


def test_the_secret_may_stand_in_a_file_and_go_in_the_form(house: People, tmp_path: Path) -> None:
    file = tmp_path / "secret"
    file.write_text(f"{SECRET}\n", encoding="utf-8")
    provider = attach(house, oidc_client_secret=None, oidc_client_secret_file=file)
    assert log_in(house, provider).status_code == 200
    provider.document = {"token_endpoint_auth_methods_supported": ["client_secret_post"]}
    house.clock.now += KEPT_S
    assert log_in(house, provider).status_code == 200
    file.write_text("wrong", encoding="utf-8")
    assert log_in(house, provider).status_code == 401
    file.unlink()
    assert log_in(house, provider).status_code == 503


def test_without_a_provider_the_way_is_closed(tmp_path: Path) -> None:
    with people(tmp_path) as house:
        for address in (OIDC, f"{OIDC}/callback"):
            assert house.anonymous.get(address, follow_redirects=False).status_code == 409


@pytest.mark.parametrize(
    "changed",
    [
        {"oidc_issuer": "http://id.example"},
        {"oidc_client_id": None},
        {"oidc_redirect_uri": None},
        {"oidc_client_secret_file": "x"},
        {"oidc_role_claim": "groups"},
        {"oidc_role_claim": "groups", "oidc_roles": {"firms": "enterprise"}},
        {"oidc_role_claim": "groups", "oidc_roles": {"all": "emperor"}},
    ],
)
def test_a_provider_that_is_set_by_halves_or_unencrypted_is_refused(changed: dict[str, Any]) -> None:
    with pytest.raises(ValueError):
        Settings(**{**SETTINGS, **changed})


def test_a_provider_on_this_machine_needs_no_encryption() -> None:
    assert Settings(**{**SETTINGS, "oidc_issuer": "http://localhost:9000/realm"}).oidc_issuer
    assert SECRET not in repr(Settings(**SETTINGS))


def test_the_administrator_gives_an_account_its_subject(house: People, provider: FakeProvider) -> None:
    client = house.client("administrator")
    new = {"name": "by-subject", "role": "logistics", "subject": "person-5"}
    made = client.post("/api/v1/users", json=new, headers={"idempotency-key": "s"})
    assert made.status_code == 201 and made.json()["external_subject"] == f"{ISSUER} person-5"
    provider.claims = {"sub": "person-5"}
    assert log_in(house, provider).status_code == 200
    login = {"name": "by-subject", "password": "correct horse battery"}
    assert house.anonymous.post("/api/v1/sessions", json=login).status_code == 401
    twice = client.post("/api/v1/users", json={**new, "name": "x"}, headers={"idempotency-key": "t"})
    assert twice.status_code == 409
    address = f"/api/v1/users/{made.json()['user_id']}"
    changed = client.patch(address, json={"subject": "person-6"}, headers={"if-match": made.headers["etag"]})
    assert changed.json()["external_subject"] == f"{ISSUER} person-6"
    taken = client.patch(address, json={"subject": "person-1"}, headers={"if-match": changed.headers["etag"]})
    assert taken.status_code == 409
    nothing = client.post("/api/v1/users", json={"name": "y", "role": "gate"}, headers={"idempotency-key": "u"})
    assert nothing.status_code == 422


def test_the_command_gives_an_account_its_subject(
    house: People, provider: FakeProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    from api.settings import settings

    told = ["user", "add", "by-command", "--role", "gate", "--subject", "person-7", "--db", str(house.settings.db_url)]
    for name, value in SETTINGS.items():
        monkeypatch.setenv(f"RETURNLINE_{name.upper()}", value)
    settings.cache_clear()
    try:
        assert run(told) == 0
        assert run([*told[:2], "again", *told[3:]]) == 64
    finally:
        monkeypatch.undo()
        settings.cache_clear()
    provider.claims = {"sub": "person-7"}
    assert log_in(house, provider).status_code == 200
