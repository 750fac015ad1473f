//! Removes the login from answers that repeat it. Gateways and proxies are known to quote an `Authorization`
//! header that they reject, and answers are stored in the record and shown in results files and on screen.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use zeroize::Zeroizing;

use super::Answer;

/// The replacement for the login.
const REMOVED: &str = "[login removed]";
/// A match of this many leading characters counts as the secret, because an answer may quote it truncated or
/// escaped. Atlassian's tokens are longer.
const BEGINNING: usize = 16;

impl Answer {
    /// Removes the login from an answer. `authorization` is the `Authorization` header that its call was sent
    /// with.
    #[must_use]
    pub fn without_login(mut self, authorization: &str) -> Self {
        let (scheme, code) = authorization.split_once(' ').unwrap_or(("", authorization));
        self.take_out(code);
        if scheme.eq_ignore_ascii_case("basic")
            && let Ok(login) = STANDARD.decode(code).map(Zeroizing::new)
            && let Some((_, token)) = std::str::from_utf8(&login)
                .ok()
                .and_then(|login| login.split_once(':'))
        {
            self.take_out(token);
        }
        self
    }

    fn take_out(&mut self, secret: &str) {
        let Some(beginning) = secret.get(..BEGINNING) else {
            return;
        };
        let values = self.headers.iter_mut().map(|(_, value)| value);
        for text in values.chain([&mut self.body]) {
            take_out_of(text, beginning);
        }
    }
}

/// Removes everything from each match of `beginning` to the next white space, quotation mark or tag. In a
/// single pass, because a site may send a long answer full of matches.
fn take_out_of(text: &mut String, beginning: &str) {
    let mut rest = text.as_str();
    let mut kept = String::new();
    while let Some(from) = rest.find(beginning) {
        kept.push_str(&rest[..from]);
        kept.push_str(REMOVED);
        rest = behind_secret(&rest[from + beginning.len()..]);
    }
    if !kept.is_empty() {
        kept.push_str(rest);
        *text = kept;
    }
}

/// Returns the text after the rest of a secret. A backslash before a closing quotation mark belongs to that
/// text.
fn behind_secret(text: &str) -> &str {
    let is_end = |letter: char| letter.is_whitespace() || matches!(letter, '"' | '\'' | '<' | '>');
    let end = text.find(is_end).unwrap_or(text.len());
    let (secret, behind) = text.split_at(end);
    let marks = match behind.starts_with('"') {
        true => secret.len() - secret.trim_end_matches('\\').len(),
        false => 0,
    };
    &text[end - marks..]
}

#[cfg(test)]
mod tests {
    use super::*;

    const TOKEN: &str = "ATATT3xFfGF0T4JVj+ab/cd_9f=6A1B2C3D";

    fn saying(text: &str, authorization: &str) -> Answer {
        let answer = Answer {
            status: 403,
            headers: vec![("location".into(), text.into())],
            body: text.into(),
        };
        answer.without_login(authorization)
    }

    fn basic() -> String {
        format!(
            "Basic {}",
            STANDARD.encode(format!("ann@x.example:{TOKEN}"))
        )
    }

    #[test]
    fn a_header_that_an_answer_quotes_is_taken_out_of_body_and_headers() {
        let in_base64 = STANDARD.encode(format!("ann@x.example:{TOKEN}"));
        for (scheme, code) in [("Bearer", TOKEN), ("Basic", &in_base64)] {
            let sent = format!("{scheme} {code}");
            let text = format!("'{code}' is no pair in Authorization header: '{sent}'.");
            let said = saying(&text, &sent);
            let left = format!(
                "'[login removed]' is no pair in Authorization header: '{scheme} [login removed]'."
            );
            assert_eq!(said.body, left);
            assert_eq!(said.header("location"), Some(left.as_str()));
        }
    }

    #[test]
    fn a_token_that_was_decoded_cut_or_escaped_is_taken_out_too() {
        let escaped = TOKEN.replace('/', "\\/").replace('=', "\\u003d");
        for (quoted, left) in [
            (
                format!("token {TOKEN} unknown"),
                "token [login removed] unknown",
            ),
            (format!("token {}", &TOKEN[..20]), "token [login removed]"),
            (
                format!("{{\"token\":\"{escaped}\"}}"),
                "{\"token\":\"[login removed]\"}",
            ),
            (format!("<b>{TOKEN}</b>"), "<b>[login removed]</b>"),
        ] {
            assert_eq!(saying(&quoted, &basic()).body, left);
        }
    }

    #[test]
    fn an_answer_in_json_stays_one() {
        let text = format!("{{\"message\":\"bad \\\"Bearer {TOKEN}\\\" given\"}}");
        let said = saying(&text, &format!("Bearer {TOKEN}"));
        assert_eq!(
            said.body,
            r#"{"message":"bad \"Bearer [login removed]\" given"}"#
        );
    }

    #[test]
    fn an_answer_full_of_beginnings_takes_no_longer_than_its_length() {
        let often = 60_000;
        let said = saying(&format!("{} ", &TOKEN[..BEGINNING]).repeat(often), &basic());
        assert_eq!(said.body, format!("{REMOVED} ").repeat(often));
    }

    #[test]
    fn every_other_answer_stays_as_it_is() {
        let text = "ATATT3 is how a token begins; ann@x.example is its owner";
        assert_eq!(saying(text, &basic()).body, text);
        let short = "Bearer group";
        assert_eq!(
            saying("not a member of group", short).body,
            "not a member of group"
        );
    }
}
