"""atlassian-python-api, whose methods were generated from Atlassian's description of Jira Cloud."""

import unittest

import requests
from atlassian.jira import JiraCloud

from simulated_site import (
    EMAIL, GROUP, MEMBERS, SMALL, UNKNOWN_GROUP, UNKNOWN_USER,
    client_tests, members, slow_down, user,
)


def connect(origin, token):
    # Without its own waiting, which would hide the refusals from the last step.
    return JiraCloud(origin, username=EMAIL, password=token, retry_with_header=False)


def fails(status, call):
    try:
        call()
    except requests.HTTPError as error:
        assert error.response.status_code == status, f"{error.response.status_code} for {status}"
    else:
        raise AssertionError(f"no error for {status}")


def who_am_i(client, _):
    assert client.get_current_user()["emailAddress"] == EMAIL


def what_site_is_this(client, origin):
    assert client.get_server_info()["baseUrl"] == origin


def one_person(client, _):
    assert client.get_user(account_id=user(1))["displayName"] == "User 1"


def list_groups(client, _):
    assert sorted(group["name"] for group in client.bulk_get_groups()["values"]) == ["team-a", "team-b"]


def page_over_120_members(client, _):
    seen, is_last = set(), False
    while not is_last:
        page = client.get_users_from_group(group_id=GROUP, start_at=len(seen), max_results=50)
        seen |= {person["accountId"] for person in page["values"]}
        is_last = page["isLast"]
    assert len(seen) == MEMBERS, f"{len(seen)} members"


def groups_of_a_person(client, _):
    assert {group["groupId"] for group in client.get_user_groups(account_id=user(1))} == {GROUP, SMALL}


def add_and_add_again(client, origin):
    add = lambda: client.add_user_to_group(group_id=SMALL, data={"accountId": user(2)})
    assert add()["groupId"] == SMALL
    assert user(2) in members(origin, SMALL)
    fails(400, add)


def remove_and_remove_again(client, origin):
    remove = lambda: client.remove_user_from_group(group_id=SMALL, account_id=user(1))
    remove()
    assert user(1) not in members(origin, SMALL)
    fails(400, remove)


def unknown_group(client, _):
    fails(404, lambda: client.remove_user_from_group(group_id=UNKNOWN_GROUP, account_id=user(1)))
    fails(404, lambda: client.get_users_from_group(group_id=UNKNOWN_GROUP))


def unknown_person(client, _):
    fails(404, lambda: client.remove_user_from_group(group_id=SMALL, account_id=UNKNOWN_USER))
    fails(404, lambda: client.get_user(account_id=UNKNOWN_USER))


def wrong_token(_, origin):
    refused = connect(origin, "wrong-token")
    fails(401, refused.get_current_user)
    fails(401, lambda: refused.remove_user_from_group(group_id=SMALL, account_id=user(1)))


def too_many_calls(client, origin):
    slow_down(origin)
    throttled = 0
    for _ in range(5):
        try:
            client.remove_user_from_group(group_id=SMALL, account_id=UNKNOWN_USER)
        except requests.HTTPError as error:
            throttled += error.response.status_code == 429
            assert error.response.status_code != 429 or int(error.response.headers["Retry-After"]) >= 1
    assert throttled > 0, "nobody was asked to wait"


AtlassianPythonApi = client_tests(
    "AtlassianPythonApi", connect,
    who_am_i, what_site_is_this, one_person, list_groups, page_over_120_members, groups_of_a_person,
    add_and_add_again, remove_and_remove_again, unknown_group, unknown_person, wrong_token, too_many_calls,
)


if __name__ == "__main__":
    unittest.main()
