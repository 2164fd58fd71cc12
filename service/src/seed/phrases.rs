//! What the people of a demo write.

use super::chance::Chance;

pub(super) const NAMES: [&str; 8] =
    ["Ada", "Yusuf", "Marta", "Kofi", "Ines", "Tomas", "Leila", "Jonas"];

pub(super) const TAGS: [&str; 12] = [
    "work",
    "family",
    "sleep",
    "running",
    "stress",
    "gratitude",
    "reading",
    "garden",
    "travel",
    "music",
    "anxiety",
    "friends",
];

pub(super) const CATEGORIES: [&str; 4] = ["health", "relations", "growth", "leisure"];

/// What an entry is made of, in one language.
pub(super) struct Phrases {
    pub(super) language: &'static str,
    titles: &'static [&'static str],
    openings: &'static [&'static str],
    good: &'static [&'static str],
    bad: &'static [&'static str],
    closings: &'static [&'static str],
}

pub(super) const ENGLISH: Phrases = Phrases {
    language: "en",
    titles: &[
        "A walk by the canal",
        "What stayed",
        "Small things",
        "Before the week",
        "The long meeting",
        "Rain again",
    ],
    openings: &[
        "It rained until noon, and the canal stood high.",
        "I woke before the alarm and lay still for a while.",
        "The tram was full of people from the night shift.",
        "Breakfast on the balcony, with the radio on.",
        "A day of telephone calls, one after the other.",
    ],
    good: &[
        "Yusuf called, and we laughed about the old kitchen.",
        "I ran the long way round and was not out of breath.",
        "The tomatoes have come up at last.",
        "We finished the draft, a week before its time.",
        "I read forty pages without looking at the telephone.",
    ],
    bad: &[
        "I could not think of anything but the deadline.",
        "We argued about money, as we do each autumn.",
        "My back hurts when I sit for longer than an hour.",
        "I had promised to write, and did not.",
        "The meeting ate the whole afternoon.",
    ],
    closings: &[
        "Tomorrow I will begin with the hardest thing.",
        "To bed early, with a book.",
        "I am grateful for the quiet of this evening.",
        "Let me look at this again in a month.",
        "Enough for today.",
    ],
};

pub(super) const GERMAN: Phrases = Phrases {
    language: "de",
    titles: &["Am Kanal", "Was bleibt", "Kleine Dinge", "Vor der Woche", "Wieder Regen"],
    openings: &[
        "Bis zum Mittag hat es geregnet, und der Kanal stand hoch.",
        "Ich bin vor dem Wecker aufgewacht.",
        "Die Straßenbahn war voller Leute aus der Nachtschicht.",
    ],
    good: &[
        "Yusuf hat angerufen, und wir haben viel gelacht.",
        "Ich bin die lange Strecke gelaufen.",
        "Die Tomaten sind endlich aufgegangen.",
    ],
    bad: &[
        "Ich konnte an nichts als die Frist denken.",
        "Wir haben wieder über Geld gestritten.",
        "Die Besprechung hat den ganzen Nachmittag gekostet.",
    ],
    closings: &[
        "Früh ins Bett, mit einem Buch.",
        "Für heute ist es genug.",
        "Morgen beginne ich mit dem Schwersten.",
    ],
};

impl Phrases {
    pub(super) fn title(&self, chance: &mut Chance) -> String {
        chance.pick(self.titles).to_owned()
    }

    /// A text of some sentences, the brighter the higher the mood, which goes from 0 to 100.
    pub(super) fn text(&self, chance: &mut Chance, mood: u32) -> String {
        let mut sentences = vec![chance.pick(self.openings)];
        for _ in 0..chance.between(1, 6) {
            let of = if chance.below(100) < mood { self.good } else { self.bad };
            sentences.push(chance.pick(of));
        }
        sentences.push(chance.pick(self.closings));
        sentences.join(" ")
    }
}

/// A paragraph of a document.
pub(super) fn paragraph(chance: &mut Chance) -> String {
    const SENTENCES: [&str; 8] = [
        "The service keeps what a user writes, and nothing else.",
        "Each request names the account that it works for.",
        "A reader finds the newest version first.",
        "What can be told apart is kept apart.",
        "Costs grow with the number of documents, not of users.",
        "Nothing is deleted that cannot be brought back within a month.",
        "An export is made in the background and fetched within a day.",
        "Open question: who may see the drafts of a colleague?",
    ];
    let count = usize::try_from(chance.between(3, 6)).unwrap_or(3);
    chance.some(&SENTENCES, count).join(" ")
}
