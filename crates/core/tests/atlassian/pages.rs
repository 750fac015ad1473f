//! The contents of a page, for each product.

use groupsweep_core::atlassian::{AccountKind, Caller, Endpoint, ManagedBy, Next};

use crate::atlassian::support::{GROUP, answer, confluence, organization};

#[test]
fn people_are_read_alike_from_every_product() {
    for (endpoint, body, active) in [
        (
            Endpoint::default(),
            "{\"total\":1,\"isLast\":true,\"values\":[{\"accountId\":\"a:1\",\"accountType\":\"atlassian\",\"displayName\":\"Ada\",\"emailAddress\":\"a@b.example\",\"active\":true}]}",
            Some(true),
        ),
        (
            confluence(),
            "{\"results\":[{\"type\":\"known\",\"accountId\":\"a:1\",\"accountType\":\"atlassian\",\"displayName\":\"Ada\",\"email\":\"a@b.example\"}],\"size\":1,\"limit\":200,\"_links\":{}}",
            None,
        ),
        (
            organization(),
            "{\"data\":[{\"accountId\":\"a:1\",\"accountType\":\"atlassian\",\"name\":\"Ada\",\"email\":\"a@b.example\",\"accountStatus\":\"active\",\"membershipStatus\":\"active\"}],\"links\":{}}",
            Some(true),
        ),
    ] {
        let page = endpoint.api().people(&answer(200, body)).unwrap();
        assert!(page.is_last());
        let ada = &page.values[0];
        assert_eq!(ada.account.as_ref().unwrap().as_str(), "a:1");
        assert_eq!(
            (ada.name.as_str(), ada.email.as_deref(), ada.active),
            ("Ada", Some("a@b.example"), active)
        );
        assert!(ada.kind == AccountKind::Person && ada.can_log_in());
    }
}

#[test]
fn whether_a_list_goes_on_is_read_from_every_product() {
    let next =
        |endpoint: &Endpoint, body: &str| endpoint.api().people(&answer(200, body)).unwrap().next;
    assert_eq!(
        next(&Endpoint::default(), "{\"isLast\":false,\"values\":[]}"),
        Next::Offset
    );
    assert_eq!(next(&Endpoint::default(), "{\"values\":[]}"), Next::Offset);
    let confluence = confluence();
    assert_eq!(
        next(&confluence, "{\"results\":[],\"_links\":{\"next\":\"/x\"}}"),
        Next::Offset
    );
    assert_eq!(
        next(&confluence, "{\"results\":[],\"size\":200,\"limit\":200}"),
        Next::Offset
    );
    assert_eq!(
        next(&confluence, "{\"results\":[],\"size\":3,\"limit\":200}"),
        Next::End
    );
    let organization = organization();
    assert_eq!(
        next(&organization, "{\"data\":[],\"links\":{\"next\":\"c\"}}"),
        Next::Cursor("c".into())
    );
    for end in [
        "{\"data\":[]}",
        "{\"data\":[],\"links\":{\"next\":null}}",
        "{\"data\":[],\"links\":{\"next\":\"\"}}",
    ] {
        assert_eq!(next(&organization, end), Next::End);
    }
}

#[test]
fn any_one_of_three_signs_means_that_a_group_is_externally_managed() {
    let kept = |fields: &str| {
        let body =
            format!("{{\"data\":[{{\"id\":\"{GROUP}\",\"name\":\"x\"{fields}}}],\"links\":{{}}}}");
        organization()
            .api()
            .groups(&answer(200, &body))
            .unwrap()
            .values[0]
            .is_externally_managed()
    };
    assert!(!kept(
        ",\"externalSynced\":false,\"managedBy\":\"admins\",\"managementAccess\":{\"modifiable\":true}"
    ));
    assert!(kept(",\"externalSynced\":true"));
    assert!(kept(",\"managedBy\":\"external\""));
    assert!(kept(",\"managementAccess\":{\"modifiable\":false}"));
}

#[test]
fn what_is_no_page_is_none() {
    for endpoint in [Endpoint::default(), confluence(), organization()] {
        for body in [
            "",
            "{}",
            "[]",
            "null",
            "<html>",
            "{\"values\":1}",
            "{\"results\":[1]}",
            "{\"data\":[null]}",
            "{\"values\":[\"x\"]}",
        ] {
            assert_eq!(endpoint.api().people(&answer(200, body)), None, "{body}");
        }
        assert_eq!(endpoint.api().groups(&answer(200, "{}")), None);
    }
}

#[test]
fn a_corrupted_record_is_nobody_and_an_unnamed_caller_has_an_id_for_a_name() {
    let body =
        "{\"isLast\":true,\"values\":[{\"accountId\":\"unknown\"},{\"accountId\":\"../x\"},{}]}";
    let page = Endpoint::default()
        .api()
        .people(&answer(200, body))
        .unwrap();
    assert!(page.values.iter().all(|one| one.account.is_none()));
    for endpoint in [Endpoint::default(), confluence()] {
        let caller = endpoint
            .api()
            .caller(&answer(200, "{\"accountId\":\"a:1\"}"));
        let Some(Caller::Account(account)) = caller else {
            panic!("{caller:?}");
        };
        assert_eq!(account.name, "a:1");
        for nobody in [
            "{}",
            "{\"accountId\":\"unknown\"}",
            "{\"type\":\"anonymous\"}",
        ] {
            assert_eq!(endpoint.api().caller(&answer(200, nobody)), None);
        }
    }
}

#[test]
fn somebody_suspended_in_the_organization_cannot_log_in() {
    for (account, membership, active) in [
        ("active", Some("active"), Some(true)),
        // Nothing says that they are not suspended.
        ("active", None, None),
        ("active", Some("suspended"), Some(false)),
        ("inactive", Some("active"), Some(false)),
    ] {
        let membership = membership.map(|it| format!(",\"membershipStatus\":\"{it}\""));
        let body = format!(
            "{{\"data\":[{{\"accountId\":\"a:1\",\"accountStatus\":\"{account}\"{}}}],\"links\":{{}}}}",
            membership.unwrap_or_default()
        );
        let page = organization().api().people(&answer(200, &body)).unwrap();
        assert_eq!(page.values[0].active, active, "{body}");
    }
}

#[test]
fn a_group_of_which_the_organization_says_nothing_is_not_called_managed_here() {
    let managed = |fields: &str| {
        let body =
            format!("{{\"data\":[{{\"id\":\"{GROUP}\",\"name\":\"x\"{fields}}}],\"links\":{{}}}}");
        let page = organization().api().groups(&answer(200, &body));
        page.unwrap().values[0].managed_by
    };
    assert_eq!(managed(""), None);
    assert_eq!(managed(",\"managementAccess\":{}"), None);
    for said in [
        ",\"externalSynced\":false",
        ",\"managedBy\":\"open\"",
        ",\"managementAccess\":{\"modifiable\":true}",
    ] {
        assert_eq!(managed(said), Some(ManagedBy::Internal), "{said}");
    }
}
