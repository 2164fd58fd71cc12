//! Pages of lists: wherever a page is, it reads about as many rows as it has.

use annals::{
    entity::{conversations, documents, journal_entries, messages, processed_content},
    prelude::*,
    service::query::TenantEntity,
};

use super::{seed::Seeded, watched::Watched};
use crate::support::TestResult;

const SIZE: u64 = 20;
/// A row more than the page has, from each of the two or three ranges that an order may be read by.
const MOST: u32 = 65;

pub(super) async fn first_pages_and_deep_ones(watched: &Watched, account: &Seeded) -> TestResult {
    let walk = Walk { watched, account };
    let id = account.user;
    let by_user = || Filter::field("user_id").eq(id);
    let by_time = "idx_journal_entries_created_at";
    walk.through::<journal_entries::Entity>(by_time, Filter::default(), "created_at").await?;
    walk.through::<journal_entries::Entity>(by_time, Filter::default(), "-created_at").await?;
    let by_user_and_time = "idx_journal_entries_user_id_created_at";
    walk.through::<journal_entries::Entity>(by_user_and_time, by_user(), "-created_at").await?;
    let by_date = "idx_journal_entries_user_id_entry_date";
    for order in ["entry_date", "-entry_date", "entry_date:nulls_first"] {
        walk.through::<journal_entries::Entity>(by_date, by_user(), order).await?;
    }
    walk.by_id::<journal_entries::Entity>("pk_journal_entries").await?;
    walk.by_id::<processed_content::Entity>("pk_processed_content").await?;
    walk.by_id::<conversations::Entity>("pk_conversations").await?;
    walk.by_id::<documents::Entity>("pk_documents").await?;
    walk.by_id::<messages::Entity>("pk_messages").await?;

    let of_task = Filter::field("task_type").eq("task-1");
    let by_task = "idx_processed_content_task_type_created_at";
    walk.through::<processed_content::Entity>(by_task, of_task.clone(), "-created_at").await?;
    let by_user_and_task = "idx_processed_content_user_id_task_type_created_at";
    let of_both = of_task.and(by_user());
    walk.through::<processed_content::Entity>(by_user_and_task, of_both, "-created_at").await?;

    let chats = by_user().and(Filter::field("session_type").eq("chat"));
    // All conversations of an account are one user's chats here: where few are expected, the index over
    // the whole account is as good.
    let by_message = "idx_conversations_*last_message_at";
    for order in ["-last_message_at", "last_message_at", "-last_message_at:nulls_last"] {
        walk.through::<conversations::Entity>(by_message, chats.clone(), order).await?;
    }

    let of_project = Filter::field("project_id").eq(id);
    let by_project = "idx_documents_project_id_created_at";
    walk.through::<documents::Entity>(by_project, of_project, "-created_at").await?;

    walk.of_a_conversation().await
}

struct Walk<'a> {
    watched: &'a Watched,
    account: &'a Seeded,
}

impl Walk<'_> {
    /// A list without an order of its own, and the same backwards.
    async fn by_id<E: TenantEntity>(&self, key: &str) -> TestResult {
        self.through::<E>(key, Filter::default(), "").await?;
        self.through::<E>(key, Filter::default(), "id").await
    }

    /// The first page, the last one, the one before it, and from there the last one again.
    async fn through<E: TenantEntity>(
        &self,
        index: &str,
        filter: Filter,
        order: &str,
    ) -> TestResult {
        let request = PageRequest::of(SIZE).ordered(order.parse()?);
        self.page::<E>(index, &filter, request.clone()).await?;
        let last = self.page::<E>(index, &filter, request.clone().last()).await?;
        let Some(previous) = last.previous else { return Ok(()) };
        let before = self.page::<E>(index, &filter, request.clone().before(previous)).await?;
        let next = before.next.ok_or("the last page comes after it")?;
        self.page::<E>(index, &filter, request.after(next)).await?;
        Ok(())
    }

    async fn page<E: TenantEntity>(
        &self,
        index: &str,
        filter: &Filter,
        request: PageRequest,
    ) -> TestResult<Page<E::Model>> {
        let shown = format!("{filter} {request:?}");
        let read = self.watched.db.read(&self.account.context);
        let repository = read.repository::<E>();
        let list = repository.list(filter.clone(), request);
        let page = self.watched.uses_at_most(MOST, index, self.account, list).await;
        page.map_err(|error| format!("{shown}: {error}").into())
    }

    async fn of_a_conversation(&self) -> TestResult {
        let read = self.watched.db.read(&self.account.context);
        let talks = read.repository::<conversations::Entity>();
        let talks = talks.list(Filter::default(), PageRequest::of(1)).await?;
        let talk = talks.items.first().ok_or("a conversation")?;
        let index = "idx_messages_conversation_id_created_at";
        let of_talk = Filter::field("conversation_id").eq(talk.id);
        self.through::<messages::Entity>(index, of_talk.clone(), "created_at").await?;
        let index = "idx_messages_conversation_id_*";
        self.through::<messages::Entity>(index, of_talk, "position").await
    }
}
