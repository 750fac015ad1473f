//! The relay reads a head twice: strictly first, and then with hyper's own parser, which does
//! the answering. What the first lets pass, the second must read the same way.

use groupsweep_relay::gate::RequestHead;

/// Panics where the two differ.
pub fn agrees(bytes: &[u8]) {
    let Ok(head) = RequestHead::parse(bytes) else {
        return;
    };
    let mut headers = [httparse::EMPTY_HEADER; 100];
    let mut second = httparse::Request::new(&mut headers);
    let read = second.parse(bytes);
    assert_eq!(read, Ok(httparse::Status::Complete(bytes.len())));
    assert_eq!(second.method, Some(head.method()));
    assert_eq!(second.version, Some(1));
    let path = second.path.and_then(|target| target.split('?').next());
    assert_eq!(path, Some(head.path()));
    let lines = bytes.windows(2).filter(|two| two == b"\r\n").count();
    assert_eq!(second.headers.len(), lines - 2, "a header was lost or made");
}
