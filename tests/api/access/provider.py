"""An identity provider in the test's own process: signs what it is told to sign, with keys made for the test."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, unquote_plus, urlsplit

import httpx
from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey

from tests.api.people import Clock

ISSUER = "https://id.example"
CLIENT, SECRET = "returnline", "not/a secret:at all"
REDIRECT = "https://returnline.example/api/v1/sessions/oidc/callback"


def rsa(kid: str) -> RSAKey:
    """A key pair."""
    return RSAKey.generate_key(2048, {"kid": kid, "use": "sig"}, private=True)


@dataclass
class FakeProvider:
    """Endpoints of a provider as a transport of httpx.

    Attributes
    ----------
    claims : dict
        Claims that the next token has in place of, or beside, the right ones; ``None`` leaves one out.
    forged : callable, optional
        Makes another token of the claims.
    codes : dict
        Code → (nonce, challenge) of the login that it was given out for; each is taken once.
    """

    clock: Clock
    key: RSAKey = field(default_factory=lambda: rsa("one"))
    published: list[RSAKey] | None = None
    claims: dict[str, Any] = field(default_factory=dict)
    document: dict[str, Any] = field(default_factory=dict)
    codes: dict[str, tuple[str, str]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    down: bool = False
    forged: Callable[[dict[str, Any]], str] | None = None

    @property
    def transport(self) -> httpx.MockTransport:
        """For ``api.access.oidc.Provider``."""
        return httpx.MockTransport(self._answer)

    def log_in(self, address: str) -> dict[str, str]:
        """What the browser brings back after a person has logged in at an address of the provider."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        assert asked["response_type"] == "code" and asked["code_challenge_method"] == "S256"
        assert (asked["client_id"], asked["redirect_uri"]) == (CLIENT, REDIRECT)
        assert "openid" in asked["scope"].split()
        code = f"code-{len(self.codes)}"
        self.codes[code] = (asked["nonce"], asked["code_challenge"])
        return {"code": code, "state": asked["state"], "session_state": "whatever"}

    def _answer(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request.url.path)
        if self.down:
            raise httpx.ConnectError("no route to host")
        if request.url.path == "/.well-known/openid-configuration":
            told = {
                "issuer": ISSUER, "authorization_endpoint": f"{ISSUER}/authorize", "token_endpoint": f"{ISSUER}/token",
                "jwks_uri": f"{ISSUER}/keys",
            }  # fmt: skip
            return httpx.Response(200, json={**told, **self.document})
        if request.url.path == "/keys":
            keys = KeySet([self.key] if self.published is None else self.published).as_dict(private=False)
            return httpx.Response(200, json={"keys": [*keys["keys"], {"kty": "unknown", "kid": "odd"}]})
        return self._token(request)

    def _token(self, request: httpx.Request) -> httpx.Response:
        sent = {name: values[0] for name, values in parse_qs(request.content.decode()).items()}
        basic = base64.b64decode(request.headers.get("authorization", "").removeprefix("Basic ")).decode()
        client, _, secret = basic.partition(":")
        client, secret = sent.get("client_id", unquote_plus(client)), sent.get("client_secret", unquote_plus(secret))
        nonce, challenge = self.codes.pop(sent["code"], ("", ""))
        digest = hashlib.sha256(sent["code_verifier"].encode()).digest()
        proved = base64.urlsafe_b64encode(digest).decode().rstrip("=") == challenge
        if (client, secret) != (CLIENT, SECRET) or not proved or sent["redirect_uri"] != REDIRECT:
            return httpx.Response(400, json={"error": "invalid_grant"})
        return httpx.Response(200, json={"token_type": "Bearer", "access_token": "x", "id_token": self._signed(nonce)})

    def _signed(self, nonce: str) -> str:
        now = self.clock.now
        claims = {"iss": ISSUER, "sub": "person-1", "aud": CLIENT, "exp": now + 300, "iat": now, "nonce": nonce}
        kept = {name: value for name, value in {**claims, **self.claims}.items() if value is not None}
        if self.forged is not None:
            return self.forged(kept)
        return jwt.encode({"alg": "RS256", "kid": self.key.kid}, kept, self.key, algorithms=["RS256"])


def unsigned(claims: dict[str, Any]) -> str:
    """A token with the algorithm ``none``."""
    return f"{_text({'alg': 'none'})}.{_text(claims)}."


def signed_with_public_key(claims: dict[str, Any], key: RSAKey) -> str:
    """A token whose shared secret is the public key that everybody knows."""
    signed = f"{_text({'alg': 'HS256', 'kid': key.kid})}.{_text(claims)}"
    digest = hmac.new(key.as_pem(private=False), signed.encode(), hashlib.sha256).digest()
    return f"{signed}.{base64.urlsafe_b64encode(digest).decode().rstrip('=')}"


def _text(part: dict[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=")
