// Run by test_clients.py where the folder of the TypeScript SDK is named: a patient client, a slow person, a wrong tool,
// and prompts, a completed name and the resource that it leads to.
// argv: JSON of {command, args, env, tool, arguments, patience, slow}; prints JSON of what it was told.
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const told = JSON.parse(process.argv[2]);
const require = createRequire(pathToFileURL(`${told.sdk}/package.json`));
const load = (path) => import(pathToFileURL(require.resolve(`@modelcontextprotocol/sdk/${path}`)).href);
const { Client } = await load("client/index.js");
const { StdioClientTransport } = await load("client/stdio.js");
const { ElicitRequestSchema } = await load("types.js");

const heard = [];
const client = new Client({ name: "typescript", version: "1" }, { capabilities: { elicitation: { form: {} } } });
client.setRequestHandler(ElicitRequestSchema, async () => {
  await new Promise((done) => setTimeout(done, told.slow));
  return { action: "accept", content: { approve: true } };
});
await client.connect(new StdioClientTransport({ command: told.command, args: told.args, env: told.env }));
const result = await client.callTool({ name: told.tool, arguments: told.arguments }, undefined, {
  timeout: told.patience,
  resetTimeoutOnProgress: true,
  onprogress: (progress) => heard.push(progress.message),
});
const unknown = await client.callTool({ name: "ashby_candidate_infos", arguments: {} }).catch((error) => error);
const { prompts } = await client.listPrompts();
const ref = { type: "ref/resource", uri: "ashby://candidate/{id}" };
const { completion } = await client.complete({ ref, argument: { name: "id", value: told.person } });
const uri = `ashby://candidate/${encodeURIComponent(completion.values[0])}`;
const read = (await client.readResource({ uri })).contents[0].text;
await client.close();
const seen = { prompts: prompts.map((it) => it.name), completed: completion.values, read };
console.log(
  JSON.stringify({ ...seen, failed: Boolean(result.isError), heard, code: unknown.code, message: unknown.message }),
);
