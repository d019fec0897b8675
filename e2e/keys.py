"""People with accounts and API keys, made over the API."""

import secrets

import httpx

from e2e.server import Server

SECONDS = 60


def new_key(server: Server, *scopes: str) -> str:
    """The key of somebody new, with both scopes unless told otherwise."""
    person = {
        "email": f"{secrets.token_hex(6)}@example.com",
        "password": "a quite long pass phrase",
        "name": "Ada",
    }
    with httpx.Client(base_url=server.url, timeout=SECONDS) as client:
        signed = client.post("/api/auth/register", json=person)
        assert signed.status_code == 201, signed.text
        bearer = {"Authorization": f"Bearer {signed.json()['access']}"}
        wish = {"name": "e2e", **({"scopes": list(scopes)} if scopes else {})}
        made = client.post("/api/auth/keys", json=wish, headers=bearer)
        assert made.status_code == 201, made.text
        return str(made.json()["key"])
