//! A login asked for on the terminal, so that the page never has the token.

use std::io::{self, BufRead, IsTerminal as _, Write as _};

use groupsweep_core::domain::Credentials;

/// Tries at a terminal. A pipe gets one, because it would repeat itself.
const TRIES: usize = 3;
/// The message after no answer or Ctrl-C.
pub(super) const NOT_GIVEN: &str = "No login was given, so the relay did not start.";

/// Asks for email and token on the terminal, without showing the token. If the input is not a
/// terminal, its first line is the email and its second the token.
///
/// # Errors
/// One sentence that says what is missing or malformed, and never what was typed.
pub(super) fn login(site: &str) -> Result<Credentials, String> {
    let stdin = io::stdin();
    if !stdin.is_terminal() {
        let mut lines = stdin.lock();
        return of_lines(&mut lines);
    }
    for _ in 0..TRIES {
        let email = ask_email(site).map_err(unreadable)?;
        let token = rpassword::prompt_password("API token (not shown): ").map_err(unreadable)?;
        match Credentials::parse(&email, &token) {
            Ok(login) => return Ok(login),
            Err(error) => eprintln!("{error}"),
        }
    }
    Err(NOT_GIVEN.to_owned())
}

fn of_lines(lines: &mut impl BufRead) -> Result<Credentials, String> {
    let mut line = || {
        let mut text = String::new();
        let read = lines.read_line(&mut text);
        read.map(|_| text).map_err(unreadable)
    };
    let (email, token) = (line()?, line()?);
    Credentials::parse(&email, &token).map_err(|error| {
        format!(
            "The login is refused: {error} The first line must be the email, the second the token."
        )
    })
}

fn ask_email(site: &str) -> io::Result<String> {
    let mut out = io::stderr().lock();
    write!(
        out,
        "Account email for {site} (empty for a token without one): "
    )?;
    out.flush()?;
    let mut email = String::new();
    io::stdin().read_line(&mut email)?;
    Ok(email)
}

fn unreadable(error: io::Error) -> String {
    match error.kind() {
        io::ErrorKind::Interrupted => NOT_GIVEN.to_owned(),
        _ => format!("The login could not be read: {error}."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn given(text: &str) -> Result<Credentials, String> {
        of_lines(&mut text.as_bytes())
    }

    #[test]
    fn two_lines_are_a_login() {
        for text in [
            "a@b.example\nATATTx\n",
            "a@b.example\r\n ATATTx \r\n",
            "a@b.example\nATATTx",
        ] {
            assert_eq!(
                given(text).ok(),
                Credentials::parse("a@b.example", "ATATTx").ok(),
                "{text:?}"
            );
        }
    }

    #[test]
    fn a_refusal_says_what_is_wrong_and_not_what_was_typed() {
        for (text, word) in [
            ("", "Enter an API token"),
            ("secret\nsecret\n", "not an email"),
            ("a@b.example\n", "Enter an API token"),
            ("a@b.example\nsec ret\n", "spaces"),
        ] {
            let refused = given(text).err().unwrap_or_default();
            assert!(refused.contains(word), "{refused}");
            assert!(
                !refused.contains("secret") && !refused.contains("sec ret"),
                "{refused}"
            );
        }
    }
}
