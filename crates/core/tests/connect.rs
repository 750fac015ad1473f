//! The answer to `myself`: an account, or one problem with a next step.

use crate::support::{answer, json};
use groupsweep_core::atlassian::{ApiHost, Confluence, Endpoint, Jira, Organization, Product};
use groupsweep_core::connect::{
    Account, Caller, ConnectError, Connection, LoginDiscovery, LoginInput, LoginKind, Probe,
    ProbeStep, Target,
};
use groupsweep_core::domain::{
    AccountId, Answer, CloudId, DirectoryId, OrgId, ProxyTrouble, SiteAddress, SiteCall,
    TransportError,
};

const MYSELF: &str = r#"{"accountId":"63b6efaab790087ed712a5c1","displayName":"Ada","emailAddress":null,"active":true,"groups":{"size":3,"items":[]}}"#;

const EVERY_FAULT: [TransportError; 17] = [
    TransportError::RelayGone,
    TransportError::RelayUnreachable,
    TransportError::RelayRefused,
    TransportError::RelayVersion,
    TransportError::SiteUnreachable,
    TransportError::Proxy(ProxyTrouble::Absent),
    TransportError::Proxy(ProxyTrouble::Login),
    TransportError::Proxy(ProxyTrouble::Refused(403)),
    TransportError::Proxy(ProxyTrouble::Nonsense),
    TransportError::CertificateRefused,
    TransportError::TimedOut,
    TransportError::Cut,
    TransportError::Unanswered,
    TransportError::Blocked,
    TransportError::NoSuchCall,
    TransportError::SiteNotPermitted,
    TransportError::GatewayNotPermitted,
];

fn page(status: u16) -> Answer {
    answer(
        status,
        &[("content-type", "text/html")],
        "<html>proxy</html>",
    )
}

/// Every answer that is no account, and the problem it is.
fn every_problem() -> Vec<(Result<Answer, TransportError>, ConnectError)> {
    let seraph = |reason| [("x-seraph-loginreason", reason)];
    let captcha = [(
        "x-authentication-denied-reason",
        "CAPTCHA_CHALLENGE; login-url=https://x",
    )];
    let answers = [
        (json(401, "{}"), ConnectError::TokenRefused),
        (
            answer(200, &seraph("AUTHENTICATED_FAILED"), MYSELF),
            ConnectError::TokenRefused,
        ),
        (
            answer(401, &seraph("AUTHENTICATED_FAILED"), ""),
            ConnectError::TokenRefused,
        ),
        (answer(401, &captcha, ""), ConnectError::Captcha),
        (answer(403, &captcha, ""), ConnectError::Captcha),
        (
            answer(401, &seraph("AUTHENTICATION_DENIED"), ""),
            ConnectError::Captcha,
        ),
        (answer(403, &[], "XSRF check failed"), ConnectError::Xsrf),
        (json(403, "{\"errorMessages\":[]}"), ConnectError::Forbidden),
        (page(403), ConnectError::Network),
        (
            json(
                403,
                "{\"message\":\"Your IP address is not in the allowlist\"}",
            ),
            ConnectError::Network,
        ),
        (
            answer(403, &seraph("AUTHORISATION_FAILED"), ""),
            ConnectError::Forbidden,
        ),
        (page(404), ConnectError::NotThere),
        (answer(301, &[], ""), ConnectError::Moved),
        (
            answer(302, &[("location", "https://id.atlassian.com/login")], ""),
            ConnectError::Moved,
        ),
        (
            answer(429, &[("retry-after", "5")], ""),
            ConnectError::Throttled(Some(5)),
        ),
        (answer(429, &[], ""), ConnectError::Throttled(None)),
        (
            answer(429, &[("retry-after", "18446744073709551616")], ""),
            ConnectError::Throttled(Some(u64::MAX)),
        ),
        (
            answer(429, &[("retry-after", "soon")], ""),
            ConnectError::Throttled(None),
        ),
        (page(200), ConnectError::OddAnswer(200)),
        (json(200, ""), ConnectError::OddAnswer(200)),
        (
            json(200, "{\"displayName\":\"nobody\"}"),
            ConnectError::OddAnswer(200),
        ),
        (
            json(200, "{\"accountId\":\"\"}"),
            ConnectError::OddAnswer(200),
        ),
        (
            json(200, "{\"accountId\":\"unknown\"}"),
            ConnectError::OddAnswer(200),
        ),
        (
            json(200, "{\"accountId\":\"../x\"}"),
            ConnectError::OddAnswer(200),
        ),
        (answer(204, &[], ""), ConnectError::OddAnswer(204)),
        (page(407), ConnectError::OddAnswer(407)),
        (page(500), ConnectError::OddAnswer(500)),
        (page(503), ConnectError::OddAnswer(503)),
    ];
    let faults = EVERY_FAULT.map(|fault| (Err(fault), ConnectError::NoAnswer(fault)));
    answers
        .into_iter()
        .map(|(answer, problem)| (Ok(answer), problem))
        .chain(faults)
        .collect()
}

/// Asks as a person whose product was chosen, so that the first answer decides.
fn of_answer(answer: Result<Answer, TransportError>) -> ProbeStep {
    let terms = LoginInput {
        login: LoginKind::Person,
        product: Some(Product::Jira),
        organization: None,
        directory: None,
        cloud: None,
        has_gateway: false,
        before: None,
    };
    let (mut search, first) = LoginDiscovery::begin(terms);
    assert!(matches!(
        first,
        ProbeStep::Ask(Probe {
            call: SiteCall::WhoAmI,
            ..
        })
    ));
    search.answered(&answer)
}

#[test]
fn each_problem_is_told_apart() {
    for (answer, problem) in every_problem() {
        // With a gateway, a refused token is tried there too. Here there is no gateway.
        let problem = match problem {
            ConnectError::TokenRefused => ConnectError::NoGateway,
            other => other,
        };
        assert_eq!(
            of_answer(answer.clone()),
            ProbeStep::Failed(problem, Vec::new()),
            "{answer:?}"
        );
    }
}

#[test]
fn each_problem_says_what_happened_and_what_to_do() {
    for (_, problem) in every_problem() {
        for sentence in [problem.what(), problem.next_step().to_owned()] {
            assert!(
                sentence.len() > 15 && sentence.ends_with('.'),
                "{problem:?}: {sentence}"
            );
        }
    }
}

#[test]
fn a_proxy_is_named_with_what_it_said() {
    for (fault, what) in [
        (
            TransportError::Proxy(ProxyTrouble::Absent),
            "The web proxy proxy.example:8080 does not answer.",
        ),
        (
            TransportError::Proxy(ProxyTrouble::Login),
            "The web proxy proxy.example:8080 asks for a login (407).",
        ),
        (
            TransportError::Proxy(ProxyTrouble::Refused(403)),
            "The web proxy proxy.example:8080 refuses the connection to the site (403).",
        ),
        (
            TransportError::Proxy(ProxyTrouble::Nonsense),
            "The web proxy proxy.example:8080 did not answer like a web proxy.",
        ),
        (
            TransportError::SiteUnreachable,
            "The relay is running, but cannot reach the site through the web proxy proxy.example:8080.",
        ),
        (TransportError::TimedOut, "The site did not answer in time."),
    ] {
        let problem = ConnectError::NoAnswer(fault);
        assert_eq!(problem.what_behind("proxy.example:8080"), what);
    }
}

#[test]
fn no_two_kinds_of_problem_read_alike() {
    let mut told: Vec<(ConnectError, String)> = Vec::new();
    for (_, problem) in every_problem() {
        let text = problem.what();
        for (other, same) in &told {
            assert!(
                *other == problem || *same != text,
                "{other:?} and {problem:?}"
            );
        }
        told.push((problem, text));
    }
}

#[test]
fn the_name_to_type_is_the_host_as_shown() {
    let site = |given| Target::Site(SiteAddress::parse_for_relay(given).unwrap());
    assert_eq!(
        site("https://MySite.atlassian.net/jira").name(),
        "mysite.atlassian.net"
    );
    assert_eq!(site("http://127.0.0.1:9000").name(), "127.0.0.1:9000");
    assert!(Target::Practice.is_practice() && !site("mysite").is_practice());
    assert_eq!(Target::Practice.name(), "Practice site");
}

#[test]
fn a_confirmation_holds_for_the_same_site_product_and_caller_by_whichever_door() {
    let id = "11111111-2222-4333-8444-555555555555";
    let connection = |endpoint: Endpoint, caller: Caller| Connection {
        target: Target::Site(SiteAddress::parse("mysite").unwrap()),
        endpoint,
        caller,
    };
    let ada = |id: &str, name: &str| {
        Caller::Account(Account {
            id: AccountId::parse(id).unwrap(),
            name: name.to_owned(),
            email: None,
        })
    };
    let jira = |api_host: ApiHost| Endpoint::Jira(Jira { api_host });
    let gateway = || ApiHost::Gateway(CloudId::parse(id).unwrap());
    let organization = |directory: Option<&str>| {
        Endpoint::Organization(Organization {
            org: OrgId::parse(id).unwrap(),
            directory: directory.and_then(DirectoryId::parse),
        })
    };
    let one = connection(jira(ApiHost::Site), ada("a:1", "Ada"));
    assert!(one.is_same_as(&connection(jira(gateway()), ada("a:1", "Ada L."))));
    let by_gateway = connection(jira(gateway()), ada("a:1", "Ada"));
    let elsewhere = CloudId::parse("22222222-2222-4333-8444-555555555555").unwrap();
    let by_another = connection(jira(ApiHost::Gateway(elsewhere)), ada("a:1", "Ada"));
    assert!(by_gateway.is_same_as(&by_gateway.clone()));
    assert!(
        !by_gateway.is_same_as(&by_another),
        "another cloud id is another site"
    );
    let others = [
        connection(jira(ApiHost::Site), ada("a:2", "Ada")),
        connection(
            Endpoint::Confluence(Confluence {
                api_host: ApiHost::Site,
            }),
            ada("a:1", "Ada"),
        ),
        connection(jira(ApiHost::Site), Caller::OrganizationKey),
        connection(jira(ApiHost::Site), Caller::NotAsked),
        Connection {
            target: Target::Practice,
            ..one.clone()
        },
    ];
    for other in &others {
        assert!(
            !one.is_same_as(other) && !other.is_same_as(&one),
            "{other:?}"
        );
    }
    let key = connection(organization(Some(id)), Caller::OrganizationKey);
    assert!(key.is_same_as(&key.clone()));
    assert!(!key.is_same_as(&connection(organization(None), Caller::OrganizationKey)));
}

#[test]
fn a_site_that_asks_to_wait_says_how_long() {
    for (seconds, wait) in [
        (1, "1 second"),
        (90, "90 seconds"),
        (121, "3 minutes"),
        (3_600, "60 minutes"),
        (86_400, "24 hours"),
        (31_535_999, "365 days"),
        (u64::MAX, "more than a year"),
    ] {
        let happened = ConnectError::Throttled(Some(seconds)).what();
        let expected = format!("The site asks for a pause of {wait} before the next call (429).");
        assert_eq!(happened, expected);
    }
}
