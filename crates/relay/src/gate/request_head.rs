//! Reads a request's head more strictly than HTTP allows. Browsers write heads in one way only, and anything else may
//! be meant to be read in two ways.

/// The most bytes of a head. Generous, because cookies of other programs on localhost are included.
pub const HEAD_BYTES: usize = 64 * 1024;
/// The most bytes of a target. The longest one that the page uses is a file name.
const TARGET_BYTES: usize = 2 * 1024;
const LINES: usize = 100;
/// The end of a head.
const END: &[u8] = b"\r\n\r\n";

/// Headers of requests that have a body or came through a proxy. The page's requests have no body.
const NEVER: [&str; 9] = [
    "content-length",
    "transfer-encoding",
    "trailer",
    "expect",
    "via",
    "forwarded",
    "x-forwarded-for",
    "x-forwarded-host",
    "x-forwarded-proto",
];

/// A malformed head.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("the head of the request is malformed")]
pub struct HeadError;

/// Finds the end of a head in bytes that arrive in pieces. Refuses at the first invalid byte.
#[derive(Default, Debug)]
pub struct HeadReader {
    looked_at: usize,
}

impl HeadReader {
    /// Takes all bytes so far and returns where the head ends. `None` if it does not end yet.
    ///
    /// # Errors
    /// [`HeadError`] for a bare line feed, a bare carriage return, another control character, a first byte that begins
    /// no method, or too many bytes.
    pub fn look(&mut self, came: &[u8]) -> Result<Option<usize>, HeadError> {
        if came
            .first()
            .is_some_and(|first| !first.is_ascii_uppercase())
        {
            return Err(HeadError);
        }
        for at in self.looked_at..came.len() {
            let before = at.checked_sub(1).map(|before| came[before]);
            let fits = match came[at] {
                b'\n' => before == Some(b'\r'),
                b'\t' => before != Some(b'\r'),
                b' '.. if came[at] != 0x7f => before != Some(b'\r'),
                b'\r' => before != Some(b'\r'),
                _ => false,
            };
            if !fits || at >= HEAD_BYTES {
                return Err(HeadError);
            }
            if came[at] == b'\n' && came[..=at].ends_with(END) {
                return Ok(Some(at + 1));
            }
        }
        self.looked_at = came.len();
        Ok(None)
    }
}

/// A request's head: method, target and headers.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RequestHead<'a> {
    method: &'a str,
    target: &'a str,
    headers: Vec<(&'a str, &'a [u8])>,
}

/// A header was given twice.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("a header is there twice")]
pub(super) struct DuplicateHeaderError;

impl<'a> RequestHead<'a> {
    /// Parses a complete head, including its last empty line.
    ///
    /// # Errors
    /// [`HeadError`] unless it is written as browsers write it: a request line of three words with single spaces, a
    /// path on this relay as target, HTTP/1.1, each header on one line with the colon right after its name, and no
    /// header of a body or a proxy.
    pub fn parse(whole: &'a [u8]) -> Result<Self, HeadError> {
        if HeadReader::default().look(whole)? != Some(whole.len()) {
            return Err(HeadError);
        }
        let lines = whole.strip_suffix(END).ok_or(HeadError)?;
        // Every carriage return is before a line feed, as checked above.
        let mut lines = lines
            .split(|byte| *byte == b'\n')
            .map(|line| line.strip_suffix(b"\r").unwrap_or(line));
        let (method, target) = request_line(lines.next().ok_or(HeadError)?)?;
        let headers = lines.map(header).collect::<Result<Vec<_>, _>>()?;
        if headers.len() > LINES {
            return Err(HeadError);
        }
        Ok(Self {
            method,
            target,
            headers,
        })
    }

    /// The method, such as `GET`.
    #[must_use]
    pub fn method(&self) -> &'a str {
        self.method
    }

    /// The target's path, undecoded.
    #[must_use]
    pub fn path(&self) -> &'a str {
        self.target.split('?').next().unwrap_or_default()
    }

    /// Whether the target has a query, even an empty one.
    #[must_use]
    pub fn has_query(&self) -> bool {
        self.target.contains('?')
    }

    /// All values of a header. `name` is in lower case.
    pub(super) fn all<'b>(&'b self, name: &'b str) -> impl Iterator<Item = &'a [u8]> + 'b {
        self.headers
            .iter()
            .filter(move |(given, _)| given.eq_ignore_ascii_case(name))
            .map(|(_, value)| *value)
    }

    /// The value of a header, if given. `name` is in lower case.
    pub(super) fn only(&self, name: &str) -> Result<Option<&'a [u8]>, DuplicateHeaderError> {
        let mut values = self.all(name);
        match (values.next(), values.next()) {
            (value, None) => Ok(value),
            (_, Some(_)) => Err(DuplicateHeaderError),
        }
    }
}

fn request_line(line: &[u8]) -> Result<(&str, &str), HeadError> {
    let line = std::str::from_utf8(line).map_err(|_| HeadError)?;
    let mut words = line.split(' ');
    let (Some(method), Some(target), Some("HTTP/1.1"), None) =
        (words.next(), words.next(), words.next(), words.next())
    else {
        return Err(HeadError);
    };
    let is_method =
        (1..=16).contains(&method.len()) && method.bytes().all(|b| b.is_ascii_uppercase());
    let is_target = target.starts_with('/')
        && target.len() <= TARGET_BYTES
        && target.bytes().all(|b| b.is_ascii_graphic() && b != b'#');
    if is_method && is_target {
        Ok((method, target))
    } else {
        Err(HeadError)
    }
}

fn header(line: &[u8]) -> Result<(&str, &[u8]), HeadError> {
    let colon = line
        .iter()
        .position(|byte| *byte == b':')
        .ok_or(HeadError)?;
    let (name, value) = (&line[..colon], line[colon + 1..].trim_ascii());
    if name.is_empty() || !name.iter().all(|byte| is_of_a_name(*byte)) {
        return Err(HeadError);
    }
    let name = std::str::from_utf8(name).map_err(|_| HeadError)?;
    if NEVER.iter().any(|never| never.eq_ignore_ascii_case(name)) {
        return Err(HeadError);
    }
    Ok((name, value))
}

/// RFC 9110, token.
fn is_of_a_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    const HEAD: &str =
        "GET /relay/hello?x HTTP/1.1\r\nHost:  127.0.0.1:1 \r\nCookie: \u{e4}\r\n\r\n";

    #[test]
    fn a_browsers_head_is_read() {
        let head = RequestHead::parse(HEAD.as_bytes()).unwrap();
        assert_eq!((head.method(), head.path()), ("GET", "/relay/hello"));
        assert!(head.has_query());
        assert_eq!(head.only("host"), Ok(Some(b"127.0.0.1:1".as_slice())));
        assert_eq!(head.only("origin"), Ok(None));
        let twice = HEAD.replace("Cookie", "HOST");
        assert_eq!(
            RequestHead::parse(twice.as_bytes()).unwrap().only("host"),
            Err(DuplicateHeaderError)
        );
    }

    #[test]
    fn the_end_of_a_head_is_found_wherever_it_is_cut() {
        let more = format!("{HEAD}more");
        for cut in 0..HEAD.len() {
            let mut reader = HeadReader::default();
            assert_eq!(reader.look(&more.as_bytes()[..cut]), Ok(None), "{cut}");
            assert_eq!(reader.look(more.as_bytes()), Ok(Some(HEAD.len())), "{cut}");
        }
        let endless = vec![b'A'; HEAD_BYTES + 1];
        assert_eq!(HeadReader::default().look(&endless), Err(HeadError));
        assert_eq!(HeadReader::default().look(&endless[1..]), Ok(None));
    }

    #[test]
    fn what_no_browser_writes_is_refused() {
        for (good, bad) in [
            ("\r\nHost", "\nHost"),
            ("\r\nHost", "\rHost"),
            ("\r\nHost", "\r\n Host"),
            ("\r\nHost", "\r\n\tHost"),
            ("GET ", "GET  "),
            ("GET ", "\r\nGET "),
            ("GET ", "get "),
            ("GET ", "\u{16}\u{3}\u{1}"),
            ("GET /", "GET http://127.0.0.1:1/"),
            ("GET /", "GET @evil/"),
            ("GET /relay/hello?x", "GET *"),
            ("GET /relay/hello?x", "CONNECT evil:443"),
            ("hello", "hel#lo"),
            ("hello", "h\u{e4}llo"),
            ("hello", "hel\0lo"),
            ("HTTP/1.1", "HTTP/1.0"),
            ("HTTP/1.1", "HTTP/2.0"),
            ("HTTP/1.1", "http/1.1"),
            (" HTTP/1.1", ""),
            ("Host:", "Host :"),
            ("Host:", ":"),
            ("Host:", "Ho st:"),
            ("Host:", "Host"),
            ("Cookie", "Content-Length"),
            ("Cookie", "transfer-ENCODING"),
            ("Cookie", "X-Forwarded-Host"),
            ("Cookie", "Via"),
            ("Cookie: ", "Cookie: \0"),
            ("Cookie: ", "Cookie: \u{7f}"),
        ] {
            assert!(HEAD.contains(good), "{good}");
            let bad = HEAD.replacen(good, bad, 1);
            assert_eq!(
                RequestHead::parse(bad.as_bytes()),
                Err(HeadError),
                "{bad:?}"
            );
        }
        let long = HEAD.replace("hello", &"h".repeat(TARGET_BYTES));
        assert_eq!(RequestHead::parse(long.as_bytes()), Err(HeadError));
        let many = HEAD.replace("Cookie", &"a: b\r\n".repeat(LINES));
        assert_eq!(RequestHead::parse(many.as_bytes()), Err(HeadError));
    }
}
