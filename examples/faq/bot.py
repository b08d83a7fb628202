"""An FAQ bot: mention it, or write to it, with a question that answers.txt holds."""

import os
import re
from pathlib import Path

from slack_bolt import App
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk import WebClient

LINES = Path(__file__).with_name("answers.txt").read_text(encoding="utf-8").splitlines()
FAQ = [line.partition("=") for line in LINES if "=" in line]
app = App(client=WebClient(os.environ["BOT_TOKEN"], base_url=f"{os.environ['RUCHE_URL']}/api/"))


def best_answer(question):
    words = set(re.findall(r"\w{3,}", question.lower()))
    score, answer = max((len(words & set(keys.split())), said) for keys, _, said in FAQ)
    return answer.strip() if score else "I do not know. Who does?"


@app.event("app_mention")
@app.event("message")
def on_question(event, say):
    if "subtype" not in event:  # somebody's own words
        say(best_answer(event["text"]), thread_ts=event.get("thread_ts", event["ts"]))


print("The FAQ bot listens. Mention it: @faq-example how do I get the wifi password?", flush=True)
SocketModeHandler(app, os.environ["APP_TOKEN"]).start()
