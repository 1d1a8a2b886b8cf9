"""A store as somebody else would write one, with dicts and one lock, from public names alone."""

from __future__ import annotations

import dataclasses
import functools
import threading

from ashby_agent_tools import errors
from ashby_agent_tools.store import (
    OPEN,
    Admission,
    ApprovalRequest,
    BatchAnswer,
    GivenAnswer,
    JournalEntry,
    JournalNote,
    LineAnswer,
    RequestFacts,
    RequestPage,
    StoredResult,
    WriteRecord,
    approved_by,
    edit_text,
    must_be_answerable,
    pending_call,
    still_asked,
    with_answer,
)

WAITS = ("pending", "approved")


def locked(method):
    @functools.wraps(method)
    def within(self, *args, **more):
        with self.lock:
            return method(self, *args, **more)

    return within


class DictStore:
    """Dicts, one lock, and the records of the package."""

    def __init__(self, options):
        self.options, self.lock = options, threading.RLock()
        self.asked, self.effects, self.records, self.results, self.outcomes = {}, {}, {}, {}, {}
        self.noted = {}
        self.short, self.seen_titles, self.kept_at = {}, [], {}

    def now(self):
        return self.options.clock()

    # requests

    def _current(self, asked):
        if asked.state in WAITS and self.now() >= asked.expires_at:
            asked = self.asked[asked.id] = dataclasses.replace(asked, state="expired")
        if asked.state == "used" and asked.outcome in (None, "unknown"):
            return dataclasses.replace(asked, state="unknown")
        return asked

    def _same(self, key, call):
        under = self.requests_for(key, call.call_id or call.fingerprint)
        return [asked for asked in under if asked.fingerprint == call.fingerprint]

    @locked
    def add_request(self, key, call, question, *, content="", card="", guard=None, facts=None):
        call_id = call.call_id or call.fingerprint
        same = self._same(key, call)
        if same and still_asked(call, same[-1]):
            return same[-1]
        if guard is not None:
            guard((*self.writes(key), *self.open_writes(key, but=call.fingerprint)))
        now, ends = self.now(), self.now() + self.options.expires
        asked = ApprovalRequest(
            f"q{len(self.asked)}", key, call_id, len(self.requests_for(key, call_id)) + 1, call.fingerprint,
            call.endpoint, question, pending_call(call, key, now, ends), "pending", now, ends, content=content,
            card=card, effect=call.risk.effect, outreach=not call.risk.stays_inside, reversible=call.risk.reversible,
            tags=call.operation.spec.tags, **dataclasses.asdict(facts or RequestFacts()),
        )  # fmt: skip
        self.asked[asked.id], self.effects[asked.id] = asked, (call.risk.effect, not call.risk.stays_inside)
        return asked

    @locked
    def add_batch(self, key, lines, *, guard=None):
        before = dict(self.asked), dict(self.effects)
        try:
            asked = [
                self.add_request(
                    key,
                    it.call,
                    it.question,
                    content=it.content,
                    card=it.card,
                    facts=it.facts,
                    guard=guard and functools.partial(guard, it.call),
                )
                for it in lines
            ]
        except errors.ToolError:
            self.asked, self.effects = before
            raise
        places = {(it.line, it.call.fingerprint) for it in lines}
        names = {it.batch for it in asked if it.batch}
        kept = [name for name in names if {(it.line, it.fingerprint) for it in self.batch_requests(name)} <= places]
        batch = kept[0] if len(names) == len(kept) == 1 else f"b{len(self.asked)}"
        return tuple(
            self._keep(dataclasses.replace(it, batch=batch, line=line.line)) if it.state == "pending" else it
            for it, line in zip(asked, lines, strict=True)
        )

    def _keep(self, asked):
        self.asked[asked.id] = asked
        return asked

    @locked
    def batch_requests(self, batch):
        newest = {it.line: it for it in map(self._current, list(self.asked.values())) if batch and it.batch == batch}
        return tuple(newest[line] for line in sorted(newest))

    @locked
    def answer_batch(self, answers, *, by, groups=()):
        asked = [self.asked[it] for it in answers if it in self.asked]
        if len(asked) < len(answers) or len({it.key for it in asked}) > 1:
            raise errors.UsageError("These questions cannot be answered together.")
        recorded, late = [], []
        for identity, said in answers.items():
            try:
                recorded.append(self.answer(identity, by=by, groups=groups, **dataclasses.asdict(said)))
            except errors.AnswerRefused:
                late.append(self.request(identity))
        return BatchAnswer(tuple(recorded), tuple(late))

    @locked
    def requests_for(self, key, call_id):
        return tuple(
            it for it in map(self._current, list(self.asked.values())) if (it.key, it.call_id) == (key, call_id)
        )

    @locked
    def requests(self, account=None):
        every = [self._current(asked) for asked in list(self.asked.values())]
        return tuple(asked for asked in reversed(every) if account in (None, asked.key.account))

    @locked
    def requests_page(self, account=None, *, states=(), text=None, before=None, limit=50):
        words = text.casefold().split() if text else []
        wanted = [
            (number, it)
            for number, it in reversed(list(enumerate(map(self._current, list(self.asked.values())))))
            if (before is None or number < before)
            and account in (None, it.key.account)
            and (not states or it.state in states)
            and all(word in f"{it.question} {it.operation} {it.asked_by}".casefold() for word in words)
        ]
        page = wanted[:limit]
        return RequestPage(tuple(it for _, it in page), page[-1][0] if len(wanted) > limit else None)

    @locked
    def request(self, identity):
        if identity not in self.asked:
            raise errors.UnknownQuestion(f"There is no question {identity}.")
        return self._current(self.asked[identity])

    @locked
    def answer(
        self, identity, *, approved, by, message="", arguments=None, needed=1, seen=None, groups=()
    ):  # fmt: skip
        asked = self.request(identity)
        said = LineAnswer(approved, message, arguments, needed, seen)
        must_be_answerable(asked, self.requests_for(asked.key, asked.call_id)[-1], by, said)
        edited = asked.edited if arguments is None else edit_text(arguments)
        given = GivenAnswer(by, self.now(), approved, message, edited, tuple(groups))
        self.asked[identity] = with_answer(asked, given, needed)
        return self.asked[identity]

    @locked
    def deny(self, key, call, *, by, message=""):
        for asked in self._same(key, call):
            if asked.state in WAITS:
                self.asked[asked.id] = with_answer(asked, GivenAnswer(by, self.now(), False, message))

    # calls on their way out

    @locked
    def admit(self, key, call, *, asked, by, touched, guard, content="", edited="", counts=None, journal=None):
        claimed = None
        if asked is not None:
            claimed, why_not = self._claim(key, asked, by, content, edited, counts)
            if why_not:
                return Admission(None, why_not, claimed)
        waiting = () if claimed else self.open_writes(key, but=call.fingerprint)
        if objection := guard((*self.writes(key), *waiting)):
            return Admission(None, objection, claimed)
        if claimed:
            self.asked[claimed.id] = dataclasses.replace(claimed, state="used")
        number = len(self.records) + 1
        noted, ref = journal or JournalNote(), None if journal is None else f"u{500 + number}"
        record = WriteRecord(number, call.endpoint, call.fingerprint, call.risk.effect, not call.risk.stays_inside,
                             touched, None, "", self.now(), ref, noted.undoes, noted.part_of)  # fmt: skip
        self.records[number], self.noted[number] = (key, claimed and claimed.id, record), noted.payload
        return Admission(number, asked=claimed, ref=ref)

    def _claim(self, key, call, by, content, edited, counts):
        same = self._same(key, call)
        if not same:
            return None, "was never asked"
        latest = same[-1]
        late = content is None or (by is None and latest.edited != edited)
        if late or (latest.state != "approved" and (latest.state != "pending" or by is None)):
            return latest, "waits for an answer" if late or latest.state == "pending" else latest.state
        if content and content != latest.content:
            self.asked[latest.id] = dataclasses.replace(latest, state="changed")
            return self.asked[latest.id], "changed"
        after, why_not = approved_by(latest, by, edited, self.now(), counts)
        if why_not:
            self.asked[after.id] = after
        return after, why_not

    @locked
    def finish(self, number, outcome, summary="", *, journal=None):
        if journal is not None:
            self.noted[number] = journal
        key, identity, record = self.records[number]
        self.records[number] = (key, identity, dataclasses.replace(record, outcome=outcome, summary=summary))
        if identity:
            self.asked[identity] = dataclasses.replace(self.asked[identity], outcome=outcome)

    @locked
    def writes(self, key):
        return tuple(record for its_key, _, record in self.records.values() if its_key == key)

    @locked
    def open_writes(self, key, *, but):
        waits = {
            it.fingerprint: it
            for it in self.requests()
            if it.key == key and it.state in WAITS and it.fingerprint != but
        }
        return tuple(
            WriteRecord(0, it.operation, it.fingerprint, *self.effects[it.id], (), OPEN, "", self.now())
            for it in waits.values()
        )

    # the journal

    @locked
    def journal(self, account=None):
        return tuple(
            JournalEntry(it.ref, key, it.id, it.endpoint, it.fingerprint, it.outcome, it.at, self.noted[number],
                         it.undoes, it.part_of)
            for number, (key, _, it) in reversed(self.records.items())
            if it.ref is not None and account in (None, key.account)
        )  # fmt: skip

    @locked
    def journal_entry(self, key, ref):
        return next((it for it in self.journal() if (it.key, it.ref) == (key, ref)), None)

    # short ids, titles, results, outcomes

    @locked
    def short_id(self, key, prefix, kind, uuid):
        for name, (its_key, its_kind, its_uuid) in self.short.items():
            if (its_key, its_kind, its_uuid) == (key, kind, uuid):
                return name
        name = f"{prefix}_{500 + len(self.short)}"
        self.short[name] = (key, kind, uuid)
        return name

    @locked
    def add_short_ids(self, key, records):
        return tuple(self.short_id(key, *record) for record in records)

    @locked
    def resolve(self, key, handle):
        its_key, kind, uuid = self.short.get(handle, (None, None, None))
        return (kind, uuid) if its_key == key else None

    @locked
    def short_ids(self, key, kind=None):
        return tuple((name, it[1], it[2]) for name, it in self.short.items() if it[0] == key and kind in (None, it[1]))

    @locked
    def add_titles(self, key, titles):
        self.seen_titles.append((key, len(self.results), dict(titles)))

    @locked
    def titles(self, key, ref):
        before = list(self.results).index(ref)
        return {name: it for its_key, at, titles in self.seen_titles if its_key == key and at <= before
                for name, it in titles.items()}  # fmt: skip

    @locked
    def save_result(self, key, kept):
        ref = f"r{500 + len(self.results)}"
        self.results[ref], self.kept_at[ref] = (key, kept), self.now()
        mine = [name for name, (its_key, _) in self.results.items() if its_key == key]
        while sum(len(self.results[name][1].payload) for name in mine) > self.options.keep_bytes:
            oldest = mine.pop(0)
            self.results[oldest] = (key, dataclasses.replace(self.results[oldest][1], payload=""))
        return ref

    @locked
    def load_result(self, key, ref):
        its_key, kept = self.results.get(ref, (None, None))
        if its_key != key:
            return None
        old = self.now() - self.kept_at[ref] >= self.options.keep_for
        return dataclasses.replace(kept, payload="") if old else kept

    @locked
    def results_containing(self, key, text, *, most):
        found = [(ref, self.load_result(key, ref)) for ref in reversed(self.results)]
        return tuple((ref, it) for ref, it in found if isinstance(it, StoredResult) and text in it.payload)[:most]

    @locked
    def save_outcome(self, key, name, ref, refusal):
        self.outcomes.setdefault((key, name), (ref, refusal))

    @locked
    def load_outcome(self, key, name):
        return self.outcomes.get((key, name))
