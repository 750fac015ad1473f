//! A tiny site that records every request byte for byte, and answers as the test says.

use std::io::{BufReader, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex};

use crate::http::{LONG, Message};

/// What the site does with a request.
pub enum Reaction {
    /// Sends these bytes and keeps the connection.
    Answer(String),
    /// Sends these bytes and closes.
    Break(String),
    /// Sends an answer without end, a letter at a time.
    Drip,
    /// Sends nothing, and reports when the other side hangs up.
    Silence,
    /// Answers `late` once the test says so.
    Wait(Receiver<()>),
    /// Answers this once the test says so.
    WaitAndSay(Receiver<()>, String),
}

pub fn ok(body: &str) -> Reaction {
    Reaction::Answer(format!(
        "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    ))
}

pub struct Site {
    pub address: SocketAddr,
    seen: Arc<Mutex<Vec<Message>>>,
    connections: Arc<AtomicUsize>,
    pub arrived: Receiver<()>,
    pub hung_up: Receiver<()>,
}

type React = Box<dyn FnMut(&Message) -> Reaction + Send>;

struct SiteShared {
    seen: Arc<Mutex<Vec<Message>>>,
    react: Mutex<React>,
    arrived: Sender<()>,
    hung_up: Sender<()>,
}

impl Site {
    pub fn start(react: impl FnMut(&Message) -> Reaction + Send + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let seen = Arc::new(Mutex::new(Vec::new()));
        let (arrived_tx, arrived) = channel();
        let (hung_up_tx, hung_up) = channel();
        let shared = Arc::new(SiteShared {
            seen: Arc::clone(&seen),
            react: Mutex::new(Box::new(react)),
            arrived: arrived_tx,
            hung_up: hung_up_tx,
        });
        let connections = Arc::new(AtomicUsize::new(0));
        let counted = Arc::clone(&connections);
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                counted.fetch_add(1, Ordering::SeqCst);
                let shared = Arc::clone(&shared);
                std::thread::spawn(move || shared.serve(stream));
            }
        });
        Self {
            address,
            seen,
            connections,
            arrived,
            hung_up,
        }
    }

    pub fn seen(&self) -> Vec<Message> {
        self.seen.lock().unwrap().clone()
    }

    /// How many connections were opened.
    pub fn connections(&self) -> usize {
        self.connections.load(Ordering::SeqCst)
    }

    pub fn origin(&self) -> String {
        format!("http://{}", self.address)
    }
}

impl SiteShared {
    fn serve(&self, stream: TcpStream) {
        let mut writer = stream.try_clone().unwrap();
        let mut reader = BufReader::new(stream);
        while let Some(request) = Message::read(&mut reader) {
            self.seen.lock().unwrap().push(request.clone());
            let mut reaction = (self.react.lock().unwrap())(&request);
            if let Reaction::Wait(go) = reaction {
                reaction = Reaction::WaitAndSay(go, "late".to_owned());
            }
            let _ = self.arrived.send(());
            match reaction {
                Reaction::Answer(text) => writer.write_all(text.as_bytes()).unwrap(),
                Reaction::Break(text) => {
                    let _ = writer.write_all(text.as_bytes());
                    return;
                }
                Reaction::Drip => {
                    let head = "HTTP/1.1 200 OK\r\ncontent-length: 100000\r\n\r\n";
                    for letter in head.bytes().chain(std::iter::repeat(b'x')) {
                        if writer.write_all(&[letter]).is_err() {
                            return;
                        }
                        std::thread::sleep(std::time::Duration::from_millis(5));
                    }
                }
                Reaction::Silence => {
                    assert!(Message::read(&mut reader).is_none());
                    let _ = self.hung_up.send(());
                    return;
                }
                Reaction::Wait(_) => unreachable!(),
                Reaction::WaitAndSay(go, body) => {
                    go.recv_timeout(LONG).unwrap();
                    if let Reaction::Answer(text) = ok(&body) {
                        writer.write_all(text.as_bytes()).unwrap();
                    }
                }
            }
        }
    }
}
