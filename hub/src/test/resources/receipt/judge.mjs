// Verifies a receipt with jose alone. Arguments: receipt, JWKS.
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const require = createRequire(process.cwd() + "/");
const { compactVerify, createLocalJWKSet } = await import(pathToFileURL(require.resolve("jose")));

const document = JSON.parse(readFileSync(process.argv[2], "utf-8"));
const keys = createLocalJWKSet(JSON.parse(readFileSync(process.argv[3], "utf-8")));
const verified = await compactVerify(document.jws, keys, { algorithms: ["EdDSA"] });
const payload = JSON.parse(new TextDecoder().decode(verified.payload));

const [head, body, signature] = document.jws.split(".");
const changed = Buffer.from(Buffer.from(body, "base64url").toString().replace("approve", "decline")).toString("base64url");
const forged = await compactVerify(`${head}.${changed}.${signature}`, keys).then(() => "taken", () => "refused");

const words = '{"kind":"approval","options":[{"value":"approve"},{"value":"decline"}],"prompt":"Ship?"}';
const shown = createHash("sha256").update(words).digest("hex");

const number = (value) => { const bytes = Buffer.alloc(8); bytes.writeBigInt64BE(BigInt(value)); return bytes; };
const text = (value) => {
  const length = Buffer.alloc(4);
  length.writeInt32BE(value === undefined ? -1 : Buffer.byteLength(value));
  return Buffer.concat([length, Buffer.from(value ?? "")]);
};
const micros = (time) => {
  const [, seconds, fraction] = /^(.*?)(?:\.(\d+))?Z$/.exec(time);
  return number(BigInt(Date.parse(seconds + "Z")) * 1000n + BigInt((fraction ?? "").padEnd(6, "0")));
};
const hex = (value) => Buffer.from(value, "hex");
const event = payload.event;
const hash = createHash("sha256").update(Buffer.concat([
  hex(event.previousHash), number(event.position), text(event.stream), number(event.version), text(event.id),
  text(event.type), text(event.actor), micros(event.occurredAt), micros(event.recordedAt), text(event.correlationId),
  text(event.causationId), hex(event.commandDigest), createHash("sha256").update(event.data).digest(),
])).digest("hex");
console.log(JSON.stringify({ payload, forged, shown, hash }));
