"""People at the FastAPI service of the examples: who talks with an agent, and who answers in the inbox, over HTTP."""

from __future__ import annotations

import json

from inbox_scene import Forms

ASK = "Reject Priya Raman for Account Executive"


class User:
    """Somebody with a token. `http`: a client of httpx for the service."""

    def __init__(self, http, token):
        self.http, self.headers = http, {"Authorization": f"Bearer {token}"}

    def say(self, text, thread="first"):
        """The events that a message brings: pairs of a name and its data."""
        return self._told(self.http.post(f"/threads/{thread}/messages", json={"text": text}, headers=self.headers))

    def go_on(self, thread="first"):
        return self._told(self.http.post(f"/threads/{thread}/continue", headers=self.headers))

    def history(self, thread="first"):
        return self.http.get(f"/threads/{thread}", headers=self.headers).json()

    def _told(self, answer):
        assert answer.status_code == 200, answer.text
        events = [event.split("\n") for event in answer.text.strip().split("\n\n")]
        return [(name.removeprefix("event: "), json.loads(data.removeprefix("data: "))) for name, data in events]


class Approver:
    """Somebody in a customer's inbox, with a browser that sends forms as they were shown."""

    def __init__(self, http, tenant, name, token):
        self.http, self.place = http, f"/{tenant}/approvals"
        form = Forms(http.get(f"{self.place}/sign-in").text).found[0][2]
        self.signed_in = http.post(f"{self.place}/sign-in", data={**form, "name": name, "secret": token})

    def approve(self, where):
        """Say yes to the question at this path, the tick included; the page that comes of it."""
        form = Forms(self.http.get(where).text).named("approve")
        return self.http.post(where, data={**form, "answer": "approve", "read": "yes"})


def named(events, name):
    """The data of all events of a name."""
    return [data for kind, data in events if kind == name]
