//! Templates, in which `@@NAME@@` is a placeholder.

/// Fills a template in a single pass: placeholders in inserted text are not replaced. An unknown name becomes
/// empty.
pub(super) fn filled(template: &str, texts: &[(&str, String)]) -> String {
    let more: usize = texts.iter().map(|(_, text)| text.len()).sum();
    let mut out = String::with_capacity(template.len() + more);
    for (at, part) in template.split("@@").enumerate() {
        if at % 2 == 0 {
            out.push_str(part);
        } else if let Some((_, text)) = texts.iter().find(|(name, _)| *name == part) {
            out.push_str(text);
        }
    }
    out
}

/// Strings and lists of them, which JSON can always hold.
pub(super) fn json(value: &impl serde::Serialize) -> String {
    serde_json::to_string(value).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_filled_in_is_no_template() {
        let texts = [("A", "@@B@@".to_owned()), ("B", "b".to_owned())];
        assert_eq!(filled("<@@A@@ @@B@@ @@C@@>", &texts), "<@@B@@ b >");
    }
}
