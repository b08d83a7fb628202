// What old programs do with @slack/webhook and @slack/rtm-api, against a running server. Says each
// step on a line; ends with status 0 when all were as they must be.
import assert from "node:assert/strict";
import { once } from "node:events";
import { createRequire } from "node:module";

const { BOT_TOKEN, PERSON_TOKEN, RUCHE_URL, CHANNEL, SDK, HOOK_URL, SLOW_HOOK_URL } = process.env;
const require = createRequire(`${SDK}/package.json`);
const { WebClient, LogLevel } = require("@slack/web-api");
const { IncomingWebhook, ErrorCode } = require("@slack/webhook");
const { RTMClient, ErrorCode: RtmErrorCode } = require("@slack/rtm-api");

const slackApiUrl = `${RUCHE_URL}/api/`;
const person = new WebClient(PERSON_TOKEN, { slackApiUrl, logLevel: LogLevel.ERROR, retryConfig: { retries: 0 } });

async function last() {
  return (await person.conversations.history({ channel: CHANNEL, limit: 1 })).messages[0];
}

async function refused(status, body, work) {
  const error = await work.then(
    () => assert.fail(`${body} was expected`),
    (reason) => reason,
  );
  assert.deepEqual([error.code, error.statusCode, error.body], [ErrorCode.HTTPError, status, body]);
}

async function webhook() {
  const hook = new IncomingWebhook(HOOK_URL, { username: "Hive 4", icon_emoji: ":bee:" });
  assert.deepEqual(await hook.send("Calm & <warm>"), { text: "ok" });
  const said = await last();
  assert.equal(said.text, "Calm &amp; &lt;warm&gt;");
  assert.deepEqual([said.subtype, said.username, said.icons], ["bot_message", "Hive 4", { emoji: ":bee:" }]);
  const block = { type: "section", text: { type: "mrkdwn", text: "*Open*" } };
  await hook.send({ text: "Open", blocks: [block] });
  assert.equal((await last()).blocks[0].text.text, "*Open*");
  await refused(400, "no_text", hook.send({}));
  await refused(403, "invalid_token", new IncomingWebhook(`${HOOK_URL}x`).send("x"));
  const slow = new IncomingWebhook(SLOW_HOOK_URL);
  await slow.send("One");
  await refused(429, "rate_limited", slow.send("Two"));
}

async function rtm() {
  const client = new RTMClient(BOT_TOKEN, { slackApiUrl, logLevel: LogLevel.ERROR });
  const ready = once(client, "ready");
  const { self } = await client.start();
  await ready;
  assert.ok(self.id.startsWith("U"));
  const heard = once(client, "message");
  const asked = await person.chat.postMessage({ channel: CHANNEL, text: "Who is there?" });
  const [message] = await heard;
  assert.deepEqual([message.ts, message.channel, message.text], [asked.ts, CHANNEL, "Who is there?"]);
  const reacted = once(client, "reaction_added");
  await person.reactions.add({ channel: CHANNEL, name: "bee", timestamp: asked.ts });
  assert.equal((await reacted)[0].item.ts, asked.ts);
  const sent = await client.sendMessage("A bot & its <hive>", CHANNEL);
  const said = await last();
  assert.deepEqual([said.ts, said.text, said.user], [sent.ts, "A bot &amp; its &lt;hive&gt;", self.id]);
  const unheard = client.sendMessage("x", "C0NOBODY0").then(() => assert.fail("sent"), (error) => error);
  assert.equal((await unheard).code, RtmErrorCode.SendMessagePlatformError);
}

await webhook();
console.log("webhook");
await rtm();
console.log("rtm");
process.exit(0); // disconnect() of this SDK fails once something was sent: the process ends instead
