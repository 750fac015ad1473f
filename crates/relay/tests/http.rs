//! HTTP by hand: requests are sent byte for byte as written, answers are split into parts.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

/// Far above what any test waits for on purpose.
pub const LONG: Duration = Duration::from_secs(20);

/// The first line, the headers in order (names in lower case), and the body.
#[derive(Debug, Clone)]
pub struct Message {
    pub first_line: String,
    pub headers: Vec<(String, String)>,
    pub body: String,
}

impl Message {
    pub fn header(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(key, _)| key == name);
        found.map(|(_, value)| value.as_str())
    }

    pub fn status(&self) -> u16 {
        self.first_line.split(' ').nth(1).unwrap().parse().unwrap()
    }

    /// Status and the relay's word for what went wrong.
    pub fn fault(&self) -> (u16, Option<&str>) {
        (self.status(), self.header("x-groupsweep-fault"))
    }

    /// Reads one message. `None` if the other side closed before it was complete.
    pub fn read(reader: &mut BufReader<TcpStream>) -> Option<Self> {
        let mut message = Self::read_head(reader)?;
        let length = message.header("content-length").unwrap_or("0");
        let mut body = vec![0; length.parse().unwrap()];
        reader.read_exact(&mut body).ok()?;
        message.body = String::from_utf8(body).unwrap();
        Some(message)
    }

    fn read_head(reader: &mut BufReader<TcpStream>) -> Option<Self> {
        let first_line = line(reader)?;
        let mut headers = Vec::new();
        loop {
            let line = line(reader)?;
            if line.is_empty() {
                break;
            }
            let (name, value) = line.split_once(':').unwrap();
            headers.push((name.to_ascii_lowercase(), value.trim().to_owned()));
        }
        Some(Self {
            first_line,
            headers,
            body: String::new(),
        })
    }
}

fn line(reader: &mut BufReader<TcpStream>) -> Option<String> {
    let mut line = String::new();
    match reader.read_line(&mut line) {
        Ok(n) if n > 0 => Some(line.trim_end().to_owned()),
        _ => None,
    }
}

/// Connects, sends `raw` and reads one answer.
pub fn exchange(address: SocketAddr, raw: &str) -> Message {
    let mut stream = connect(address);
    // A refused body may be cut short; the answer is there all the same.
    let _ = stream.write_all(raw.as_bytes());
    let mut reader = BufReader::new(stream);
    if raw.starts_with("HEAD ") {
        Message::read_head(&mut reader).expect("no answer")
    } else {
        Message::read(&mut reader).expect("no answer")
    }
}

pub fn connect(address: SocketAddr) -> TcpStream {
    let stream = TcpStream::connect(address).unwrap();
    stream.set_read_timeout(Some(LONG)).unwrap();
    stream.set_nodelay(true).unwrap();
    stream
}
