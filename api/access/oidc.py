"""Login by an identity provider: OpenID Connect Core 1.0, authorization code flow with PKCE, state and nonce.

What a login needs to remember until the browser comes back travels sealed in a cookie; the provider's addresses and
keys are read from the issuer of the settings alone. Nothing in an answer of the provider is believed unsigned.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets
import ssl
import threading
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any
from urllib.parse import quote_plus, urlencode, urlsplit

import httpx
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from api.access.roles import Role
from api.identity.cipher import Cell, Cipher, NotOurs
from api.settings import Settings
from api.store.accounts import external_subject

LOGIN_LASTS_S = 600
LEEWAY_S = 60
"""How far the provider's clock may be from ours."""
ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA", "Ed25519")
"""Signatures with a public key; never ``none``, never a shared secret (RFC 8725 section 3.1)."""
KEY_TYPES = frozenset({"RSA", "EC", "OKP"})
KEPT_S = 3_600
LEAST_BETWEEN_S = 60
"""Unknown keys make the provider's be read again, at most once in so many seconds."""
AWAY_S = 5
"""A provider that did not answer is not asked again so soon: anybody may begin a login, and each would wait."""
TIMEOUT_S = 5.0
MOST_BYTES = 1 << 20
MOST_TOKEN = 65_536
SUBJECT_MAX = 255
RANDOM_BYTES = 32
CELL = Cell("oidc", "login", "cookie")
LOOPBACK = frozenset({"localhost", "127.0.0.1"})


class Refused(Exception):
    """The login is not taken; ``reason`` is a word for the audit log."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class ProviderAway(Exception):
    """The provider does not answer, or not as OpenID Connect has it."""


@dataclass(frozen=True, slots=True)
class Begun:
    """A login under way: what is compared when the browser comes back."""

    state: str
    nonce: str
    verifier: str
    expires_at: int

    @classmethod
    def new(cls, now: int) -> Begun:
        """Fresh random values (RFC 7636 section 4.1: 43 signs at least)."""
        state, nonce, verifier = (secrets.token_urlsafe(RANDOM_BYTES) for _ in range(3))
        return cls(state, nonce, verifier, now + LOGIN_LASTS_S)

    @property
    def state_digest(self) -> str:
        """What is remembered of a state that has come back."""
        return hashlib.sha256(self.state.encode()).hexdigest()

    @property
    def challenge(self) -> str:
        """What the provider learns of the verifier (RFC 7636, S256)."""
        return base64.urlsafe_b64encode(hashlib.sha256(self.verifier.encode()).digest()).decode().rstrip("=")

    def sealed(self, cipher: Cipher) -> str:
        """Value of the cookie."""
        return base64.urlsafe_b64encode(cipher.seal(json.dumps(asdict(self)), CELL)).decode()

    @classmethod
    def opened(cls, cookie: str, state: str, cipher: Cipher, now: int) -> Begun:
        """The login that a browser comes back to.

        Raises
        ------
        Refused
            The cookie is missing, altered or late, or the state is another one.
        """
        try:
            begun = cls(**json.loads(cipher.open(base64.urlsafe_b64decode(cookie), CELL)))
        except (NotOurs, ValueError) as error:
            raise Refused("no login under way") from error
        if not now < begun.expires_at <= now + LOGIN_LASTS_S:
            raise Refused("late")
        if not hmac.compare_digest(begun.state.encode(), state.encode()):
            raise Refused("state")
        return begun


@dataclass(frozen=True, slots=True)
class Identity:
    """Who somebody is at the provider."""

    issuer: str
    subject: str
    claims: Mapping[str, Any]

    @property
    def external_subject(self) -> str:
        """Name of the person in our accounts."""
        return external_subject(self.issuer, self.subject)


class Provider:
    """One identity provider; keeps its addresses and keys for an hour."""

    def __init__(self, settings: Settings, transport: httpx.BaseTransport | None = None) -> None:
        assert settings.oidc_issuer and settings.oidc_client_id and settings.oidc_redirect_uri
        self.issuer = settings.oidc_issuer
        self._client_id, self._redirect_uri = settings.oidc_client_id, settings.oidc_redirect_uri
        self._configuration = f"{self.issuer.rstrip('/')}/.well-known/openid-configuration"
        self._scopes = " ".join(dict.fromkeys(("openid", *settings.oidc_scopes)))
        self._settings = settings
        # certificates as the system trusts them: a ministry's provider has its own authority
        self._http = httpx.Client(
            verify=ssl.create_default_context(), timeout=TIMEOUT_S, trust_env=False, transport=transport,
            headers={"Accept-Encoding": "identity"},
        )  # fmt: skip
        self._document: tuple[int, Mapping[str, Any]] | None = None
        self._keys: tuple[int, KeySet] | None = None
        self._away_at: int | None = None
        self._reading = threading.Lock()

    def address(self, begun: Begun, now: int) -> str:
        """Where the browser goes to log in."""
        asked = {
            "response_type": "code", "client_id": self._client_id, "redirect_uri": self._redirect_uri,
            "scope": self._scopes, "state": begun.state, "nonce": begun.nonce, "code_challenge": begun.challenge,
            "code_challenge_method": "S256",
        }  # fmt: skip
        endpoint = self._endpoint("authorization_endpoint", now)
        return f"{endpoint}{'&' if urlsplit(endpoint).query else '?'}{urlencode(asked)}"

    def identity(self, code: str, begun: Begun, now: int) -> Identity:
        """Who has logged in: the code is changed for a token, and the token is examined.

        Raises
        ------
        Refused
            The provider does not take the code, or the token is not one for this login.
        ProviderAway
            It does not answer as it should.
        """
        token = self._token(code, begun, now)
        claims = self._claims(token, begun, now)
        return Identity(self.issuer, str(claims["sub"]), claims)

    def _token(self, code: str, begun: Begun, now: int) -> str:
        sent = {
            "grant_type": "authorization_code", "code": code, "redirect_uri": self._redirect_uri,
            "code_verifier": begun.verifier,
        }  # fmt: skip
        headers, secret = {"Accept": "application/json"}, self._secret()
        methods = self._discovered(now).get("token_endpoint_auth_methods_supported", ["client_secret_basic"])
        if secret is None:
            sent["client_id"] = self._client_id
        elif "client_secret_basic" not in methods and "client_secret_post" in methods:
            sent |= {"client_id": self._client_id, "client_secret": secret}
        else:
            pair = f"{quote_plus(self._client_id)}:{quote_plus(secret)}".encode()
            headers["Authorization"] = f"Basic {base64.b64encode(pair).decode()}"
        endpoint = self._endpoint("token_endpoint", now)
        status, answer = self._ask(self._http.build_request("POST", endpoint, data=sent, headers=headers))
        if 400 <= status < 500:
            raise Refused("code")
        token = answer.get("id_token")
        if status != 200 or not isinstance(token, str) or len(token) > MOST_TOKEN:
            raise ProviderAway(f"the token endpoint answered {status} without a usable token")
        return token

    def _claims(self, token: str, begun: Begun, now: int) -> dict[str, Any]:
        """Claims of a token that is signed by the provider, for us, for this login, and in force now."""
        claims = self._signed(token, now)
        rules = jwt.JWTClaimsRegistry(
            now=now, leeway=LEEWAY_S, iss={"essential": True, "value": self.issuer},
            aud={"essential": True, "value": self._client_id}, exp={"essential": True}, iat={"essential": True},
            sub={"essential": True}, nonce={"essential": True, "value": begun.nonce},
        )  # fmt: skip
        try:
            rules.validate(claims)
        except JoseError as error:
            raise Refused(f"token: {getattr(error, 'claim', None) or error.error}") from error
        several = isinstance(claims["aud"], list) and len(claims["aud"]) > 1
        if claims.get("azp", None if several else self._client_id) != self._client_id:
            raise Refused("token: azp")
        subject = claims["sub"]
        if not isinstance(subject, str) or not 0 < len(subject) <= SUBJECT_MAX or not subject.isprintable():
            raise Refused("token: sub")
        return claims

    def _signed(self, token: str, now: int) -> dict[str, Any]:
        """Claims of a token with a good signature; the provider may have a new key since its keys were read."""
        for keys in (self._key_set(now, fresh=False), self._key_set(now, fresh=True)):
            try:
                return jwt.decode(token, keys, algorithms=list(ALGORITHMS)).claims
            except (JoseError, ValueError) as error:
                refused = error
        raise Refused("token: signature") from refused

    def _key_set(self, now: int, *, fresh: bool) -> KeySet:
        if self._keys is not None and 0 <= now - self._keys[0] < (LEAST_BETWEEN_S if fresh else KEPT_S):
            return self._keys[1]
        status, answer = self._ask(self._http.build_request("GET", self._endpoint("jwks_uri", now)))
        listed = answer.get("keys")
        if status != 200 or not isinstance(listed, list):
            raise ProviderAway("the provider's keys cannot be read")
        usable = [key for key in listed if isinstance(key, dict) and _signs(key)]
        try:
            found = KeySet.import_key_set({"keys": usable})
        except (JoseError, ValueError, KeyError, TypeError) as error:
            raise ProviderAway("the provider's keys cannot be used") from error
        self._keys = now, found
        return found

    def _endpoint(self, name: str, now: int) -> str:
        """An address of the provider: encrypted, unless the provider itself is on this machine."""
        address = self._discovered(now).get(name)
        parts = urlsplit(address) if isinstance(address, str) else urlsplit("")
        local = urlsplit(self.issuer).scheme == "http" and parts.hostname in LOOPBACK
        if not parts.hostname or parts.fragment or not (parts.scheme == "https" or (parts.scheme == "http" and local)):
            raise ProviderAway(f"the provider names no usable {name}")
        return parts.geturl()

    def _discovered(self, now: int) -> Mapping[str, Any]:
        with self._reading:
            if self._document is not None and 0 <= now - self._document[0] < KEPT_S:
                return self._document[1]
            if self._away_at is not None and 0 <= now - self._away_at < AWAY_S:
                raise ProviderAway("it was away a moment ago")
            try:
                status, document = self._ask(self._http.build_request("GET", self._configuration))
                if status != 200 or document.get("issuer") != self.issuer:
                    raise ProviderAway("the provider's configuration is missing, or of another issuer")
            except ProviderAway:
                self._away_at = now
                raise
            self._document = now, document
            return document

    def _ask(self, request: httpx.Request) -> tuple[int, dict[str, Any]]:
        """Status and JSON object of an answer; redirects are not followed, and nothing large is read."""
        try:
            answer = self._http.send(request, stream=True)
            try:
                content = b""
                for piece in answer.iter_bytes():
                    content += piece
                    if len(content) > MOST_BYTES:
                        raise ProviderAway("the provider's answer is too large")
            finally:
                answer.close()
        except httpx.HTTPError as error:
            raise ProviderAway(f"{type(error).__name__} at {request.url.host}") from error
        try:
            found = json.loads(content)
        except (ValueError, RecursionError):
            found = None
        if not isinstance(found, dict):
            if 400 <= answer.status_code < 500:
                return answer.status_code, {}
            raise ProviderAway(f"the provider answered {answer.status_code} without a JSON object")
        return answer.status_code, found

    def _secret(self) -> str | None:
        """The client's secret; a file is read each time, so that it can be changed while the service runs."""
        if self._settings.oidc_client_secret is not None:
            return self._settings.oidc_client_secret.get_secret_value()
        file = self._settings.oidc_client_secret_file
        try:
            return None if file is None else file.read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            raise ProviderAway("the file of the client's secret cannot be read") from error

    def close(self) -> None:
        """Close connections."""
        self._http.close()


def roles_of(identity: Identity, claim: str | None, given: Mapping[str, Role]) -> list[Role]:
    """Roles that the provider's claim gives, each once; the claim is a text, or a list of them."""
    value = identity.claims.get(claim) if claim is not None else None
    words = value if isinstance(value, list) else [value]
    return sorted({given[word] for word in words if isinstance(word, str) and word in given})


def _signs(key: Mapping[str, Any]) -> bool:
    """Whether a key is one for signatures that can be used here."""
    return key.get("kty") in KEY_TYPES and key.get("use", "sig") == "sig"
