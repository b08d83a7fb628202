// What bots written with @slack/web-api and @slack/bolt do, against a running server: in Socket
// Mode, or with PORT as a web server of their own. Says each step on a line; ends with status 0 when
// all were as they must be.
import assert from "node:assert/strict";
import { createRequire } from "node:module";

const { BOT_TOKEN, APP_TOKEN, PERSON_TOKEN, SLOW_TOKEN, RUCHE_URL, CHANNEL, SDK, PORT, SECRET } = process.env;
const require = createRequire(`${SDK}/package.json`);
const { WebClient, ErrorCode, retryPolicies } = require("@slack/web-api");
const { App, ExpressReceiver, LogLevel } = require("@slack/bolt");

const slackApiUrl = `${RUCHE_URL}/api/`;
const options = { slackApiUrl, logLevel: LogLevel.ERROR, retryConfig: { retries: 0 } };
const web = new WebClient(BOT_TOKEN, options);
const person = new WebClient(PERSON_TOKEN, options);
const heard = [];
const waiting = [];

function hear(what, detail = {}) {
  heard.push([what, detail]);
  for (const look of [...waiting]) look();
}

/** The first that was heard under this name and fits; waits for it. */
function hears(what, fits = () => true) {
  return new Promise((resolve) => {
    const look = () => {
      const at = heard.findIndex(([name, detail]) => name === what && fits(detail));
      if (at < 0) return;
      const [[, detail]] = heard.splice(at, 1);
      if (waiting.includes(look)) waiting.splice(waiting.indexOf(look), 1);
      resolve(detail);
    };
    waiting.push(look);
    look();
  });
}

async function refused(code, work) {
  const error = await work.then(
    () => assert.fail(`${code} was expected`),
    (reason) => reason,
  );
  assert.equal(error.data?.error, code);
}

async function methods() {
  const me = await web.auth.test();
  assert.ok(me.bot_id && me.user_id && me.url.endsWith("/"));
  const text = "Hive 4 & <others>";
  const block = { type: "section", text: { type: "mrkdwn", text: "*Hive*" } };
  const posted = await web.chat.postMessage({ channel: CHANNEL, text, blocks: [block] });
  assert.equal(posted.message.bot_id, me.bot_id);
  assert.equal(posted.message.blocks[0].type, "section");
  const ts = posted.ts;
  await web.chat.postMessage({ channel: CHANNEL, text: "below", thread_ts: ts });
  const thread = await web.conversations.replies({ channel: CHANNEL, ts });
  assert.deepEqual([thread.messages.length, thread.messages[1].thread_ts], [2, ts]);
  await web.reactions.add({ channel: CHANNEL, name: "bee", timestamp: ts });
  await refused("already_reacted", web.reactions.add({ channel: CHANNEL, name: "bee", timestamp: ts }));
  await web.chat.update({ channel: CHANNEL, ts, text: "changed", blocks: [] });
  const history = await web.conversations.history({ channel: CHANNEL, latest: ts, inclusive: true, limit: 1 });
  assert.equal(history.messages[0].text, "changed");
  assert.ok(history.messages[0].edited.ts);
  const sent = await web.filesUploadV2({ channel_id: CHANNEL, filename: "hive.txt", file: Buffer.from("honey") });
  assert.ok(sent.ok && sent.files[0].files[0].id.startsWith("F"));
  await refused("channel_not_found", web.chat.postMessage({ channel: "C0NOBODY0", text: "x" }));
  await refused("invalid_auth", new WebClient("xoxb-none", options).auth.test());
  await refused("unknown_method", web.apiCall("admin.users.list"));
  const channels = [];
  for await (const page of web.paginate("conversations.list", { limit: 1 }))
    channels.push(...page.channels.map((one) => one.name));
  assert.deepEqual(channels.sort(), ["general", "second", "third"]);
  const people = await web.users.list();
  assert.ok(people.members.some((one) => one.id === me.user_id && one.is_bot));
}

async function limits() {
  const strict = { ...options, rejectRateLimitedCalls: true, retryConfig: retryPolicies.tenRetriesInAboutThirtyMinutes };
  const slow = new WebClient(SLOW_TOKEN, strict);
  let error;
  for (let n = 0; n < 50 && !error; n += 1) await slow.auth.test().catch((reason) => (error = reason));
  assert.equal(error.code, ErrorCode.RateLimitedError);
  assert.ok(error.retryAfter >= 1);
  const patient = new WebClient(SLOW_TOKEN, { slackApiUrl, logLevel: LogLevel.ERROR });
  let waited = 0;
  patient.on("rate_limited", () => (waited += 1));
  for (let n = 0; n < 50 && !waited; n += 1) assert.ok((await patient.auth.test()).ok);
  assert.ok(waited >= 1);
}

const FORM = {
  type: "modal",
  callback_id: "report",
  title: { type: "plain_text", text: "Report" },
  submit: { type: "plain_text", text: "Send" },
  blocks: [
    {
      type: "input",
      block_id: "what",
      label: { type: "plain_text", text: "What?" },
      element: { type: "plain_text_input", action_id: "text" },
    },
  ],
};

function make() {
  const linked = { appToken: APP_TOKEN, socketMode: true };
  const served = () => ({ receiver: new ExpressReceiver({ signingSecret: SECRET, logLevel: LogLevel.ERROR }) });
  const app = new App({
    token: BOT_TOKEN,
    ...(PORT ? served() : linked),
    logLevel: LogLevel.ERROR,
    clientOptions: { slackApiUrl },
  });
  app.event("app_mention", async ({ event, say }) => {
    hear("answered", await say({ text: "Here!", thread_ts: event.ts }));
  });
  app.message(/./, async ({ message }) => hear("message", message));
  app.event("reaction_added", async ({ event }) => hear("reaction", event));
  app.command("/hive", async ({ command, ack, respond }) => {
    await ack({ response_type: "in_channel", text: `Asked: ${command.text}` });
    await respond("And later.");
    hear("command", command);
  });
  app.action("open_form", async ({ ack, body, client }) => {
    await ack();
    const opened = await client.views.open({ trigger_id: body.trigger_id, view: FORM });
    hear("opened", opened.view);
  });
  app.view("report", async ({ ack, view }) => {
    const said = view.state.values.what.text.value;
    await ack(said ? undefined : { response_action: "errors", errors: { what: "Say something." } });
    hear("submitted", { said });
  });
  app.error(async (error) => {
    console.error(error);
    process.exit(1);
  });
  return app;
}

async function interplay() {
  const me = await web.auth.test();
  const asked = await person.chat.postMessage({ channel: CHANNEL, text: `<@${me.user_id}> where?` });
  const answer = await hears("answered");
  assert.equal(answer.message.thread_ts, asked.ts);
  await person.reactions.add({ channel: CHANNEL, name: "bee", timestamp: asked.ts });
  assert.equal((await hears("reaction")).item.ts, asked.ts);
  await person.apiCall("chat.command", { channel: CHANNEL, command: "/hive", text: "four" });
  assert.equal((await hears("command")).text, "four");
  const { messages } = await person.conversations.history({ channel: CHANNEL, limit: 1 });
  assert.equal(messages[0].text, "Asked: four");
  const button = { type: "button", action_id: "open_form", value: "4", text: { type: "plain_text", text: "Report" } };
  const blocks = [{ type: "actions", block_id: "choice", elements: [button] }];
  const posted = await web.chat.postMessage({ channel: CHANNEL, text: "Press", blocks });
  const container = { type: "message", channel_id: CHANNEL, message_ts: posted.ts };
  await person.apiCall("blocks.actions", { container, actions: [{ type: "button", action_id: "open_form", block_id: "choice" }] });
  const form = await hears("opened");
  const values = (value) => ({ values: { what: { text: { type: "plain_text_input", value } } } });
  const wrong = await person.apiCall("views.submit", { view_id: form.id, state: values("") });
  assert.deepEqual(wrong.errors, { what: "Say something." });
  await person.apiCall("views.submit", { view_id: form.id, state: values("A swarm") });
  await hears("submitted", (one) => one.said === "A swarm");
}

if (!PORT) {
  await methods();
  console.log("methods");
  await limits();
  console.log("limits");
}
const app = make();
await (PORT ? app.start({ port: Number(PORT), host: "127.0.0.1" }) : app.start());
console.log("linked");
await interplay();
console.log("interplay");
if (!PORT) {
  const texts = ["one", "two", "three"].map((text) => `${text} after the disconnect`);
  for (const text of texts) await person.chat.postMessage({ channel: CHANNEL, text });
  for (const text of texts) await hears("message", (one) => one.text === text);
  console.log("again");
}
await app.stop();
