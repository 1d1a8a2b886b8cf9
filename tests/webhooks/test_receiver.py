"""Receiving webhooks: genuine deliveries only, pings answered, each event once; with the simulator's deliveries."""

from __future__ import annotations

import contextlib
import json
import shutil
import threading
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from ashby_agent_tools import Client, Decision, SqliteStore, webhooks
from ashby_agent_tools import operations as op
from ashby_agent_tools.errors import StoreUnavailable, UsageError, WebhookRefused
from ashby_agent_tools.simulator.webhooks import signature
from ashby_agent_tools.webhooks import seen as memory
from ashby_agent_tools.webhooks import signatures

SECRET = "a secret of sixteen or more"
BODY = b'{"action": "jobUpdate", "data": {"job": {"title": "J\xc3\xb6b"}}, "webhookActionId": "w1"}'


def body_of(**changes):
    return json.dumps({"action": "jobUpdate", "data": {"job": {}}, "webhookActionId": "w1"} | changes).encode()


def take(receiver, body, *, signed=True):
    with receiver.take(body, signature(SECRET, body) if signed else None) as delivery:
        return delivery


# the signature


def test_the_signature_of_the_raw_body_with_the_secret_is_genuine():
    assert webhooks.verify(BODY, signature(SECRET, BODY), SECRET) is True


@pytest.mark.parametrize(
    "wrong",
    [
        None,
        "",
        "sha256=",
        signature("another secret", BODY),
        signature(SECRET, BODY + b" "),
        signature(SECRET, BODY).removeprefix("sha256="),
        signature(SECRET, BODY).replace("sha256=", "sha1="),
        signature(SECRET, BODY)[:-1],
        signature(SECRET, BODY) + "0",
        "sha256=ünïcode",
        "\udce4",
    ],
)
def test_every_other_signature_is_false_and_no_error(wrong):
    assert webhooks.verify(BODY, wrong, SECRET) is False


def test_json_that_was_read_and_written_again_has_another_signature():
    again = json.dumps(json.loads(BODY)).encode()
    assert webhooks.verify(again, signature(SECRET, BODY), SECRET) is False


@pytest.mark.parametrize(("body", "secret", "says"), [(BODY, "", "empty"), (BODY.decode(), SECRET, "bytes")])
def test_an_empty_secret_and_a_parsed_body_are_the_developers_mistake(body, secret, says):
    with pytest.raises(UsageError, match=says):
        webhooks.verify(body, signature("x", BODY), secret)
    if not secret:
        with pytest.raises(UsageError, match=says):
            webhooks.Receiver(secret)


def test_the_signatures_are_compared_in_constant_time(monkeypatch):
    """Seen from outside only in who compares: the function of the standard library that is made for it."""
    compared = []
    monkeypatch.setattr(signatures.hmac, "compare_digest", lambda one, other: compared.append((one, other)) or True)
    assert webhooks.verify(BODY, "sha256=00", SECRET) is True
    assert compared == [(signature(SECRET, BODY).encode(), b"sha256=00")]


# the event


def test_an_event_has_action_data_and_id():
    event = webhooks.parse(BODY)
    assert (event.action, event.data, event.id, event.is_ping) == ("jobUpdate", {"job": {"title": "Jöb"}}, "w1", False)


def test_without_an_id_the_body_itself_identifies_an_event():
    first, again, other = (webhooks.parse(body_of(webhookActionId=None, data=data)) for data in ({}, {}, {"job": 1}))
    assert first.id == again.id != other.id
    assert first.id.startswith("sha256=")


def test_the_data_of_people_is_not_in_the_repr():
    assert "Jöb" not in repr(webhooks.parse(BODY))
    assert SECRET not in repr(webhooks.Receiver(SECRET))


@pytest.mark.parametrize(
    ("body", "says"),
    [
        (b"", "not JSON"),
        (b"\xff\xfe", "not JSON"),
        (b"[" * 100_000, "not JSON"),
        (b'{"action": "jobCreate", "data": {"job": {"pay": NaN}}}', "not JSON"),
        (b'{"action": "jobCreate", "data": {"job": {"pay": -1e400}}}', "not JSON"),
        (b'{"action": "jobCreate", "data": {"job": %s}}' % (b"[" * 900 + b"]" * 900), "deeper than 64 levels"),
        (b"[]", "JSON list"),
        (b"null", "JSON NoneType"),
        (b"{}", "no action"),
        (body_of(action=7), "no action"),
        (body_of(data=[]), "data of jobUpdate is not an object"),
    ],
)
def test_a_body_that_is_no_event_is_refused_with_the_reason(body, says):
    with pytest.raises(WebhookRefused, match=says):
        webhooks.parse(body)
    delivery = take(webhooks.Receiver(SECRET), body)
    assert (delivery.outcome, delivery.status, delivery.event) == ("refused", 400, None)
    assert says in delivery.reason


@pytest.mark.parametrize("body", [None, "{}", {"action": "ping"}])
def test_what_is_not_the_raw_body_is_the_developers_mistake(body):
    with pytest.raises(UsageError, match="raw body as bytes"):
        webhooks.parse(body)


# the receiver


@pytest.mark.parametrize("action", ["ping", "jobUpdate", "aTypeOfTomorrow"])
def test_data_that_are_null_are_none(action):
    said = take(webhooks.Receiver(SECRET), body_of(action=action, data=None))
    assert said == take(webhooks.Receiver(SECRET), body_of(action=action, data={}))
    assert said.status == 200


@pytest.mark.parametrize(
    ("options", "says"),
    [
        *(
            ({"keep_for": it}, "keep_for is .*; give a number of seconds")
            for it in (timedelta(days=7), None, "7", True)
        ),
        *(({"keep_for": it}, f"keep_for is {it}; give a number of seconds above 0") for it in (-1, 0, float("nan"))),
        *(({"seen": it}, "seen is .*; give a SeenFile") for it in ([], {}, 3, "seen.db", webhooks.SeenFile)),
        ({"setting": None}, "setting is a NoneType; give a text"),
    ],
)
def test_what_cannot_remember_is_refused_before_an_event_is_handed_on(options, says):
    with pytest.raises(UsageError, match=says):
        webhooks.Receiver(SECRET, **options)


@pytest.mark.parametrize("make", [webhooks.SeenFile, lambda path, **given: SqliteStore(path).deliveries(**given)])
def test_so_it_is_for_files_and_stores(tmp_path, make):
    for name in ("keep_for", "busy_for"):
        for wrong in (timedelta(days=7), 0, float("nan"), None):
            with pytest.raises(UsageError, match=f"{name} is .*; give a number of seconds"):
                make(tmp_path / "seen.db", **{name: wrong})
    with pytest.raises(UsageError, match="path is an int; give"):
        webhooks.SeenFile(3)
    with pytest.raises(UsageError, match="clock is an int; give a function"):
        webhooks.SeenFile(tmp_path / "seen.db", clock=3)


def test_what_is_not_signed_is_answered_with_401_and_never_read():
    delivery = take(webhooks.Receiver(SECRET), b"no JSON at all", signed=False)
    assert (delivery.outcome, delivery.status, delivery.event) == ("refused", 401, None)


def test_a_ping_is_answered_each_time_and_is_no_event():
    receiver = webhooks.Receiver(SECRET)
    body = body_of(action="ping", data={"webhookActionType": "ping"})
    for _ in range(2):
        delivery = take(receiver, body)
        assert (delivery.outcome, delivery.status, delivery.event) == ("ping", 200, None)


def test_an_event_is_given_once_and_its_repetition_answered():
    receiver = webhooks.Receiver(SECRET)
    assert take(receiver, body_of()).event.id == "w1"
    again = take(receiver, body_of(data={"later": True}))
    assert (again.outcome, again.status, again.event) == ("duplicate", 200, None)


@pytest.mark.parametrize("change", [{"webhookActionId": "w2"}, {"action": "applicationUpdate"}])
def test_another_id_or_another_action_is_another_event(change):
    receiver = webhooks.Receiver(SECRET)
    take(receiver, body_of())
    assert take(receiver, body_of(**change)).outcome == "event"


def test_the_same_event_for_another_setting_is_given_again():
    seen = set()
    for setting, outcome in (("one", "event"), ("two", "event"), ("one", "duplicate")):
        assert take(webhooks.Receiver(SECRET, setting=setting, seen=seen), body_of()).outcome == outcome


def test_an_event_whose_work_failed_is_given_again():
    receiver = webhooks.Receiver(SECRET)
    with pytest.raises(OSError, match="disk"), receiver.take(BODY, signature(SECRET, BODY)):
        raise OSError("disk full")
    assert take(receiver, BODY).outcome == "event"


def test_the_repetition_of_an_event_that_is_being_worked_on_is_to_come_later():
    receiver = webhooks.Receiver(SECRET)
    with receiver.take(BODY, signature(SECRET, BODY)) as first:
        second = take(receiver, BODY)
    assert (first.outcome, second.outcome, second.status) == ("event", "in_progress", 503)
    assert take(receiver, BODY).outcome == "duplicate"


def test_many_threads_get_an_event_once():
    receiver, outcomes = webhooks.Receiver(SECRET), []
    threads = [threading.Thread(target=lambda: outcomes.append(take(receiver, BODY).outcome)) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert outcomes.count("event") == 1
    assert set(outcomes) <= {"event", "duplicate", "in_progress"}


# from the simulator, over loopback


@contextlib.contextmanager
def listening(receiver, taken):
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            with receiver.take(body, self.headers.get("Ashby-Signature")) as delivery:
                taken.append(delivery)
            self.send_response(delivery.status)
            self.end_headers()

        def log_message(self, *parts):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/hooks"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def create(ashby: Client, kind: str, url: str, secret: str = SECRET):
    setting = op.WebhookCreate(webhookType=kind, requestUrl=url, secretToken=secret)
    return ashby.execute(setting, decision=Decision.approve(by="anna@example.com")).data


def test_deliveries_of_the_simulator_over_loopback_enable_the_setting_and_give_each_event_once(simulator):
    taken = []
    receiver = listening(webhooks.Receiver(SECRET), taken)
    with simulator, Client(simulator.key, base_url=simulator.url) as ashby, receiver as url:
        assert create(ashby, "candidateStageChange", url)["enabled"] is True
        assert create(ashby, "applicationUpdate", url)["enabled"] is True
        person = ashby.execute(op.CandidateSearch(name="Priya Raman")).data[0]
        application = ashby.execute(op.ApplicationInfo(applicationId=person["applicationIds"][0])).data
        plan = application["currentInterviewStage"]["interviewPlanId"]
        stages = ashby.execute(op.InterviewStageList(interviewPlanId=plan)).data
        screen = next(stage["id"] for stage in stages if stage["title"] == "Recruiter Screen")
        move = op.ApplicationChangeStage(applicationId=application["id"], interviewStageId=screen)
        ashby.execute(move, decision=Decision.approve(by="anna@example.com"))
    events = [delivery.event for delivery in taken if delivery.event]
    assert [delivery.outcome for delivery in taken] == ["ping", "ping", "event", "event"]
    assert {event.action for event in events} == {"candidateStageChange", "applicationUpdate"}
    for event in events:
        assert event.data["application"]["currentInterviewStage"]["title"] == "Recruiter Screen"
    assert {delivery.status for delivery in simulator.deliveries} == {200}


def test_a_setting_with_another_secret_stays_disabled_because_its_ping_is_refused(simulator):
    taken = []
    receiver = listening(webhooks.Receiver(SECRET), taken)
    with simulator, Client(simulator.key, base_url=simulator.url) as ashby, receiver as url:
        assert create(ashby, "jobUpdate", url, secret="another secret of sixteen")["enabled"] is False
    assert [delivery.status for delivery in taken] == [401]


# bytes, and memories


@pytest.mark.parametrize("secret", [SECRET, SECRET.encode(), "pässword of sixteen", "pässword of sixteen".encode()])
@pytest.mark.parametrize("body", [bytes, bytearray, memoryview])
@pytest.mark.parametrize("header", [str, str.encode])
def test_secret_body_and_header_count_as_text_and_as_bytes(secret, body, header):
    text = secret if isinstance(secret, str) else secret.decode()
    signed = signature(text, BODY)
    assert webhooks.verify(body(BODY), header(signed), secret) is True
    assert webhooks.verify(body(BODY), header(signed[:-1] + "x"), secret) is False
    with webhooks.Receiver(secret).take(BODY, header(signed)) as delivery:
        assert delivery.outcome == "event"


@pytest.mark.parametrize(
    ("secret", "header"), [(b"", "x"), (7, "x"), (None, "x"), ([], "x"), (["a", ""], "x"), ([7], "x"), (SECRET, 7)]
)
def test_what_is_neither_text_nor_bytes_is_the_developers_mistake(secret, header):
    with pytest.raises(UsageError):
        webhooks.verify(BODY, header, secret)


@pytest.fixture(params=["memory", "file"])
def remembering(request, tmp_path, monkeypatch):
    """`remembering(keep_for=60)`: a receiver, and the clock that it goes by."""
    now = [1_000.0]
    monkeypatch.setattr(memory.time, "monotonic", lambda: now[0])

    def made(keep_for):
        if request.param == "memory":
            return webhooks.Receiver(SECRET, keep_for=keep_for), now
        seen = webhooks.SeenFile(tmp_path / "seen.db", keep_for=keep_for, clock=lambda: now[0])
        return webhooks.Receiver(SECRET, seen=seen), now

    return made


def test_a_delivery_is_remembered_for_a_time_and_not_until_others_came(remembering):
    receiver, now = remembering(keep_for=60)
    assert take(receiver, body_of(webhookActionId="first")).outcome == "event"
    for number in range(20):
        take(receiver, body_of(webhookActionId=f"other {number}"))
    now[0] += 59
    assert take(receiver, body_of(webhookActionId="first")).outcome == "duplicate"
    now[0] += 2
    assert take(receiver, body_of(webhookActionId="first")).outcome == "event"


def test_ten_thousand_deliveries_push_no_earlier_one_out_of_memory_and_there_is_a_bound(monkeypatch):
    receiver = webhooks.Receiver(SECRET)
    take(receiver, body_of(webhookActionId="first"))
    for number in range(10_001):
        receiver._seen.add(str(number))
    assert take(receiver, body_of(webhookActionId="first")).outcome == "duplicate"
    monkeypatch.setattr(memory.RecentDeliveries, "_MOST", 100)
    receiver._seen.add("one more")
    assert len(receiver._seen._keys) == 100


def test_receivers_of_several_processes_over_one_file_take_each_event_once(tmp_path):
    one, two = (webhooks.Receiver(SECRET, seen=webhooks.SeenFile(tmp_path / "seen.db")) for _ in range(2))
    with one.take(BODY, signature(SECRET, BODY)) as first, two.take(BODY, signature(SECRET, BODY)) as second:
        assert (first.outcome, second.outcome, second.status) == ("event", "in_progress", 503)
    assert take(two, BODY).outcome == "duplicate"
    assert take(webhooks.Receiver(SECRET, seen=webhooks.SeenFile(tmp_path / "seen.db")), BODY).outcome == "duplicate"


def test_what_failed_in_one_process_is_taken_by_another_and_a_dead_one_keeps_it_for_a_time(tmp_path):
    now = [1_000.0]
    files = [webhooks.SeenFile(tmp_path / "seen.db", busy_for=30, clock=lambda: now[0]) for _ in range(2)]
    one, two = (webhooks.Receiver(SECRET, seen=file) for file in files)
    with contextlib.suppress(ZeroDivisionError), one.take(BODY, signature(SECRET, BODY)):
        raise ZeroDivisionError
    assert files[0].claim("died") == "event"
    assert files[1].claim("died") == "in_progress"
    now[0] += 31
    assert files[1].claim("died") == "event"
    assert take(two, BODY).outcome == "event"


def test_a_file_that_was_deleted_is_made_anew_and_said(tmp_path, caplog):
    path = tmp_path / "hooks" / "seen.db"
    path.parent.mkdir()
    receiver = webhooks.Receiver(SECRET, seen=webhooks.SeenFile(path))
    assert take(receiver, BODY).outcome == "event"
    shutil.rmtree(path.parent)
    with pytest.raises(StoreUnavailable):
        take(receiver, BODY)
    path.parent.mkdir()
    other = webhooks.Receiver(SECRET, seen=webhooks.SeenFile(tmp_path / "hooks" / "seen.db"))
    path.unlink()
    assert [take(it, BODY).outcome for it in (receiver, other)] == ["event", "duplicate"]
    assert [record.message.partition(":")[2] for record in caplog.records] == [
        " an event that was handled may be handled once more."
    ]


def test_many_threads_over_one_file_get_an_event_once(tmp_path):
    outcomes = []

    def work():
        outcomes.append(take(webhooks.Receiver(SECRET, seen=webhooks.SeenFile(tmp_path / "seen.db")), BODY).outcome)

    threads = [threading.Thread(target=work) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert outcomes.count("event") == 1


def test_the_file_holds_no_data_and_no_ids(tmp_path):
    take(webhooks.Receiver(SECRET, seen=webhooks.SeenFile(tmp_path / "seen.db")), body_of(webhookActionId="canary"))
    assert not [path for path in tmp_path.iterdir() if b"canary" in path.read_bytes()]


# several secrets, and their white space


def test_while_a_secret_is_replaced_both_are_good_and_a_third_is_not():
    receiver = webhooks.Receiver(["the old secret", b"the new secret"])
    for number, secret in enumerate(["the old secret", "the new secret"]):
        body = body_of(webhookActionId=str(number))
        with receiver.take(body, signature(secret, body)) as delivery:
            assert delivery.outcome == "event"
    with receiver.take(BODY, signature("the third secret", BODY)) as delivery:
        assert delivery.outcome == "refused"


def test_all_secrets_are_tried_whichever_matches(monkeypatch):
    compared = []
    monkeypatch.setattr(signatures.hmac, "compare_digest", lambda one, other: compared.append(one) or True)
    assert webhooks.verify(BODY, "sha256=00", ["one", "two", "three"]) is True
    assert len(compared) == 3


def test_a_newline_at_the_end_of_a_secret_is_forgiven_and_said_once(caplog):
    receiver = webhooks.Receiver(SECRET + "\n")
    for number in range(3):
        assert take(receiver, body_of(webhookActionId=str(number))).outcome == "event"
    (said,) = [record.message for record in caplog.records]
    assert "'default' has white space around it, such as a newline at its end; it is right without." in said
    assert SECRET not in caplog.text


def test_a_secret_whose_white_space_counts_is_not_remarked_upon(caplog):
    body, secret = body_of(), f" {SECRET} "
    with webhooks.Receiver(secret).take(body, signature(secret, body)) as delivery:
        assert delivery.outcome == "event"
    assert caplog.text == ""


def test_a_process_that_was_slow_gives_up_its_own_claim_only(tmp_path):
    """It lost the event to another process meanwhile, which must keep it."""
    now = [1_000.0]
    slow, other, third = (webhooks.SeenFile(tmp_path / "seen.db", busy_for=30, clock=lambda: now[0]) for _ in range(3))
    assert slow.claim("key") == "event"
    now[0] += 31
    assert other.claim("key") == "event"
    slow.release("key")
    assert third.claim("key") == "in_progress"
    other.release("key")
    assert third.claim("key") == "event"
