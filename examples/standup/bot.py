"""A stand-up reminder: plans its question for the coming workdays; run it again at any time."""

import argparse
import os
from datetime import datetime, time, timedelta

from slack_sdk import WebClient

QUESTION = (
    ":bee: *Stand-up*: what did you do, what comes next, what is in your way? (in the thread)"
)
CHANNEL = os.environ["EXAMPLE_CHANNEL"]
web = WebClient(os.environ["BOT_TOKEN"], base_url=f"{os.environ['RUCHE_URL']}/api/")


def coming(at, days):
    """The moments of the coming workdays."""
    moment = datetime.combine(datetime.now().astimezone().date(), at).astimezone()
    while days:
        if moment.weekday() < 5 and moment > datetime.now().astimezone() + timedelta(minutes=1):
            days -= 1
            yield int(moment.timestamp())
        moment = datetime.combine(moment.date() + timedelta(days=1), at).astimezone()


parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("--at", default="09:30", help="when, such as 09:30")
parser.add_argument("--days", type=int, default=5, help="how many workdays ahead")
parser.add_argument("--now", action="store_true", help="ask at once instead")
asked = parser.parse_args()

if asked.now:
    web.chat_postMessage(channel=CHANNEL, text=QUESTION)
    print(f"Asked in #{CHANNEL}.")
else:
    planned = {one["post_at"] for one in web.chat_scheduledMessages_list()["scheduled_messages"]}
    new = [at for at in coming(time.fromisoformat(asked.at), asked.days) if at not in planned]
    for post_at in new:
        web.chat_scheduleMessage(channel=CHANNEL, post_at=post_at, text=QUESTION)
    print(f"Planned in #{CHANNEL}: {len(new)} new, {len(planned)} already.")
