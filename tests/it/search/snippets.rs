//! How a found row is shown.

use annals::prelude::*;

use super::{search, write};
use crate::support::{TestResult, fixture};

#[tokio::test]
async fn what_is_found_is_marked_and_the_content_can_do_nothing_to_a_page() -> TestResult {
    let fixture = fixture().await?;
    let ada = fixture.sign_up().await?;
    let title = "<img src=x onerror=alert(1)> mountains & <mark>";
    let content = "1 < 2 <script>alert('x')</script> \u{2}no mark\u{3} \"the\" mountains </mark> & <b onclick=\"y\">hills";
    write(&fixture, &ada, title, content).await?;

    let page = search(&fixture, &ada, Search::web("mountain")).await?;

    let found = &page.items[0];
    let title_shown = found.title.as_ref().ok_or("it has a title")?;
    assert_eq!(title_shown.text, title);
    assert_eq!(
        title_shown.to_html(),
        "&lt;img src=x onerror=alert(1)&gt; <mark>mountains</mark> &amp; &lt;mark&gt;"
    );
    let marked: Vec<&str> =
        found.snippet.matches.iter().map(|place| &found.snippet.text[place.clone()]).collect();
    assert_eq!(marked, ["mountains"]);
    let html = found.snippet.to_html();
    assert_eq!(html.matches('<').count(), 2, "{html}");
    assert!(html.contains("no mark") && html.contains("<mark>mountains</mark>"), "{html}");
    Ok(())
}

#[tokio::test]
async fn a_snippet_is_short_and_shows_the_place() -> TestResult {
    let fixture = fixture().await?;
    let ada = fixture.sign_up().await?;
    let content = format!("{} zeppelin {}", "lorem ipsum ".repeat(300), "dolor sit ".repeat(300));
    write(&fixture, &ada, "long", &content).await?;
    write(&fixture, &ada, "one word", &format!("zeppelin-{}", "x".repeat(100_000))).await?;
    write(&fixture, &ada, "late", &format!("{}zeppelin", "lorem ipsum ".repeat(1_000))).await?;

    let page = search(&fixture, &ada, Search::web("zeppelins")).await?;

    assert_eq!(page.items.len(), 3);
    for found in &page.items {
        assert!(found.snippet.text.chars().count() <= 1_000, "{:?}", found.row.title);
        if found.row.title.as_deref() == Some("long") {
            assert!(found.snippet.to_html().contains("<mark>zeppelin</mark>"));
        }
    }
    Ok(())
}
