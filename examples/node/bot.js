// A bot with Bolt for Node.js in Socket Mode: answers mentions, and /lunch asks who comes along.
import bolt from "@slack/bolt";

const { BOT_TOKEN, APP_TOKEN, RUCHE_URL } = process.env;

const app = new bolt.App({
  token: BOT_TOKEN,
  appToken: APP_TOKEN,
  socketMode: true,
  clientOptions: { slackApiUrl: `${RUCHE_URL}/api/` },
});

const comers = new Map(); // by message: who comes along

function question(where, people) {
  const text = `Lunch at ${where || "noon"}: who comes along?`;
  const names = [...people].map((id) => `<@${id}>`).join(", ") || "nobody yet";
  const button = {
    type: "button",
    action_id: "come",
    text: { type: "plain_text", text: "I do" },
    value: where || "noon",
  };
  return {
    text,
    blocks: [
      { type: "section", text: { type: "mrkdwn", text: `${text}\n${names}` }, accessory: button },
    ],
  };
}

app.event("app_mention", async ({ event, say }) => {
  await say({ text: `Hello <@${event.user}>!`, thread_ts: event.thread_ts ?? event.ts });
});

app.command("/lunch", async ({ command, ack }) => {
  await ack({ response_type: "in_channel", ...question(command.text, new Set()) });
});

app.action("come", async ({ action, body, ack, respond }) => {
  await ack();
  const people = comers.get(body.message.ts) ?? new Set();
  comers.set(body.message.ts, people.add(body.user.id));
  await respond({ replace_original: true, ...question(action.value, people) });
});

await app.start();
console.log("The bot listens. Mention it, or write /lunch.");
