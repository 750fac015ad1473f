//! Prepares foreign texts for display: names of people, groups, files and columns.

/// Maximum characters of a foreign text on screen. A cell may hold megabytes.
const SHOWN: usize = 400;

/// Truncates a foreign text to what a screen can show.
#[must_use]
pub fn cut(text: &str) -> String {
    match text.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

/// Isolates a foreign text for the middle of a sentence or a label: right-to-left letters and direction marks
/// cannot affect the text after it. Elements of the page do that by CSS (`style/base.css`). Inside a
/// sentence, only these control characters can.
#[must_use]
pub fn shown(text: &str) -> String {
    let cut = cut(text);
    if cut.is_ascii()
        || !cut
            .chars()
            .any(|c| turns_by_itself(c) || is_direction_mark(c))
    {
        return cut;
    }
    // A mark that closes the isolate would let the rest escape it.
    let rest = without_direction_marks(&cut);
    format!("\u{2068}{rest}\u{2069}")
}

/// Puts a foreign text on one line, for files and screens, without direction marks or terminal control
/// characters.
#[must_use]
pub fn on_one_line(text: &str) -> String {
    let plain = without_direction_marks(text).replace(char::is_control, " ");
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn without_direction_marks(text: &str) -> String {
    text.chars().filter(|c| !is_direction_mark(*c)).collect()
}

/// Whether this is a direction mark (Unicode's `Bidi_Control`).
fn is_direction_mark(c: char) -> bool {
    matches!(
        c,
        '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'
    )
}

/// Whether the character is in a block of a right-to-left script.
fn turns_by_itself(c: char) -> bool {
    matches!(
        c,
        '\u{590}'..='\u{8ff}'
            | '\u{fb1d}'..='\u{fdff}'
            | '\u{fe70}'..='\u{feff}'
            | '\u{10800}'..='\u{10fff}'
            | '\u{1e800}'..='\u{1efff}'
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_foreign_text_turns_nothing_but_itself() {
        assert_eq!(shown("Dana Ortiz"), "Dana Ortiz");
        assert_eq!(shown("Größe, 東京"), "Größe, 東京");
        assert_eq!(shown("\u{202e}nimda"), "\u{2068}nimda\u{2069}");
        assert_eq!(shown("a\u{2069}\u{202e}b"), "\u{2068}ab\u{2069}");
        assert_eq!(shown("שלום"), "\u{2068}שלום\u{2069}");
    }

    #[test]
    fn a_foreign_text_is_cut_where_a_screen_ends() {
        let long = "é".repeat(10_000_000);
        assert_eq!(cut(&long).chars().count(), SHOWN + 1);
        assert!(cut(&long).ends_with("é…"));
        assert_eq!(cut(&"a".repeat(SHOWN)), "a".repeat(SHOWN));
    }
}
