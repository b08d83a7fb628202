"""The rules of presence, by example and against their definition over the whole past."""

from __future__ import annotations

from dataclasses import dataclass

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from presence.protocol import PresenceView, State
from presence.tracker import ACTIVE_MS, GRACE_MS, Overlay, Tracker

NOON = 1_790_000_000_000
SECOND = 1_000
MINUTE = 60 * SECOND


def view(person_id: str, state: State, dnd: bool = False) -> PresenceView:
    return PresenceView(person_id=person_id, state=state, dnd=dnd)


def changes(tracker: Tracker, now: int) -> list[PresenceView]:
    """What is new since the last call."""
    found, _ = tracker.sweep(now, 1_000)
    tracker.settle(found)
    return found


def test_a_person_is_online_then_away_then_gone() -> None:
    tracker = Tracker()
    tracker.touch("ada", "laptop", True, NOON)
    assert changes(tracker, NOON) == [view("ada", "online")]
    assert changes(tracker, NOON + 5 * MINUTE - 1) == []
    assert changes(tracker, NOON + 5 * MINUTE) == [view("ada", "away")]
    tracker.drop("laptop", NOON + 6 * MINUTE)
    assert changes(tracker, NOON + 6 * MINUTE + 10 * SECOND - 1) == []
    assert changes(tracker, NOON + 6 * MINUTE + 10 * SECOND) == [view("ada", "offline")]


def test_activity_brings_a_person_back_at_once() -> None:
    tracker = Tracker()
    tracker.touch("ada", "laptop", False, NOON)
    assert changes(tracker, NOON) == [view("ada", "away")]
    tracker.touch("ada", "laptop", True, NOON + SECOND)
    assert changes(tracker, NOON + SECOND) == [view("ada", "online")]


def test_a_reload_does_not_flicker() -> None:
    tracker = Tracker()
    tracker.touch("ada", "before", True, NOON)
    changes(tracker, NOON)
    tracker.drop("before", NOON + SECOND)
    assert changes(tracker, NOON + 2 * SECOND) == []
    tracker.touch("ada", "after", False, NOON + 3 * SECOND)
    assert changes(tracker, NOON + 3 * SECOND) == []
    assert tracker.view("ada", NOON + 3 * SECOND).state == "online"


def test_the_best_of_several_devices_wins() -> None:
    tracker = Tracker()
    tracker.touch("ada", "laptop", False, NOON)
    tracker.touch("ada", "phone", True, NOON)
    assert tracker.view("ada", NOON).state == "online"
    tracker.drop("phone", NOON)
    assert tracker.view("ada", NOON + 9 * SECOND).state == "online"
    assert changes(tracker, NOON + 9 * SECOND) == [view("ada", "online")]
    assert changes(tracker, NOON + 10 * SECOND) == [view("ada", "away")]


def test_away_by_hand_hides_activity_but_not_absence() -> None:
    tracker = Tracker()
    tracker.set_overlay("ada", Overlay(away=True))
    assert changes(tracker, NOON) == []
    tracker.touch("ada", "laptop", True, NOON)
    assert changes(tracker, NOON) == [view("ada", "away")]
    tracker.set_overlay("ada", Overlay())
    assert changes(tracker, NOON) == [view("ada", "online")]


def test_do_not_disturb_lies_over_any_state_and_ends_by_itself() -> None:
    tracker = Tracker()
    tracker.set_overlay("ada", Overlay(dnd_until=NOON + MINUTE))
    assert changes(tracker, NOON) == [view("ada", "offline", dnd=True)]
    tracker.touch("ada", "laptop", True, NOON)
    assert changes(tracker, NOON) == [view("ada", "online", dnd=True)]
    assert changes(tracker, NOON + MINUTE) == [view("ada", "online")]


def test_a_change_is_given_again_until_it_was_shown() -> None:
    tracker = Tracker()
    tracker.touch("ada", "laptop", True, NOON)
    first, _ = tracker.sweep(NOON, 10)
    again, _ = tracker.sweep(NOON, 10)
    assert first == again == [view("ada", "online")]


def test_a_sweep_gives_no_more_than_asked_and_says_so() -> None:
    tracker = Tracker()
    for number in range(5):
        tracker.touch(f"person{number}", f"connection{number}", True, NOON)
    found, more = tracker.sweep(NOON, 3)
    assert len(found) == 3
    assert more
    tracker.settle(found)
    rest, more = tracker.sweep(NOON, 3)
    assert {one.person_id for one in rest} == {"person3", "person4"}
    assert not more


def test_a_connection_that_changes_hands_leaves_its_first_person() -> None:
    tracker = Tracker()
    tracker.touch("ada", "laptop", True, NOON)
    changes(tracker, NOON)
    tracker.touch("bob", "laptop", True, NOON)
    assert changes(tracker, NOON) == [view("bob", "online")]
    assert changes(tracker, NOON + 10 * SECOND) == [view("ada", "offline")]
    assert tracker.view("ada", NOON + 10 * SECOND).state == "offline"
    assert tracker.view("bob", NOON + 10 * SECOND).state == "online"


@dataclass
class Visit:
    """One opening of a connection, as the definition sees it."""

    person_id: str
    connection_id: str
    active_at: int | None = None
    gone_at: int | None = None

    def counts(self, now: int) -> bool:
        return self.gone_at is None or now < self.gone_at + GRACE_MS


people = st.sampled_from(["ada", "bob"])
connections = st.sampled_from(["c1", "c2", "c3", "c4"])


class TrackerMachine(RuleBasedStateMachine):
    """Anything happens in any order; the definition is worked out from the whole past."""

    def __init__(self) -> None:
        super().__init__()
        self.tracker = Tracker()
        self.now = NOON
        self.visits: list[Visit] = []
        self.overlays: dict[str, Overlay] = {}
        self.shown: dict[str, PresenceView] = {}

    def _open(self, connection_id: str) -> Visit | None:
        found = [v for v in self.visits if v.connection_id == connection_id and v.gone_at is None]
        return found[0] if found else None

    @rule(person_id=people, connection_id=connections, active=st.booleans())
    def touch(self, person_id: str, connection_id: str, active: bool) -> None:
        visit = self._open(connection_id)
        if visit is not None and visit.person_id != person_id:
            visit.gone_at = self.now
            visit = None
        if visit is None:
            visit = Visit(person_id, connection_id)
            self.visits.append(visit)
        if active:
            visit.active_at = self.now
        self.tracker.touch(person_id, connection_id, active, self.now)

    @rule(connection_id=connections)
    def drop(self, connection_id: str) -> None:
        visit = self._open(connection_id)
        if visit is not None:
            visit.gone_at = self.now
        self.tracker.drop(connection_id, self.now)

    @rule(person_id=people, away=st.booleans(), dnd_ms=st.sampled_from([0, 5_000, 400_000]))
    def say(self, person_id: str, away: bool, dnd_ms: int) -> None:
        self.overlays[person_id] = Overlay(away, self.now + dnd_ms if dnd_ms else 0)
        self.tracker.set_overlay(person_id, self.overlays[person_id])

    @rule(ms=st.sampled_from([1, 999, 4_000, 9_999, 10_000, 10_001, 290_000, 299_999, 300_000]))
    def pass_time(self, ms: int) -> None:
        self.now += ms

    @rule(limit=st.integers(1, 3))
    def show(self, limit: int) -> None:
        more = True
        while more:
            found, more = self.tracker.sweep(self.now, limit)
            assert len(found) <= limit
            for one in found:
                assert self.shown.get(one.person_id, view(one.person_id, "offline")) != one
                self.shown[one.person_id] = one
            self.tracker.settle(found)
        for person_id in ("ada", "bob"):
            shown = self.shown.get(person_id, view(person_id, "offline"))
            assert shown == self.defined(person_id)

    @invariant()
    def presence_is_as_defined(self) -> None:
        for person_id in ("ada", "bob"):
            assert self.tracker.view(person_id, self.now) == self.defined(person_id)
        expected = {id for id in ("ada", "bob") if self.defined(id).state != "offline"}
        assert {one.person_id for one in self.tracker.present(self.now)} == expected

    def defined(self, person_id: str) -> PresenceView:
        counted = [v for v in self.visits if v.person_id == person_id and v.counts(self.now)]
        overlay = self.overlays.get(person_id, Overlay())
        state: State = "away" if counted else "offline"
        moments = [v.active_at for v in counted if v.active_at is not None]
        if any(self.now < moment + ACTIVE_MS for moment in moments) and not overlay.away:
            state = "online"
        return view(person_id, state, self.now < overlay.dnd_until)


TestTrackerMachine = TrackerMachine.TestCase
TestTrackerMachine.settings = settings(max_examples=150, stateful_step_count=40)
