//! What a journal can be asked: `cargo run --example journal_queries`.
//!
//! ```text
//! Good days at work in June
//!   2026-06-01   6.50  First day at the depot
//!   2026-06-10   7.00  Roundabout, solved by Chloe
//!   2026-06-19   8.00  Later
//!   2026-06-24   8.00  Out on the 20
//!
//! Cool in Sheffield: 4 entries, the last two
//!   2026-08-30   9.00  Change day
//!   2026-08-16  10.00  59:52
//!
//! After the first fifty
//!   2026-07-18   9.50  A postcard
//!   2026-07-18   7.50  Jungle
//!   2026-07-17   6.50  Back on the boards
//!
//! Searched for
//!   0.20  First day at the depot: <mark>paper</mark> <mark>running</mark> <mark>board</mark> in his drawer in case the server goes, and Chloe, who is nineteen
//!   0.12  Slow session: <mark>retired</mark> dentist, asked what I had paid. £180, from a man in Chesterfield. He looked
//!
//! Colleagues, and how the latest analysis finds the day
//!   positive      Change day
//!   neutral       Yusuf goes
//!   positive      Thirteen people in a flat for four
//!   not analysed  Chloe's dad
//! ```

#![expect(clippy::print_stdout, reason = "it shows what happens")]

#[path = "data/entries_file.rs"]
mod entries_file;

use std::{error::Error, path::Path};

use annals::prelude::*;
use chrono::NaiveDate;

type Outcome = Result<(), Box<dyn Error>>;

#[tokio::main]
async fn main() -> Outcome {
    let sandbox = annals_sandbox::database().await?;
    let db = Database::connect(DatabaseConfig::new(sandbox.url())?).await?;
    let identity = Identity::email("anke@example.org");
    let anke = db.sign_up(NewAccount::with_identity("Anke", "anke@example.org", identity)).await?;
    let context = anke.context();
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/data/entries.json");
    let (entries, analyses) = entries_file::read(&file, anke.user.id)?;
    let journal = db.scope(&context).journal();
    journal.create_many(entries).await?;
    journal.record_analyses(analyses).await?;

    // Days, tags and moods, in the order of the days; `matching` takes any further test.
    let day = |month, day| NaiveDate::from_ymd_opt(2026, month, day).ok_or("a day of the calendar");
    let at_work = EntryFilter {
        matching: Filter::field("title").is_null(false),
        ..EntryFilter::default()
            .between_days(day(6, 1)?, day(6, 30)?)
            .tagged(["work"])
            .mood_between(6, 10)
    };
    let by_day = PageRequest::of(4).ordered(Order::by("entry_date"));
    println!("Good days at work in June");
    show(&journal.list(at_work, by_day).await?.items);

    // Whatever the JSON holds, by path: numbers are numbers.
    let cool = Filter::field("raw_data.weather.temp_c").between(10, 18);
    let here = Filter::field("raw_data.location.city").eq("Sheffield");
    let cool = EntryFilter { matching: cool.and(here), ..EntryFilter::default() };
    println!("\nCool in Sheffield: {} entries, the last two", journal.count(cool.clone()).await?);
    show(&journal.list(cool, PageRequest::of(2)).await?.items);

    // The second page costs what the first one does, whatever was written meanwhile.
    let first = journal.list(EntryFilter::default(), PageRequest::of(50)).await?;
    let next = PageRequest::of(3).after(first.next.ok_or("another page")?);
    println!("\nAfter the first fifty");
    show(&journal.list(EntryFilter::default(), next).await?.items);

    let search = Search::web("\"paper running board\" OR retirement");
    let found = journal.search(search, EntryFilter::default(), SearchRequest::of(2)).await?;
    println!("\nSearched for");
    for Found { row, rank, snippet, .. } in found.items {
        println!("  {rank:.2}  {}: {}", headline(&row), snippet.to_html());
    }

    // Two statements, however many entries a page has.
    let colleagues = EntryFilter::default().tagged(["colleagues"]);
    println!("\nColleagues, and how the latest analysis finds the day");
    for day in journal.list_with_latest_analyses(colleagues, PageRequest::of(4)).await?.items {
        let found = day.latest("sentiment_analysis").map(|it| it.processed_data.to_value());
        let label = found.transpose()?.unwrap_or_default()["label"].clone();
        let label = label.as_str().unwrap_or("not analysed");
        println!("  {label:<12}  {}", headline(&day.entry));
    }
    Ok(())
}

fn show(entries: &[Entry]) {
    for entry in entries {
        let day = entry.entry_date.map(|day| day.to_string()).unwrap_or_default();
        let mood = entry.mood_score.map(|mood| mood.to_string()).unwrap_or_default();
        println!("  {day:<10}  {mood:>5}  {}", headline(entry));
    }
}

fn headline(entry: &Entry) -> String {
    let words = entry.title.as_deref().or(entry.content.as_deref()).unwrap_or("(empty)");
    words.chars().take(40).collect()
}
