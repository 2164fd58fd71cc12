//! Which of the recorded tables a statement reads.

/// A table whose reads are recorded.
#[derive(Debug)]
pub(super) struct Watched {
    /// As the audit log calls it.
    pub(super) name: String,
    /// Where its name begins without a schema.
    bare: usize,
}

impl Watched {
    pub(super) fn new(name: String) -> Self {
        let bare = name.rfind('.').map_or(0, |dot| dot + 1);
        Self { name, bare }
    }

    /// Whether a statement names the table or its scoped view, as a whole word.
    pub(super) fn is_in(&self, sql: &str) -> bool {
        let bare = &self.name[self.bare..];
        sql.match_indices(bare).any(|(place, _)| {
            let (before, after) = (&sql[..place], &sql[place + bare.len()..]);
            let before = before.strip_suffix("scoped_").unwrap_or(before);
            !before.ends_with(is_of_word) && !after.starts_with(is_of_word)
        })
    }
}

fn is_of_word(letter: char) -> bool {
    letter.is_alphanumeric() || letter == '_'
}

/// Whether a statement reads rather than writes.
pub(super) fn is_read(sql: &str) -> bool {
    let verb = sql.trim_start().get(..6).unwrap_or_default();
    verb.eq_ignore_ascii_case("SELECT")
        || verb.get(..4).is_some_and(|it| it.eq_ignore_ascii_case("WITH"))
}

#[cfg(test)]
mod tests {
    use super::{Watched, is_read};

    #[test]
    fn a_table_is_found_by_its_name_and_by_its_view() {
        let messages = Watched::new("messages".to_owned());
        for sql in [
            r#"SELECT 1 FROM "annals"."messages""#,
            r#"SELECT 1 FROM "annals"."scoped_messages" AS "messages""#,
            "SELECT 1 FROM annals.scoped_messages m",
            "WITH x AS (SELECT 1) SELECT 1 FROM annals.messages",
        ] {
            assert!(messages.is_in(sql), "{sql}");
        }
        for sql in ["SELECT recount_messages()", "SELECT messages_x", "SELECT 1 FROM annals.users"]
        {
            assert!(!messages.is_in(sql), "{sql}");
        }
        assert!(Watched::new("public.notes".to_owned()).is_in(r#"SELECT 1 FROM "notes""#));
    }

    #[test]
    fn a_write_is_no_read() {
        assert!(is_read(" select 1") && is_read("WITH a AS (SELECT 1) SELECT 2"));
        assert!(!is_read("INSERT INTO a SELECT 1") && !is_read("") && !is_read("UPDATE"));
    }
}
