"""Verifies webhooks with the library standardwebhooks alone. Argument: a file of secret, id, timestamp, signature, body in base64."""
import base64
import json
import sys

from standardwebhooks.webhooks import Webhook, WebhookVerificationError

seen = []
for line in open(sys.argv[1], encoding="utf-8"):
    secret, id_, timestamp, signature, body = line.rstrip("\n").split("\t")
    headers = {"webhook-id": id_, "webhook-timestamp": timestamp, "webhook-signature": signature}
    try:
        Webhook(secret).verify(base64.b64decode(body), headers)
        seen.append("taken")
    except WebhookVerificationError:
        seen.append("refused")
print(json.dumps({"seen": seen}))
