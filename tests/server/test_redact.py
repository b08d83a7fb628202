"""Nothing that opens a door stands in a log."""

from server.redact import HIDDEN, hide_secrets


def test_values_under_telling_keys_are_hidden() -> None:
    event = hide_secrets(None, "info", {"event": "sign_in", "Password": "correct horse", "n": 3})
    assert event == {"event": "sign_in", "Password": HIDDEN, "n": 3}


def test_secrets_are_known_by_their_form() -> None:
    said = "GET /invite/ri-abcdefghijklmnopqrstuvwx by xoxp-abcdefghijklmnopqrstuvwx"
    event = hide_secrets(None, "info", {"event": said})
    assert event["event"] == f"GET /invite/{HIDDEN} by {HIDDEN}"
    event = hide_secrets(None, "error", {"path": "/reset/rp-abcdefghijklmnopqrstuvwx"})
    assert event["path"] == f"/reset/{HIDDEN}"
    event = hide_secrets(None, "info", {"path": "/digest/stop/rd-abcdefghijklmnopqrstuvwx"})
    assert event["path"] == f"/digest/stop/{HIDDEN}"
    event = hide_secrets(None, "info", {"event": '"GET /link/?ticket=abc-DEF_1&app_id=A0 1.1"'})
    assert event["event"] == f'"GET /link/?ticket={HIDDEN}&app_id=A0 1.1"'


def test_the_password_of_a_database_is_hidden() -> None:
    event = hide_secrets(None, "info", {"event": "postgresql://ruche:hunter2@db/ruche"})
    assert "hunter2" not in event["event"]
    assert event["event"].endswith("@db/ruche")


def test_words_that_only_resemble_secrets_stay() -> None:
    event = {"event": "ri-poste and rs-232 are words"}
    assert hide_secrets(None, "info", dict(event)) == event
