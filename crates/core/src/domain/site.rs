//! A site's address, validated and normalized.

mod families;

use std::fmt;
use std::net::IpAddr;

use families::{Gateway, RESERVED, family_of};

/// A site, as `scheme://host[:port]`. Only a simulated site has a port.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct SiteAddress {
    scheme: &'static str,
    host: String,
}

/// Why an address is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SiteAddressError {
    #[error("Enter the site's address, for example mysite.atlassian.net.")]
    Empty,
    /// `http://`: the token would be sent unencrypted.
    #[error("http:// is refused, because it would send the token unencrypted. Use https://.")]
    NotHttps,
    /// Another scheme, such as `ftp:`.
    #[error("Only https:// addresses are accepted.")]
    ForeignScheme,
    /// `user@host`: an address that contains a login.
    #[error("Leave out the part before the @ sign; the login goes in the fields below.")]
    UserInfo,
    /// `host:port`: Atlassian's sites use only port 443.
    #[error("Leave out the port. Atlassian sites do not use one.")]
    Port,
    #[error("Numeric addresses are refused. Enter the site's name, such as mysite.atlassian.net.")]
    IpAddress,
    /// The administration console is not a site.
    #[error(
        "This is the administration console or Atlassian's API, not a site. Enter the site's own address, such as mysite.atlassian.net."
    )]
    AdminConsole,
    /// A name that a corporate web proxy has rewritten.
    #[error(
        "A web proxy has rewritten this name. Enter the site's own address, ending in .atlassian.net."
    )]
    RewrittenByProxy,
    /// Not a host of Atlassian Cloud. Custom domains are refused with this too.
    #[error(
        "This is not an Atlassian Cloud address. If the site has a custom domain, enter its default address (App URLs, Custom domains, Default URL), such as mysite.atlassian.net."
    )]
    OtherHost,
}

impl SiteAddress {
    /// Reads an address as admins type or paste it: `mysite`, `mysite.atlassian.net`,
    /// `https://mysite.atlassian.net/jira/your-work?x=1`.
    ///
    /// # Errors
    /// [`SiteAddressError`] if it is refused.
    pub fn parse(typed: &str) -> Result<Self, SiteAddressError> {
        let authority = authority(typed, &["https"])?.1;
        let host = authority.strip_suffix(":443").unwrap_or(&authority);
        if host.starts_with('[') || host.parse::<IpAddr>().is_ok() {
            return Err(SiteAddressError::IpAddress);
        }
        if let Some((name, port)) = host.split_once(':') {
            return Err(match name.parse::<IpAddr>() {
                Ok(_) => SiteAddressError::IpAddress,
                Err(_) if port.bytes().all(|b| b.is_ascii_digit()) => SiteAddressError::Port,
                Err(_) => SiteAddressError::OtherHost,
            });
        }
        Self::cloud(host.strip_suffix('.').unwrap_or(host))
    }

    /// Reads the relay's `--site`: like [`SiteAddress::parse`], but also accepts a simulated site on a
    /// loopback address (`http://127.0.0.1:PORT`, `http://localhost:PORT`, `http://[::1]:PORT`).
    ///
    /// # Errors
    /// [`SiteAddressError`] if it is refused.
    pub fn parse_for_relay(given: &str) -> Result<Self, SiteAddressError> {
        match authority(given, &["http", "https"])? {
            ("http", authority) if is_loopback(&authority) => Ok(Self {
                scheme: "http",
                host: authority,
            }),
            ("http", _) => Err(SiteAddressError::NotHttps),
            _ => Self::parse(given),
        }
    }

    fn cloud(host: &str) -> Result<Self, SiteAddressError> {
        if !host.contains('.') {
            return Self::cloud(&format!("{host}.atlassian.net"));
        }
        let (labels, _) = family_of(host).ok_or_else(|| not_a_site(host))?;
        let mut labels = labels.split('.');
        if labels.clone().any(|label| RESERVED.contains(&label)) {
            return Err(SiteAddressError::AdminConsole);
        }
        if !labels.all(is_label) {
            return Err(SiteAddressError::OtherHost);
        }
        Ok(Self {
            scheme: "https",
            host: host.to_owned(),
        })
    }

    /// The site's name as people read and type it: the host, plus the port for a simulated site.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.host
    }

    /// `https://host`, without a path.
    #[must_use]
    pub fn origin(&self) -> String {
        format!("{}://{}", self.scheme, self.host)
    }

    /// The origin of the gateway for this site; `None` if it is not known. A simulated site is its own
    /// gateway.
    #[must_use]
    pub fn gateway(&self) -> Option<String> {
        if self.is_simulated() {
            return Some(self.origin());
        }
        let (labels, gateway) = family_of(&self.host)?;
        match gateway {
            Gateway::At(host) => Some(format!("https://{host}")),
            Gateway::InCustomerDomain => {
                let domain = labels.rsplit('.').next()?;
                let family = self.host.strip_prefix(labels)?;
                Some(format!("https://api.{domain}{family}"))
            }
            Gateway::Unknown => None,
        }
    }

    /// Whether this is a simulated site on this machine.
    #[must_use]
    pub fn is_simulated(&self) -> bool {
        self.scheme == "http"
    }
}

impl fmt::Debug for SiteAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.origin())
    }
}

/// Returns the scheme and the lower-case authority. Drops the rest.
fn authority(
    typed: &str,
    schemes: &[&'static str],
) -> Result<(&'static str, String), SiteAddressError> {
    let typed = typed.trim();
    if typed.is_empty() {
        return Err(SiteAddressError::Empty);
    }
    let (scheme, rest) = match typed.split_once("://") {
        None => ("https", typed),
        Some((scheme, rest)) => {
            let known = schemes
                .iter()
                .find(|known| scheme.eq_ignore_ascii_case(known));
            let refused = if scheme.eq_ignore_ascii_case("http") {
                SiteAddressError::NotHttps
            } else {
                SiteAddressError::ForeignScheme
            };
            (*known.ok_or(refused)?, rest)
        }
    };
    let end = rest.find(['/', '?', '#', '\\']).unwrap_or(rest.len());
    let authority = rest[..end].to_ascii_lowercase();
    if authority.contains('@') {
        return Err(SiteAddressError::UserInfo);
    }
    if authority.is_empty() {
        return Err(SiteAddressError::Empty);
    }
    Ok((scheme, authority))
}

fn is_loopback(authority: &str) -> bool {
    let Some((host, port)) = authority.rsplit_once(':') else {
        return false;
    };
    matches!(host, "127.0.0.1" | "localhost" | "[::1]") && port_of(port).is_some()
}

/// Reads a port as written in an origin: digits without a sign or leading zeros, so that each address has
/// only one spelling.
pub fn port_of(text: &str) -> Option<u16> {
    let is_plain = !text.starts_with('0') && text.bytes().all(|b| b.is_ascii_digit());
    text.parse().ok().filter(|_| is_plain)
}

/// Whether this is a DNS label: letters, digits and inner hyphens, at most 63.
fn is_label(label: &str) -> bool {
    (1..=63).contains(&label.len())
        && !label.starts_with('-')
        && !label.ends_with('-')
        && label
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
}

fn not_a_site(host: &str) -> SiteAddressError {
    match host {
        "admin.atlassian.com"
        | "id.atlassian.com"
        | "api.atlassian.com"
        | "admin.atlassian-us-gov-mod.com"
        | "api.atlassian-us-gov-mod.com" => SiteAddressError::AdminConsole,
        _ if host.contains(".atlassian.net.") || host.contains(".atlassian.com.") => {
            SiteAddressError::RewrittenByProxy
        }
        _ => SiteAddressError::OtherHost,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn origin(typed: &str) -> Result<String, SiteAddressError> {
        SiteAddress::parse(typed).map(|site| site.origin())
    }

    #[test]
    fn what_admins_paste_becomes_one_address() {
        for typed in [
            "mysite",
            " MySite ",
            "mysite.atlassian.net",
            "https://mysite.atlassian.net/jira/your-work",
            "HTTPS://MYSITE.ATLASSIAN.NET?x=1#y",
            "mysite.atlassian.net.",
            "https://mysite.atlassian.net:443/",
        ] {
            assert_eq!(
                origin(typed),
                Ok("https://mysite.atlassian.net".to_owned()),
                "{typed}"
            );
        }
        assert_eq!(
            origin("old.jira.com"),
            Ok("https://old.jira.com".to_owned())
        );
    }

    #[test]
    fn each_family_is_taken_with_the_gateway_that_is_known_of_it() {
        let gateway = |typed: &str| SiteAddress::parse(typed).map(|site| site.gateway());
        let some = |host: &str| Ok(Some(format!("https://{host}")));
        assert_eq!(gateway("mysite"), some("api.atlassian.com"));
        assert_eq!(gateway("old.jira.com"), some("api.atlassian.com"));
        assert_eq!(
            gateway("agency.atlassian-us-gov-mod.net"),
            some("api.atlassian-us-gov-mod.com")
        );
        for isolated in ["site.acme", "acme"] {
            assert_eq!(
                gateway(&format!("{isolated}.atlassian-isolated.net")),
                some("api.acme.atlassian-isolated.net"),
                "{isolated}"
            );
        }
        for unknown in [
            "x.jira-dev.com",
            "x.atlassian-us-gov.net",
            "x.stg.atlassian-us-gov-mod.net",
        ] {
            assert_eq!(gateway(unknown), Ok(None), "{unknown}");
        }
        let simulated =
            SiteAddress::parse_for_relay("http://127.0.0.1:9").map(|site| site.gateway());
        assert_eq!(simulated, Ok(Some("http://127.0.0.1:9".to_owned())));
    }

    #[test]
    fn each_refusal_says_why() {
        use SiteAddressError as E;
        for (typed, why) in [
            ("", E::Empty),
            ("https://", E::Empty),
            ("http://mysite.atlassian.net", E::NotHttps),
            ("ftp://mysite.atlassian.net", E::ForeignScheme),
            ("https://me:pw@mysite.atlassian.net", E::UserInfo),
            ("https://mysite.atlassian.net@evil.example", E::UserInfo),
            ("mysite.atlassian.net:8443", E::Port),
            ("10.0.0.1", E::IpAddress),
            ("[::1]", E::IpAddress),
            ("https://127.0.0.1:9000", E::IpAddress),
            ("admin.atlassian.com", E::AdminConsole),
            ("admin", E::AdminConsole),
            ("api.atlassian-us-gov-mod.net", E::AdminConsole),
            ("api.atlassian-us-gov-mod.com", E::AdminConsole),
            ("admin.stg.atlassian-us-gov-mod.net", E::AdminConsole),
            ("api.atlassian-isolated.net", E::AdminConsole),
            ("api.acme.atlassian-isolated.net", E::AdminConsole),
            ("admin.acme.atlassian-isolated.net", E::AdminConsole),
            ("site.api.atlassian-isolated.net", E::AdminConsole),
            ("a.b.c.atlassian-isolated.net", E::OtherHost),
            (".acme.atlassian-isolated.net", E::OtherHost),
            ("x.y.atlassian-us-gov-mod.net", E::OtherHost),
            (
                "admin.atlassian.com.rproxy.goskope.com",
                E::RewrittenByProxy,
            ),
            (
                "mysite.atlassian.net.rproxy.goskope.com",
                E::RewrittenByProxy,
            ),
            ("evilatlassian.net", E::OtherHost),
            ("a.b.atlassian.net", E::OtherHost),
            ("-x.atlassian.net", E::OtherHost),
            ("x%2e.atlassian.net", E::OtherHost),
            ("jira.example.com", E::OtherHost),
            ("atlassian.net", E::OtherHost),
        ] {
            assert_eq!(origin(typed), Err(why), "{typed}");
        }
    }

    #[test]
    fn the_relay_alone_takes_a_simulated_site_and_only_on_loopback() {
        let relay = |given: &str| SiteAddress::parse_for_relay(given).map(|site| site.origin());
        assert_eq!(
            relay("http://127.0.0.1:9000/"),
            Ok("http://127.0.0.1:9000".to_owned())
        );
        assert_eq!(
            relay("http://[::1]:9000"),
            Ok("http://[::1]:9000".to_owned())
        );
        assert_eq!(
            relay("mysite"),
            Ok("https://mysite.atlassian.net".to_owned())
        );
        assert_eq!(
            relay("http://mysite.atlassian.net"),
            Err(SiteAddressError::NotHttps)
        );
        assert_eq!(relay("http://10.0.0.1:80"), Err(SiteAddressError::NotHttps));
        for odd in ["+9000", "09000", "-1", "0", "", " 9000", "65536", "9000x"] {
            let given = format!("http://127.0.0.1:{odd}");
            assert_eq!(relay(&given), Err(SiteAddressError::NotHttps), "{odd}");
        }
        assert_eq!(
            relay("http://127.0.0.1.evil.example:80"),
            Err(SiteAddressError::NotHttps)
        );
    }
}
