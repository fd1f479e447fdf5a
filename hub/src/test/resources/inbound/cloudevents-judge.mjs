// The SDK of CloudEvents for JavaScript, unmodified: events in both modes.
import { createRequire } from "node:module";

const { CloudEvent, HTTP } = createRequire(process.cwd() + "/")("cloudevents");
const url = process.argv[2] + "/v1/inbound/cloudevents";
const event = (number) =>
  new CloudEvent({
    id: `js-${number}`,
    source: "/judge/js",
    type: "judge.told",
    ...(number === 2 ? { alertstate: "firing", alertid: "of the judge" } : {}),
    data: { title: `Told by JavaScript ${number}` },
  });
const send = async ({ headers, body }) => {
  const answer = await fetch(url, {
    method: "POST",
    headers: { ...headers, authorization: `Bearer ${process.env.TOOL_KEY}` },
    body,
  });
  if (answer.status !== 200) throw new Error(`${answer.status} ${await answer.text()}`);
  return (await answer.json()).alerts;
};
const told = { binary: await send(HTTP.binary(event(1))), structured: await send(HTTP.structured(event(2))) };
console.log(JSON.stringify(told));
