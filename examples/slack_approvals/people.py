"""The people in the channel, on a Slack of this machine: they read a message and click."""

from __future__ import annotations

import textwrap

from ashby_agent_tools.notify.slack.simulator import SlackMessage, SlackSimulator


def answer(slack: SlackSimulator) -> None:
    """Grace approves the first message; Robin, whose agent asks, may not answer the second; Grace denies it."""
    first = _waiting(slack, 1)
    _click(slack, "Approve", "Grace", first)
    slack.until(lambda: "Approved by" in first.shown)
    _show(first)
    second = _waiting(slack, 2)
    _click(slack, "Approve", "Robin", second)
    slack.until(lambda: any(message.only_for for message in slack.messages))
    print(f"Slack, to Robin alone: {slack.messages[-1].text}\n")
    _click(slack, "Deny", "Grace", second)
    slack.until(lambda: slack.dialogs)
    print("Grace writes: I want to speak to her first.\n")
    slack.submit("I want to speak to her first.", by="Grace")
    slack.until(lambda: "Denied by" in second.shown)
    _show(second)


def _waiting(slack: SlackSimulator, number: int) -> SlackMessage:
    slack.until(lambda: len([message for message in slack.messages if not message.only_for]) >= number)
    message = [message for message in slack.messages if not message.only_for][number - 1]
    _show(message)
    return message


def _click(slack: SlackSimulator, button: str, who: str, message: SlackMessage) -> None:
    print(f"{who} clicks {button!r}.\n")
    slack.click(button, by=who, message=message)


def _show(message: SlackMessage) -> None:
    """The message as the channel shows it."""
    sections = [block["text"]["text"] for block in message.blocks if block["type"] == "section"]
    notes = [each["text"] for block in message.blocks if block["type"] == "context" for each in block["elements"]]
    buttons = "  ".join(f"[{label}]" for label in message.buttons)
    print(f"Slack, {message.channel}:")
    print(textwrap.indent("\n".join((*sections, *notes, buttons)).rstrip(), "  | "), end="\n\n")
