"""A passkey in software: answers challenges as a browser with an authenticator does, rightly or wrongly on demand."""

import json
import secrets
from dataclasses import dataclass, field
from hashlib import sha256

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from fido2.cose import ES256
from fido2.utils import websafe_encode
from fido2.webauthn import AttestationObject, AttestedCredentialData, AuthenticatorData, CollectedClientData

ORIGIN, HOST = "https://testserver", "testserver"
PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40


@dataclass
class Authenticator:
    origin: str = ORIGIN
    host: str = HOST
    verifies: bool = True
    counter: int = 0
    counts: bool = True
    identity: bytes = field(default_factory=lambda: secrets.token_bytes(16))

    def __post_init__(self) -> None:
        self.key = ec.generate_private_key(ec.SECP256R1())

    def copy(self) -> "Authenticator":
        """What a thief has who read out the key."""
        stolen = Authenticator(self.origin, self.host, self.verifies, self.counter, self.counts, self.identity)
        stolen.key = self.key
        return stolen

    def make(self, options: dict) -> str:
        public = ES256.from_cryptography_key(self.key.public_key())
        attested = AttestedCredentialData.create(b"\0" * 16, self.identity, public)
        data = AuthenticatorData.create(sha256(self.host.encode()).digest(), self._flags | ATTESTED, 0, attested)
        told = AttestationObject.create("none", data, {})
        return self._sent(attestationObject=bytes(told), clientDataJSON=self._client(options, "create"))

    def prove(self, options: dict) -> str:
        self.counter += 1 if self.counts else 0
        data = AuthenticatorData.create(sha256(self.host.encode()).digest(), self._flags, self.counter)
        client = self._client(options, "get")
        signature = self.key.sign(bytes(data) + sha256(client).digest(), ec.ECDSA(hashes.SHA256()))
        return self._sent(authenticatorData=bytes(data), clientDataJSON=client, signature=signature)

    @property
    def _flags(self) -> int:
        return PRESENT | (VERIFIED if self.verifies else 0)

    def _client(self, options: dict, deed: str) -> bytes:
        challenge = options["publicKey"]["challenge"]
        return bytes(CollectedClientData.create(f"webauthn.{deed}", challenge, self.origin))

    def _sent(self, **response: bytes) -> str:
        identity = websafe_encode(self.identity)
        said = {name: websafe_encode(value) for name, value in response.items()}
        return json.dumps({"id": identity, "rawId": identity, "type": "public-key", "response": said})
