//! The web proxy on the way to the site, from the environment (`HTTPS_PROXY` and the like), and its error if it does
//! not connect to the site. The HTTP library does not report that error, so the proxy is asked again.

use std::time::Duration;

use axum::http::{HeaderValue, Uri};
use hyper_util::client::proxy::matcher::Matcher;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::time::timeout;

use groupsweep_core::domain::ProxyTrouble;

/// For the proxy's response, including connecting.
const ANSWERING: Duration = Duration::from_secs(5);
/// Bytes read of the response, enough for its first line.
const FIRST_LINE: usize = 512;

/// The proxy for one origin.
#[derive(Debug)]
pub(super) struct Proxy {
    host: String,
    port: u16,
    /// The login in the proxy's address. Hazard: a secret, sent only to the proxy.
    login: Option<HeaderValue>,
}

impl Proxy {
    /// The proxy for an origin. `None` without a proxy, or for a kind that cannot be asked.
    pub(super) fn before(origin: &str) -> Option<Self> {
        let found = Matcher::from_system().intercept(&origin.parse().ok()?)?;
        Self::at(found.uri(), found.basic_auth().cloned())
    }

    fn at(uri: &Uri, login: Option<HeaderValue>) -> Option<Self> {
        (uri.scheme_str() == Some("http")).then_some(())?;
        Some(Self {
            host: uri.host()?.to_owned(),
            port: uri.port_u16().unwrap_or(80),
            login,
        })
    }

    /// `host:port`, without its login.
    pub(super) fn name(&self) -> String {
        format!("{}:{}", self.host, self.port)
    }

    /// Why the proxy does not connect to `site` (`host:port`). `None` if it does. Sends nothing to the site.
    pub(super) async fn trouble(&self, site: &str) -> Option<ProxyTrouble> {
        match timeout(ANSWERING, self.ask(site)).await {
            Ok(Ok(said)) => read(&said),
            Ok(Err(_)) | Err(_) => Some(ProxyTrouble::Absent),
        }
    }

    /// The start of the proxy's response to CONNECT.
    async fn ask(&self, site: &str) -> std::io::Result<Vec<u8>> {
        let host = self.host.trim_start_matches('[').trim_end_matches(']');
        let mut stream = TcpStream::connect((host, self.port)).await?;
        let mut question = format!("CONNECT {site} HTTP/1.1\r\nHost: {site}\r\n").into_bytes();
        if let Some(login) = &self.login {
            question.extend_from_slice(b"Proxy-Authorization: ");
            question.extend_from_slice(login.as_bytes());
            question.extend_from_slice(b"\r\n");
        }
        question.extend_from_slice(b"\r\n");
        let written = stream.write_all(&question).await;
        zeroize::Zeroize::zeroize(&mut question);
        written?;
        let mut said = Vec::with_capacity(FIRST_LINE);
        while said.len() < FIRST_LINE && !said.contains(&b'\n') {
            let piece = (&mut stream).take((FIRST_LINE - said.len()) as u64);
            if { piece }.read_buf(&mut said).await? == 0 {
                break;
            }
        }
        Ok(said)
    }
}

/// Interprets the first line of a proxy's response.
fn read(said: &[u8]) -> Option<ProxyTrouble> {
    let line = String::from_utf8_lossy(said);
    let mut words = line.split_ascii_whitespace();
    let is_http = words.next().is_some_and(|word| word.starts_with("HTTP/1."));
    match words.next().and_then(|word| word.parse::<u16>().ok()) {
        Some(200..=299) if is_http => None,
        Some(407) if is_http => Some(ProxyTrouble::Login),
        Some(status @ 100..=599) if is_http => Some(ProxyTrouble::Refused(status)),
        _ => Some(ProxyTrouble::Nonsense),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_line_says_what_the_trouble_is() {
        for (said, trouble) in [
            ("HTTP/1.1 200 Connection established\r\n\r\n", None),
            ("HTTP/1.0 200\r\n", None),
            ("HTTP/1.1 407 Login\r\n", Some(ProxyTrouble::Login)),
            ("HTTP/1.1 403 No\r\n", Some(ProxyTrouble::Refused(403))),
            ("HTTP/1.1 502\n", Some(ProxyTrouble::Refused(502))),
            ("HTTP/1.1 999 No\r\n", Some(ProxyTrouble::Nonsense)),
            ("SSH-2.0-OpenSSH_9.6\r\n", Some(ProxyTrouble::Nonsense)),
            ("220 403 mail\r\n", Some(ProxyTrouble::Nonsense)),
            ("\0\u{fffd}", Some(ProxyTrouble::Nonsense)),
            ("", Some(ProxyTrouble::Nonsense)),
        ] {
            assert_eq!(read(said.as_bytes()), trouble, "{said:?}");
        }
    }

    #[test]
    fn a_proxy_is_named_by_host_and_port_and_never_by_its_login() {
        let name =
            |uri: &'static str| Proxy::at(&Uri::from_static(uri), None).map(|proxy| proxy.name());
        assert_eq!(
            name("http://me:secret@proxy.example:8080"),
            Some("proxy.example:8080".to_owned())
        );
        assert_eq!(
            name("http://proxy.example"),
            Some("proxy.example:80".to_owned())
        );
        assert_eq!(name("http://[::1]:3128"), Some("[::1]:3128".to_owned()));
        assert_eq!(name("socks5://proxy.example:1080"), None);
    }
}
