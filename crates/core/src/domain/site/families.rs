//! The domains on which Atlassian has sites, and the gateway of each.

/// Where the gateway of a family of hosts is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Gateway {
    At(&'static str),
    /// At `api.` in the customer's own domain, the label in front of the family. A site's name may have a label more.
    InCustomerDomain,
    /// Nowhere that is written down.
    Unknown,
}

/// Host families of Atlassian Cloud (exact endings) with their gateways. Anchored on purpose: proxies that rewrite
/// names (`…atlassian.net.proxy.example`) do not match.
///
/// Seen in Atlassian's own software: `jira.com` are old sites, `jira-dev.com` and `stg.…` are Atlassian's staging,
/// the `us-gov` ones Government Cloud, the last Isolated Cloud. `api.atlassian.com` is documented, and the gateways of
/// Government and Isolated Cloud stand in client code of Atlassian's own.
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

/// Labels that are no sites in any family: the gateway and the administration console.
pub(super) const RESERVED: [&str; 2] = ["api", "admin"];

/// What stands in front of a host's family, and where its gateway is.
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
