//! Which businesses are found.

use annals::prelude::*;
use uuid::Uuid;

use crate::support::{TestResult, fixture};

#[tokio::test]
async fn every_condition_finds_the_businesses_it_names_and_no_deleted_one() -> TestResult {
    let fixture = fixture().await?;
    let (ada, bob) = (fixture.sign_up().await?, fixture.sign_up().await?);
    let mut ids = Vec::new();
    for user in [&bob, &ada] {
        let context = user.context();
        let businesses = fixture.db.scope(&context).businesses();
        ids.clear();
        for (name, stage, industry) in [
            ("Bakery", "idea", None),
            ("Café", "growth", Some("retail")),
            ("Shop", "growth", Some("retail")),
        ] {
            let industry = industry.map(str::to_owned);
            let stage = stage.to_owned();
            let new = NewBusiness { stage, industry, ..NewBusiness::of(user.user.id, name) };
            ids.push(businesses.create(new).await?.id);
        }
        businesses.delete(ids[2]).await?;
    }
    let context = ada.context();
    let businesses = fixture.db.read(&context).businesses();
    let first = businesses.find(ids[1]).await?.ok_or("it is there")?.created_at.to_utc();
    let all = BusinessFilter::default;
    let cases: Vec<(BusinessFilter, &[usize])> = vec![
        (all(), &[1, 0]),
        (BusinessFilter { deleted: Deleted::Included, ..all() }, &[2, 1, 0]),
        (BusinessFilter { user_id: Some(ada.user.id), ..all() }, &[1, 0]),
        (BusinessFilter { user_id: Some(bob.user.id), ..all() }, &[]),
        (BusinessFilter { stage: Some("growth".into()), ..all() }, &[1]),
        (BusinessFilter { industry: Some("retail".into()), ..all() }, &[1]),
        (BusinessFilter { created_from: Some(first), ..all() }, &[1]),
        (BusinessFilter { created_before: Some(first), ..all() }, &[0]),
        (BusinessFilter { matching: Filter::field("name").eq("Bakery"), ..all() }, &[0]),
    ];
    for (filter, found) in cases {
        let page = businesses.list(filter.clone(), PageRequest::default()).await?;
        let listed: Vec<Uuid> = page.items.iter().map(|business| business.id).collect();
        let expected: Vec<Uuid> = found.iter().map(|position| ids[*position]).collect();
        assert_eq!(listed, expected, "{filter:?}");
        assert_eq!(businesses.count(filter.clone()).await?, found.len() as u64, "{filter:?}");
        let numbered = businesses.list_by_offset(filter, OffsetRequest::page(1)).await?;
        assert_eq!((numbered.total, numbered.items), (found.len() as u64, page.items));
    }
    let unknown = BusinessFilter { matching: Filter::field("nam").eq("x"), ..all() };
    let error = businesses.list(unknown, PageRequest::default()).await.expect_err("no such field");
    assert!(error.to_string().contains(r#"did you mean "name"?"#), "{error}");
    Ok(())
}
