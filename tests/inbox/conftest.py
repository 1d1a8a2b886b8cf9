"""A Chromium for the tests that look at the inbox as people do."""

from __future__ import annotations

import os

import inbox_pictures
import pytest

WHY = "needs a Chromium: apt-get install chromium, or name one in ASHBY_TEST_CHROMIUM"


@pytest.fixture(scope="module")  # its event loop runs in this thread until it is closed, and other modules have theirs
def browser():
    """The system's Chromium. Without one the test is skipped, or fails where services have to be there."""
    program = inbox_pictures.chromium()
    if program is None and os.environ.get("ASHBY_TEST_SERVICES") == "required":
        pytest.fail(WHY)
    if program is None:
        pytest.skip(WHY)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield launched
        launched.close()
