"""jira (pycontribs): its reading of people and groups. Its `add_user_to_group` and `remove_user_from_group` send names, which
Jira Cloud no longer takes: both are refused. Its `group_members` asks for `group`, which is deprecated and not simulated."""

import unittest

from jira import JIRA, JIRAError

from simulated_site import EMAIL, GROUP, SMALL, UNKNOWN_USER, client_tests, members, slow_down, user


def connect(origin, token):
    return JIRA(origin, basic_auth=(EMAIL, token), max_retries=0, options={"rest_api_version": "3"})


def fails(status, call):
    try:
        call()
    except JIRAError as error:
        assert error.status_code == status, f"{error.status_code} for {status}"
    else:
        raise AssertionError(f"no error for {status}")


def what_site_is_this(client, origin):
    info = client.server_info()
    assert (info["baseUrl"], info["deploymentType"]) == (origin, "Cloud")


def who_am_i(client, _):
    assert client.myself()["emailAddress"] == EMAIL


def one_person(client, _):
    assert client.user(user(1)).displayName == "User 1"


def list_groups(client, _):
    assert sorted(client.groups()) == ["team-a", "team-b"]


def groups_of_a_person(client, _):
    person = client.user(user(1), expand="groups")
    assert {group.groupId for group in person.groups.items} == {GROUP, SMALL}


def members_by_name_are_not_found(client, _):
    fails(404, lambda: client.group_members("team-a"))


def unknown_person(client, _):
    fails(404, lambda: client.user(UNKNOWN_USER))


def wrong_token(_, origin):
    fails(401, connect(origin, "wrong-token").myself)


def changes_by_name_are_refused(client, origin):
    fails(400, lambda: client.add_user_to_group(user(2), "team-b"))
    fails(400, lambda: client.remove_user_from_group(user(1), "team-b"))
    assert members(origin, SMALL) == [user(1)]
    assert len(members(origin, GROUP)) == 130


def too_many_calls(client, origin):
    slow_down(origin)
    throttled = 0
    for _ in range(5):
        try:
            client.myself()
        except JIRAError as error:
            throttled += error.status_code == 429
            assert error.status_code != 429 or int(error.response.headers["Retry-After"]) >= 1
    assert throttled > 0, "nobody was asked to wait"


JiraPython = client_tests(
    "JiraPython", connect,
    what_site_is_this, who_am_i, one_person, list_groups, groups_of_a_person, unknown_person, wrong_token,
    members_by_name_are_not_found, changes_by_name_are_refused, too_many_calls,
)


if __name__ == "__main__":
    unittest.main()
