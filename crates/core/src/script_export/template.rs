//! Templates: a name between two pairs of `@` stands for a text.

/// Fills a template in, in one pass: what a text brings is not looked at again. A name that is not given goes.
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

/// Text and lists of it: nothing that JSON can not hold.
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
