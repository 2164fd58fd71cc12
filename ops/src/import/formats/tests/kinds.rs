//! Where each field of a record goes.

use sea_orm::ActiveValue::{NotSet, Set};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{Adjustment, Form, Row, refusal, rows};
use annals_entity::{
    conversations, journal_entries, knowledge_articles, messages, processed_content,
};

fn entry(json: &str) -> (journal_entries::ActiveModel, Vec<Adjustment>) {
    let (rows, told) = rows(Form::Entries, json);
    match rows.into_iter().next() {
        Some(Row::Entry(row)) => (*row, told),
        other => panic!("{other:?}"),
    }
}

fn analyses(form: Form, json: &str) -> Vec<processed_content::ActiveModel> {
    let analysis = |row| if let Row::Analysis(row) = row { Some(*row) } else { None };
    rows(form, json).0.into_iter().filter_map(analysis).collect()
}

fn conversation(json: &str) -> conversations::ActiveModel {
    match rows(Form::Sessions, json).0.into_iter().next() {
        Some(Row::Conversation(row)) => *row,
        other => panic!("{other:?}"),
    }
}

fn said(json: &str) -> Vec<messages::ActiveModel> {
    let message = |row| if let Row::Message(row) = row { *row } else { panic!("{row:?}") };
    rows(Form::Messages, json).0.into_iter().map(message).collect()
}

fn article(json: &str) -> (knowledge_articles::ActiveModel, Vec<Adjustment>) {
    let (rows, told) = rows(Form::Articles, json);
    match rows.into_iter().next() {
        Some(Row::Article(row)) => (*row, told),
        other => panic!("{other:?}"),
    }
}

/// What is kept beside an entry.
fn kept(row: &journal_entries::ActiveModel) -> Value {
    row.raw_data.as_ref().to_value().unwrap()
}

const ID: &str = r#""id": "00000000-0000-4000-8000-000000000001""#;

#[test]
fn an_entry_s_fields_go_to_its_columns_and_the_rest_to_raw_data() {
    let (row, told) = entry(&format!(
        r#"{{{ID}, "title": "First", "content": "x", "date": "2026-05-01", "created_at": "2026-05-01T23:30:00-02:00",
            "mood_score": "7.5", "language": "nl", "tags": ["a", "b"], "categories": ["c"], "is_private": 0,
            "mood": "calm", "is_favorite": true, "big": 1208925819614629174706177}}"#
    ));
    assert_eq!(told, []);
    assert_eq!(row.id, Set(Uuid::from_u128(0x4000_8000_0000_0000_0001)));
    assert_eq!(row.user_id, Set(Uuid::nil()));
    assert_eq!(row.title, Set(Some("First".to_owned())));
    assert_eq!(row.entry_date.as_ref().map(|day| day.to_string()).as_deref(), Some("2026-05-01"));
    assert_eq!(row.created_at.as_ref().to_rfc3339(), "2026-05-02T01:30:00+00:00");
    assert_eq!(row.updated_at, NotSet);
    assert_eq!(row.mood_score.as_ref().map(|mood| mood.to_string()).as_deref(), Some("7.5"));
    assert_eq!((row.language.as_ref().as_str(), row.is_private.as_ref()), ("nl", &false));
    assert_eq!((row.tags.as_ref(), row.categories.as_ref()), (&json!(["a", "b"]), &json!(["c"])));
    assert_eq!(
        row.raw_data.as_ref().as_str(),
        r#"{"mood":"calm","is_favorite":true,"big":1208925819614629174706177}"#
    );
}

#[test]
fn an_empty_entry_takes_the_columns_defaults() {
    let (row, _) = entry("{}");
    assert_eq!((row.title, row.content, row.mood_score), (Set(None), Set(None), Set(None)));
    assert_eq!((row.language, row.is_private, row.created_at), (NotSet, NotSet, NotSet));
    assert_eq!(row.raw_data.as_ref().as_str(), "{}");
}

#[test]
fn what_a_column_can_t_take_is_kept_beside_it_whole() {
    let title = "é".repeat(600);
    let (row, told) =
        entry(&format!(r#"{{{ID}, "title": "{title}", "mood_score": 11, "tags": "one"}}"#));
    assert_eq!(row.title.as_ref().as_ref().map(|it| it.chars().count()), Some(500));
    assert_eq!(row.mood_score, Set(None));
    assert_eq!(row.tags, Set(json!(["one"])));
    assert_eq!(kept(&row), json!({"title": title, "mood_score": 11, "tags": "one"}));
    let told: Vec<String> = told.iter().map(|it| format!("{} {}", it.field, it.what)).collect();
    assert_eq!(
        told,
        [
            "title has 600 characters, and is cut at 500; the original is kept in raw_data",
            "mood_score goes from 1 to 10: set aside; the original is kept in raw_data",
            "tags is no list but a text, and taken as a list of it; the original is kept in raw_data",
        ]
    );
}

#[test]
fn a_mood_is_from_1_to_10() {
    for (mood, score) in [
        ("1", Some("1")),
        ("10", Some("10")),
        ("10.00", Some("10.00")),
        (r#"" 7 ""#, Some("7")),
        ("6.785", Some("6.79")),
        ("1e1", Some("10")),
        ("0.99", None),
        ("10.01", None),
        ("-3", None),
        (r#""1_0""#, None),
        ("true", None),
        ("1e400", None),
    ] {
        let (row, _) = entry(&format!(r#"{{{ID}, "mood_score": {mood}}}"#));
        assert_eq!(row.mood_score.as_ref().map(|it| it.to_string()).as_deref(), score, "{mood}");
    }
}

#[test]
fn a_day_is_the_one_written_and_its_time_is_kept() {
    let (row, told) = entry(&format!(r#"{{{ID}, "date": "2026-05-01T23:30:00-05:00"}}"#));
    assert_eq!(row.entry_date.as_ref().map(|day| day.to_string()).as_deref(), Some("2026-05-01"));
    assert_eq!((kept(&row), told), (json!({"date": "2026-05-01T23:30:00-05:00"}), Vec::new()));
}

#[test]
fn each_analysis_is_a_row_of_its_task() {
    let rows = analyses(
        Form::Entries,
        &format!(
            r#"{{{ID}, "sentiment_analysis": {{"score": 0.123456789012345678, "confidence": "0.876", "analyzed_at": "2026-05-01T10:00:00Z"}},
                "emotion_analysis": ["joy"], "topic_analysis": null, "psychology_insights": {{"confidence": 2}}}}"#
        ),
    );
    let tasks: Vec<&str> = rows.iter().map(|row| row.task_type.as_ref().as_str()).collect();
    assert_eq!(tasks, ["sentiment_analysis", "emotion_analysis", "psychology_insights"]);
    assert!(rows[0].processed_data.as_ref().as_str().contains("0.123456789012345678"));
    assert_eq!(rows[0].confidence_score.as_ref().map(|it| it.to_string()).as_deref(), Some("0.88"));
    assert_eq!(rows[0].created_at.as_ref().to_rfc3339(), "2026-05-01T10:00:00+00:00");
    assert_eq!((&rows[2].confidence_score, &rows[2].created_at), (&Set(None), &NotSet));
    assert!(
        rows.iter().all(|row| row.journal_id == Set(Uuid::from_u128(0x4000_8000_0000_0000_0001)))
    );
}

#[test]
fn of_two_fields_of_a_name_the_last_counts_and_the_other_is_kept() {
    let (row, told) = entry(&format!(r#"{{{ID}, "title": "a", "title": "b", "x": 1, "x": 2}}"#));
    assert_eq!(row.title, Set(Some("b".to_owned())));
    assert_eq!(kept(&row), json!({"title": "a", "x": 1, "x_2": 2}));
    assert_eq!(told.len(), 1, "{told:?}");
}

#[test]
fn an_id_stays_or_becomes_the_same_one_each_time() {
    let id = |json: &str| entry(json).0.id.unwrap();
    let same = "00000000-0000-4000-8000-0000000000ab";
    for spelt in [same, &same.to_uppercase(), &same.replace('-', ""), &format!("{{{same}}}")] {
        assert_eq!(id(&format!(r#"{{"id": "{spelt}"}}"#)).to_string(), same);
    }
    assert_eq!(id(r#"{"id": "x", "title": "a"}"#), id(r#"{"id": "x", "title": "b"}"#));
    assert_eq!(id(r#"{"id": 7}"#), id(r#"{"id": "7"}"#));
    assert_ne!(id(r#"{"id": "x"}"#), id(r#"{"id": "y"}"#));
    assert_eq!(id(r#"{"title": "a", "content": "b c"}"#), id(r#"{ "content":"b c" ,"title":"a"}"#));
    assert_ne!(id(r#"{"title": "a"}"#), id(r#"{"title": "b"}"#));
    assert_eq!(kept(&entry(r#"{"id": "x"}"#).0), json!({"id": "x"}));
    // Pinned: another build of the program finds what this one wrote.
    assert_eq!(id(r#"{"id": "x"}"#).to_string(), "80675dfc-4d01-5b7e-b4ea-47100bb69719");
}

#[test]
fn a_session_is_a_conversation() {
    let row = conversation(&format!(
        r#"{{{ID}, "title": "On sleep", "type": "seance", "context": {{"goal": "rest"}}, "temperature": "0.5",
            "is_active": "false", "message_count": 4, "goal": 7}}"#
    ));
    assert_eq!(
        (row.title.as_ref().as_str(), row.session_type.as_ref().as_str()),
        ("On sleep", "seance")
    );
    assert_eq!(row.context, Set(json!({"goal": "rest", "message_count": 4, "goal_2": 7})));
    assert_eq!((row.temperature.as_ref().to_string().as_str(), row.is_active), ("0.5", Set(false)));
    assert_eq!(row.message_count, NotSet);
}

#[test]
fn an_exchange_is_a_message_of_the_person_and_one_of_the_model() {
    let rows = said(&format!(
        r#"{{{ID}, "session_id": "s", "user_message": "Hello", "ai_response": "Hi", "processing_time_ms": "840",
            "ai_model_used": "large-2", "token_usage": {{"n": 1}}, "user_feedback": -1, "confidence_score": 0.9,
            "created_at": "2026-05-01", "mood": "calm", "metadata": {{"client": "phone"}}}}"#
    ));
    let [question, answer] = rows.as_slice() else { panic!("{rows:?}") };
    assert_eq!(
        (question.role.as_ref().as_str(), answer.role.as_ref().as_str()),
        ("user", "assistant")
    );
    assert_eq!(
        (question.content.as_ref().as_str(), answer.content.as_ref().as_str()),
        ("Hello", "Hi")
    );
    assert_eq!(question.id, Set(Uuid::from_u128(0x4000_8000_0000_0000_0001)));
    assert_ne!(question.id, answer.id);
    assert_eq!(question.conversation_id, answer.conversation_id);
    assert_eq!(question.created_at, answer.created_at);
    let metadata = json!({"client": "phone", "session_id": "s", "mood": "calm"});
    assert_eq!((&question.metadata, &answer.metadata), (&Set(metadata), &NotSet));
    assert_eq!(
        (&question.processing_time_ms, &answer.processing_time_ms),
        (&NotSet, &Set(Some(840)))
    );
    assert_eq!(
        (&answer.user_feedback, &answer.token_usage),
        (&Set(Some(-1)), &Set(Some(json!({"n": 1}))))
    );
    let conversation = conversation(r#"{"id": "s", "title": "t", "type": "chat"}"#);
    assert_eq!(conversation.id, question.conversation_id);
}

#[test]
fn half_an_exchange_is_one_message() {
    for (json, role) in [
        (r#""user_message": "Hello", "ai_response": """#, "user"),
        (r#""user_message": null, "ai_response": "Hi""#, "assistant"),
        (r#""ai_response": "Hi""#, "assistant"),
    ] {
        let rows = said(&format!(r#"{{{ID}, "session_id": "s", {json}}}"#));
        assert_eq!(rows.len(), 1, "{json}");
        assert_eq!(rows[0].role.as_ref(), role, "{json}");
        assert_eq!(rows[0].id, Set(Uuid::from_u128(0x4000_8000_0000_0000_0001)), "{json}");
    }
}

#[test]
fn a_message_has_one_of_four_roles() {
    let role = |role: &str| {
        said(&format!(r#"{{{ID}, "session_id": "s", "role": "{role}", "content": "x"}}"#))
    };
    for (given, taken) in
        [("user", "user"), ("System", "system"), ("human", "user"), ("ai", "assistant")]
    {
        assert_eq!(role(given)[0].role.as_ref(), taken, "{given}");
    }
    let reason =
        refusal(Form::Messages, r#"{"session_id": "s", "role": "narrator", "content": "x"}"#);
    assert!(reason.contains("user, assistant, system or tool"), "{reason}");
    let reason = refusal(Form::Messages, r#"{"session_id": "s", "content": "x"}"#);
    assert!(reason.contains("no role"), "{reason}");
}

#[test]
fn an_article_without_a_column_for_a_field_tells_it_whole() {
    let (row, told) =
        article(r#"{"category": "c", "title": "t", "content": "x", "author": ["A", "B"]}"#);
    let [author] = told.iter().filter(|it| it.field == "author").collect::<Vec<_>>()[..] else {
        panic!("{told:?}")
    };
    assert!(author.what.contains(r#"["A", "B"]"#), "{author:?}");
    assert_eq!((row.content_type.as_ref().as_str(), row.evidence_level), ("article", NotSet));
    assert_eq!(row.id, article(r#"{"category": "c", "title": "t", "content": "y"}"#).0.id);
}

#[test]
fn a_dump_keeps_the_state_of_its_analyses() {
    let json = format!(
        r#"{{{ID}, "content": "x", "timestamp": "2026-05-01T23:30:00.123456789-05:00", "processing_status": "failed",
            "metadata": {{"a": 1}}, "processing_result": {{"status": "failed", "error": "no answer", "processing_time": 1234567890123456789,
            "sentiment_result": {{"score": -1, "confidence": 1, "processed_at": "2026-05-01T10:00:00Z"}}}}}}"#
    );
    let (found, told) = rows(Form::Dumped, &json);
    let [Row::Entry(row), Row::Analysis(analysis)] = found.as_slice() else { panic!("{found:?}") };
    assert_eq!(told, []);
    assert_eq!(row.processing_status.as_ref(), "failed");
    assert_eq!(row.error_message, Set(Some("no answer".to_owned())));
    assert_eq!(row.metadata, Set(json!({"a": 1})));
    assert_eq!(row.entry_date.as_ref().map(|day| day.to_string()).as_deref(), Some("2026-05-01"));
    assert_eq!(row.created_at.as_ref().to_rfc3339(), "2026-05-02T04:30:00.123456+00:00");
    let expected = r#"{"timestamp":"2026-05-01T23:30:00.123456789-05:00","processing_result":{"status":"failed","error":"no answer","processing_time":1234567890123456789}}"#;
    assert_eq!(row.raw_data.as_ref().as_str(), expected);
    assert_eq!(analysis.task_type.as_ref(), "sentiment_analysis");
    assert_eq!(analysis.created_at.as_ref().to_rfc3339(), "2026-05-01T10:00:00+00:00");
}
