// An agent with an unmodified npm client of the protocol: prints one JSON object of what it saw.
// Usage: node judge.mjs URL PACKAGE MODE; run in a folder with the packages; keys in AGENT_KEY and PERSON_KEY.
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

const [url, pack, mode] = process.argv.slice(2);
const require = createRequire(process.cwd() + '/');
const load = (name) => import(pathToFileURL(require.resolve(name)).href);
const fresh = pack.endsWith('/client');
const core = await load(fresh ? pack : pack + '/client/index.js');
const http = fresh ? core : await load(pack + '/client/streamableHttp.js');
const types = fresh ? null : await load(pack + '/types.js');

async function client(key, elicit) {
  const options = { capabilities: elicit ? { elicitation: { form: {} } } : {} };
  if (mode !== 'default') options.versionNegotiation = { mode };
  const made = new core.Client({ name: 'judge', version: '1' }, options);
  if (elicit) made.setRequestHandler(fresh ? 'elicitation/create' : types.ElicitRequestSchema, elicit);
  const headers = { Authorization: 'Bearer ' + process.env[key] };
  await made.connect(new http.StreamableHTTPClientTransport(new URL(url), { requestInit: { headers } }));
  return made;
}

const call = (who, name, args, options) => fresh
  ? who.callTool({ name, arguments: args }, options)
  : who.callTool({ name, arguments: args }, undefined, options);
const data = (result) => result.structuredContent;

const seen = {};
const agent = await client('AGENT_KEY');
seen.server = agent.getServerVersion()?.name;
seen.tools = (await agent.listTools()).tools.map((tool) => tool.name);
seen.notified = data(await call(agent, 'notify', { title: 'built' })).notification.title;
seen.pending = data(await call(agent, 'ask', { prompt: 'Ship it?', kind: 'approval', wait: 0 }));
const handle = seen.pending.handle;
const refused = await call(agent, 'answer', { handle, value: 'approve' });
seen.refused = [refused.isError, data(refused).problem.code];

const cancel = new AbortController();
const left = call(agent, 'await_answer', { handle, wait: 40 }, { signal: cancel.signal }).catch((gone) => gone.name ?? 'gone');
setTimeout(() => cancel.abort(), 300);
seen.cancelled = typeof (await left) === 'string';

const waiting = call(agent, 'await_answer', { handle, wait: 40 });
const person = await client('PERSON_KEY');
seen.inbox = data(await call(person, 'inbox', {})).items.map((item) => item.prompt);
await call(person, 'answer', { handle, value: 'approve' });
seen.answer = data(await waiting).answer;
try {
  await call(agent, 'nothing', {});
} catch (error) {
  seen.unknown = error.code;
}

const forms = [];
const asker = await client('PERSON_KEY', async (request) => {
  forms.push(request.params.message);
  const field = request.params.requestedSchema.properties.answer;
  const values = field.enum ?? field.oneOf.map((option) => option.const);
  return { action: 'accept', content: { answer: values.at(-1) } };
});
const told = await call(asker, 'ask', { prompt: 'Which?', options: ['a', { value: 'b', label: 'The other' }] });
seen.elicited = [forms, data(told).answer];
const decliner = await client('PERSON_KEY', async () => ({ action: 'decline' }));
seen.left = data(await call(decliner, 'ask', { prompt: 'Now?', kind: 'approval', wait: 1 })).state;
console.log(JSON.stringify(seen));
process.exit(0);
