"""The simulated site for the Python clients, and false answers that every step of them has to notice."""

import contextlib
import json
import os
import re
import subprocess
import tempfile
import unittest
from unittest import mock

import requests

EMAIL, TOKEN, KEY = "admin@example.com", "good-token", "organization-key"
GROUP, SMALL = "e7b24a95-307c-4179-b143-18071d986420", "00000000-307c-4179-b143-18071d986421"
UNKNOWN_GROUP = "ffffffff-307c-4179-b143-18071d986420"
UNKNOWN_USER = "712020:ffffffff-0000-4000-8000-ffffffffffff"
MEMBERS = 130  # more than two pages of 50


def user(number):
    return f"712020:00000000-0000-4000-8000-{number:012}"


def export():
    def row(group, name, number):
        return f"{group},{name},{user(number)},User {number},user{number}@example.com,Active,None"

    rows = [row(GROUP, "team-a", number) for number in range(1, MEMBERS + 1)] + [row(SMALL, "team-b", 1)]
    return "\n".join(["Group id,Group name,User id,User name,email,User status,Org role", *rows])


@contextlib.contextmanager
def simulated_site():
    """The address of a site of its own, which ends with the block."""
    with tempfile.NamedTemporaryFile("w", suffix=".csv") as file:
        file.write(export())
        file.flush()
        flags = ["--listen", "127.0.0.1:0", "--members", file.name, "--login", f"{EMAIL}:{TOKEN}", "--login", f"orgkey:{KEY}"]
        flags += ["--rate", "1000", "--burst", "1000"]
        with subprocess.Popen([os.environ["GROUPSWEEP_SIMSITE"], *flags], stdout=subprocess.PIPE, text=True) as site:
            try:
                yield re.search(r"http://127\.0\.0\.1:\d+", site.stdout.readline()).group(0)
            finally:
                site.terminate()


def slow_down(origin):
    """One call a second from now on."""
    requests.post(f"{origin}/__sim/settings", data=json.dumps({"rate": 1, "burst": 1}), headers={"content-type": "application/json"}).raise_for_status()


def members(origin, group):
    """Who is in a group, by the site's own list and not by its API."""
    return requests.get(f"{origin}/__sim/members", params={"groupId": group}).json()


def answering(falsify):
    """Every answer of the site's API as `falsify` leaves it."""
    send = requests.adapters.HTTPAdapter.send

    def falsified(self, request, **settings):
        answer = send(self, request, **settings)
        return answer if "/__sim/" in request.url else falsify(answer)

    return mock.patch.object(requests.adapters.HTTPAdapter, "send", falsified)


def as_not_there(answer):
    answer.status_code, answer._content = 410, b'{"errorMessages":["gone"],"errors":{}}'
    return answer


def as_empty(answer):
    answer.status_code, answer._content = 200, b"{}"
    return answer


LIES = {"the_status_410": as_not_there, "an_empty_answer": as_empty}


def client_tests(name, connect, *steps):
    """The tests of a client: each step on a site of its own, and again with false answers."""

    def gets_through(step):
        def test(self):
            with simulated_site() as origin:
                step(connect(origin, TOKEN), origin)

        return test

    def notices(step, falsify):
        def test(self):
            with simulated_site() as origin:
                client = connect(origin, TOKEN)
                with answering(falsify), self.assertRaises(Exception):
                    step(client, origin)

        return test

    tests = {f"test_{step.__name__}": gets_through(step) for step in steps}
    tests |= {
        f"test_{step.__name__}_notices_{lie}": notices(step, falsify)
        for step in steps for lie, falsify in LIES.items()
    }
    return type(name, (unittest.TestCase,), tests)
