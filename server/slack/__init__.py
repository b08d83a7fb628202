"""The Slack-compatible edge: Slack's words (`ts`, `conversations`, mrkdwn) stay in here."""
