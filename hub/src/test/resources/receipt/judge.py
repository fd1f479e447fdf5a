"""Verifies a receipt with jwcrypto alone, and computes its digests with nothing of the hub's. Arguments: receipt, JWKS."""
import base64
import datetime
import hashlib
import json
import struct
import sys

from jwcrypto import jwk, jws

document = json.load(open(sys.argv[1], encoding="utf-8"))
keys = jwk.JWKSet.from_json(open(sys.argv[2], encoding="utf-8").read())
token = jws.JWS()
token.allowed_algs = ["EdDSA"]
token.deserialize(document["jws"])
token.verify(keys.get_key(token.jose_header["kid"]))
payload = json.loads(token.payload)

forged = "refused"
head, body, signature = document["jws"].split(".")
changed = base64.urlsafe_b64encode(token.payload.replace(b"approve", b"decline")).rstrip(b"=").decode()
try:
    other = jws.JWS()
    other.allowed_algs = ["EdDSA"]
    other.deserialize(f"{head}.{changed}.{signature}")
    other.verify(keys.get_key(token.jose_header["kid"]))
    forged = "taken"
except jws.InvalidJWSSignature:
    pass

words = {"kind": "approval", "prompt": "Ship?", "options": [{"value": "approve"}, {"value": "decline"}]}
shown = hashlib.sha256(json.dumps(words, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()).hexdigest()


def text(value):
    return struct.pack(">i", -1) if value is None else struct.pack(">i", len(value.encode())) + value.encode()


def micros(time):
    stamp = datetime.datetime.fromisoformat(time.replace("Z", "+00:00"))
    epoch = datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc)
    return struct.pack(">q", (stamp - epoch) // datetime.timedelta(microseconds=1))


event = payload["event"]
chained = hashlib.sha256(
    bytes.fromhex(event["previousHash"])
    + struct.pack(">q", event["position"])
    + text(event["stream"])
    + struct.pack(">q", event["version"])
    + text(event["id"])
    + text(event["type"])
    + text(event["actor"])
    + micros(event["occurredAt"])
    + micros(event["recordedAt"])
    + text(event.get("correlationId"))
    + text(event.get("causationId"))
    + bytes.fromhex(event["commandDigest"])
    + hashlib.sha256(event["data"].encode()).digest()
).hexdigest()
print(json.dumps({"payload": payload, "forged": forged, "shown": shown, "hash": chained}))
