"""A server that a company runs: two customers, four grants, the inbox; `python -m examples.company_server` shows it."""
