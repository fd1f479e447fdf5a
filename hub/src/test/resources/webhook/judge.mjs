// Verifies webhooks with the library standardwebhooks alone. Argument: a file of secret, id, timestamp, signature, body in base64.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

const { Webhook, WebhookVerificationError } = createRequire(join(process.cwd(), "judge.js"))("standardwebhooks");
const seen = readFileSync(process.argv[2], "utf8")
  .split("\n")
  .filter((line) => line !== "")
  .map((line) => {
    const [secret, id, timestamp, signature, body] = line.split("\t");
    const headers = { "webhook-id": id, "webhook-timestamp": timestamp, "webhook-signature": signature };
    try {
      new Webhook(secret).verify(Buffer.from(body, "base64"), headers);
      return "taken";
    } catch (refused) {
      if (refused instanceof WebhookVerificationError) return "refused";
      throw refused;
    }
  });
console.log(JSON.stringify({ seen }));
