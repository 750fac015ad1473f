"""Schemathesis asks whatever the description allows, and more. No answer may be a failure of the site's own or other than
described. Statuses are left to the clients' tests, which list each that no description names."""

import base64
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

import yaml

from simulated_site import EMAIL, KEY, TOKEN, simulated_site

DESCRIPTIONS = pathlib.Path(__file__).parent.parent / "openapi"
BASIC = "Basic " + base64.b64encode(f"{EMAIL}:{TOKEN}".encode()).decode()
APIS = {"jira": BASIC, "confluence": BASIC, "organization": f"Bearer {KEY}"}
CHECKS = "not_a_server_error,response_schema_conformance,content_type_conformance"
# Ids that a made-up request would never hit: simsite --help names them.
IDS = '[parameters]\norgId = "22222222-3333-4444-8555-666666666666"\ndirectoryId = "33333333-4444-4555-8666-777777777777"\n'


def ask(origin, document, authorization):
    """Everything that the description allows; returns the exit code and what was printed."""
    with tempfile.TemporaryDirectory() as folder:
        description, settings = pathlib.Path(folder, "api.yaml"), pathlib.Path(folder, "schemathesis.toml")
        description.write_text(yaml.safe_dump(document))
        settings.write_text(IDS)
        command = [os.path.join(os.path.dirname(sys.executable), "schemathesis"), "--config-file", settings, "run", description]
        command += ["--url", origin, "--header", f"Authorization: {authorization}", "--checks", CHECKS]
        command += ["--phases", "coverage,fuzzing", "--max-examples", "50", "--seed", "1", "--no-color"]
        done = subprocess.run(command, capture_output=True, text=True, cwd=folder)
    return done.returncode, done.stdout + done.stderr


def description(api):
    return yaml.safe_load((DESCRIPTIONS / f"{api}.yaml").read_text())


def misdescribe(document):
    """Says of every answer that it is a number."""
    for operations in document["paths"].values():
        for operation in operations.values():
            for answer in operation.get("responses", {}).values() if isinstance(operation, dict) else ():
                for content in answer.get("content", {}).values():
                    content["schema"] = {"type": "integer"}


class Schemathesis(unittest.TestCase):
    def test_every_answer_is_as_described(self):
        for api, authorization in APIS.items():
            with self.subTest(api), simulated_site() as origin:
                code, printed = ask(origin, description(api), authorization)
                self.assertEqual(code, 0, printed)
                self.assertNotIn("Authentication failed", printed)

    def test_a_wrong_description_is_noticed(self):
        for api, authorization in APIS.items():
            with self.subTest(api), simulated_site() as origin:
                document = description(api)
                misdescribe(document)
                code, printed = ask(origin, document, authorization)
                self.assertEqual(code, 1, printed)
                self.assertIn("Response violates schema", printed)


if __name__ == "__main__":
    unittest.main()
