//! Arrays: as many elements in the same dimensions, each masked; NULL stays.

/// The text of an array with `mask` in place of each element. `None`: an element has no mask.
pub(super) fn mask(array: &str, mask: impl Fn(&str) -> Option<String>) -> Option<String> {
    // Bounds other than from 1 stand before the elements, as in `[0:1]={a,b}`.
    let (bounds, elements) = array.split_at(array.find('{').unwrap_or(0));
    let mut masked = bounds.to_owned();
    let mut rest = elements.chars().peekable();
    while let Some(letter) = rest.next() {
        match letter {
            '{' | '}' | ',' => masked.push(letter),
            '"' => {
                let mut element = String::new();
                while let Some(letter) = rest.next().filter(|letter| *letter != '"') {
                    element.push(if letter == '\\' { rest.next()? } else { letter });
                }
                quoted(&mask(&element)?, &mut masked);
            }
            _ => {
                let mut element = letter.to_string();
                while let Some(letter) = rest.next_if(|letter| !matches!(letter, ',' | '}')) {
                    element.push(letter);
                }
                match element.as_str() {
                    "NULL" => masked.push_str("NULL"),
                    element => quoted(&mask(element)?, &mut masked),
                }
            }
        }
    }
    Some(masked)
}

fn quoted(element: &str, masked: &mut String) {
    masked.push('"');
    for letter in element.chars() {
        if matches!(letter, '"' | '\\') {
            masked.push('\\');
        }
        masked.push(letter);
    }
    masked.push('"');
}

#[cfg(test)]
mod tests {
    use super::mask;

    #[test]
    fn each_element_is_masked_and_the_form_stays() {
        let twice = |element: &str| Some(format!("{element}{element}"));
        for (array, masked) in [
            ("{}", "{}"),
            ("{a,NULL,12}", r#"{"aa",NULL,"1212"}"#),
            (r#"{"a \"b\", \\c","","NULL"}"#, r#"{"a \"b\", \\ca \"b\", \\c","","NULLNULL"}"#),
            ("{{1,2},{3,4}}", r#"{{"11","22"},{"33","44"}}"#),
            ("[0:1]={a,b}", r#"[0:1]={"aa","bb"}"#),
        ] {
            assert_eq!(mask(array, twice).as_deref(), Some(masked));
        }
    }
}
