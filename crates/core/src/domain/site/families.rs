//! The domains of Atlassian's sites, with the gateway of each.

/// The gateway of a host family.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Gateway {
    At(&'static str),
    /// At `api.` in the customer's own domain, which is the label before the family. Site names may have one
    /// label more.
    InCustomerDomain,
    /// Not documented.
    Unknown,
}

/// Host families of Atlassian Cloud (exact suffixes) with their gateways. Matched only at the end of a host:
/// names rewritten by proxies (`…atlassian.net.proxy.example`) do not match.
///
/// Sources: `api.atlassian.com` is documented; the rest was seen in Atlassian's own client code, the gateways
/// of Government and Isolated Cloud included. `jira.com` are old sites, `jira-dev.com` and `stg.…` are
/// Atlassian's staging, the `us-gov` ones Government Cloud, the last Isolated Cloud.
const FAMILIES: [(&str, Gateway); 7] = [
    ("atlassian.net", Gateway::At("api.atlassian.com")),
    ("jira.com", Gateway::At("api.atlassian.com")),
    ("jira-dev.com", Gateway::Unknown),
    (
        "atlassian-us-gov-mod.net",
        Gateway::At("api.atlassian-us-gov-mod.com"),
    ),
    ("atlassian-us-gov.net", Gateway::Unknown),
    ("stg.atlassian-us-gov-mod.net", Gateway::Unknown),
    ("atlassian-isolated.net", Gateway::InCustomerDomain),
];

/// Labels that are not sites in any family: the gateway and the administration console.
pub(super) const RESERVED: [&str; 2] = ["api", "admin"];

/// Returns the labels before a host's family, and the family's gateway.
pub(super) fn family_of(host: &str) -> Option<(&str, Gateway)> {
    FAMILIES.iter().find_map(|(family, gateway)| {
        let labels = host.strip_suffix(family)?.strip_suffix('.')?;
        let most = match gateway {
            Gateway::InCustomerDomain => 2,
            Gateway::At(_) | Gateway::Unknown => 1,
        };
        (labels.split('.').count() <= most).then_some((labels, *gateway))
    })
}
