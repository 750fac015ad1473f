//! Frames of a WebSocket, byte by byte.

/// The relay's whole frames: kind and payload. They are never masked and never long.
pub(super) fn frames_of(mut heard: &[u8]) -> Vec<(u8, Vec<u8>)> {
    let mut frames = Vec::new();
    while let [kind, length, rest @ ..] = heard {
        let (length, rest) = match (length, rest) {
            (126, [high, low, rest @ ..]) => (usize::from(u16::from_be_bytes([*high, *low])), rest),
            (0..=125, rest) => (usize::from(*length), rest),
            _ => break,
        };
        let Some(payload) = rest.get(..length) else {
            break;
        };
        frames.push((kind & 15, payload.to_vec()));
        heard = &rest[length..];
    }
    frames
}

/// A frame as a browser writes it: masked. `first` holds the end mark and the kind.
pub fn frame(first: u8, payload: &[u8]) -> Vec<u8> {
    let mask = [1, 2, 3, 4];
    let mut bytes = vec![first];
    match payload.len() {
        length @ 0..=125 => bytes.push(0x80 | u8::try_from(length).unwrap()),
        length => {
            bytes.push(0x80 | 127);
            bytes.extend_from_slice(&(length as u64).to_be_bytes());
        }
    }
    if let 126..=65535 = payload.len() {
        bytes.truncate(1);
        bytes.push(0x80 | 126);
        bytes.extend_from_slice(&u16::try_from(payload.len()).unwrap().to_be_bytes());
    }
    bytes.extend_from_slice(&mask);
    bytes.extend(
        payload
            .iter()
            .zip(mask.iter().cycle())
            .map(|(byte, mask)| byte ^ mask),
    );
    bytes
}

pub fn text_frame(text: &str) -> Vec<u8> {
    frame(0x81, text.as_bytes())
}
