"""Approvals in Slack: an agent asks, people click in a channel, and the agent goes on."""
