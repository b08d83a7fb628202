// Calls methods with @slack/web-api: a line of JSON says which, a line of JSON is the answer.
import { createRequire } from "node:module";
import { createInterface } from "node:readline";

const { API_URL: slackApiUrl, SDK, TOKENS } = process.env;
const require = createRequire(`${SDK}/package.json`);
const { WebClient, LogLevel } = require("@slack/web-api");

const options = { slackApiUrl, logLevel: LogLevel.ERROR, retryConfig: { retries: 0 } };
const clients = Object.fromEntries(
  Object.entries(JSON.parse(TOKENS)).map(([by, token]) => [by, new WebClient(token, options)]),
);

/** The SDK's own function of a method, where it has one. */
function own(web, method) {
  const names = method.split(".");
  const last = names.pop();
  const family = names.reduce((held, name) => held?.[name], web);
  return typeof family?.[last] === "function" ? family[last].bind(family) : undefined;
}

async function uploaded(web, { channel, ...rest }) {
  const answer = await web.filesUploadV2({ channel_id: channel, ...rest });
  return { ok: answer.ok, files: answer.files.flatMap((one) => one.files) };
}

async function answer({ by, method, args, pages }) {
  const web = clients[by];
  if (pages) {
    const found = [];
    for await (const page of web.paginate(method, args)) found.push(page);
    return found;
  }
  if (method === "files_upload_v2") return uploaded(web, args);
  return (own(web, method) ?? ((given) => web.apiCall(method, given)))(args);
}

for await (const line of createInterface({ input: process.stdin })) {
  const said = await answer(JSON.parse(line)).catch((error) => error.data ?? { error: String(error) });
  console.log(JSON.stringify(said));
}
