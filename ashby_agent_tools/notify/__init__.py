"""Who is told that a question waits: ready functions for `notify=`, by email, in Teams and in Slack.

    from ashby_agent_tools.notify.mail import MailNotifier
    from ashby_agent_tools.notify.slack import SlackNotifier     # extra: slack
    from ashby_agent_tools.notify.teams import TeamsNotifier

By default none of them names a candidate: more people read a channel than may read a profile. In Slack one can answer;
Teams and email hold a link to the inbox only.
"""
