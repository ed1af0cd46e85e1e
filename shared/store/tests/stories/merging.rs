//! Vendors and stores are merged in the middle of a story, and come back: what counts is what the model gives for files
//! that had spelled them so from the first.

use proptest::prelude::*;
use sellout_model::rule::{Book, Load as ModelLoad, ModelStatement};
use sellout_model::{Channel, Mode, Place, PlaceParts, StoreKey};
use sellout_store::merges::{self, NewMerge, Seat};
use sellout_store::stores::{self, NewStore};
use sellout_store::vendors::{self, NewVendor};

use super::{World, accept, counted, current_version, finish_load, keys, model_load, now};
use crate::scenario::places;

/// One merge of the made-up places.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Merge {
    /// Paris is Madrid.
    Stores,
    /// What is sold online in Madrid is sold there.
    Channels,
    /// The one vendor is the other.
    Vendors,
    /// The other is the one.
    Back,
}

/// A strategy for one or two merges that do not contradict each other.
pub(crate) fn merges_made() -> impl Strategy<Value = Vec<Merge>> {
    let all = vec![
        vec![Merge::Stores],
        vec![Merge::Channels],
        vec![Merge::Vendors],
        vec![Merge::Back],
        vec![Merge::Stores, Merge::Vendors],
        vec![Merge::Stores, Merge::Channels],
        vec![Merge::Channels, Merge::Back],
    ];
    prop::sample::select(all)
}

impl Merge {
    fn asked(self) -> NewMerge {
        let store = |key: &str, channel: &str| Seat {
            vendor: "acme".to_owned(),
            store: key.to_owned(),
            channel: channel.to_owned(),
        };
        let (into_store, into_channel) = ("madrid".to_owned(), "offline".to_owned());
        match self {
            Self::Stores => NewMerge::Store { from: store("paris", "offline"), into_store, into_channel },
            Self::Channels => NewMerge::Store { from: store("madrid", "online"), into_store, into_channel },
            Self::Vendors => NewMerge::Vendor { from: "acme".to_owned(), into: "other".to_owned() },
            Self::Back => NewMerge::Vendor { from: "other".to_owned(), into: "acme".to_owned() },
        }
    }

    fn place(self, mut place: Place) -> Place {
        let madrid = StoreKey::of_name("madrid");
        match (self, &mut place.parts) {
            (Self::Stores, PlaceParts::Period { store, channel: Channel::Offline, .. })
                if place.vendor == "acme" && store.as_str() == "paris" =>
            {
                *store = madrid;
            }
            (Self::Channels, PlaceParts::Period { store, channel, .. })
                if place.vendor == "acme" && *store == madrid && *channel == Channel::Online =>
            {
                *channel = Channel::Offline;
            }
            (Self::Vendors, _) if place.vendor == "acme" => "other".clone_into(&mut place.vendor),
            (Self::Back, _) if place.vendor == "other" => "acme".clone_into(&mut place.vendor),
            _ => {}
        }
        place
    }
}

/// A load as it would be if its file had spelled everything so.
fn spelled(load: &ModelLoad, merges: &[Merge]) -> ModelLoad {
    let mut so = ModelLoad::new();
    for statement in load {
        let place = merges.iter().fold(statement.place.clone(), |place, merge| merge.place(place));
        match so.iter_mut().find(|other| other.place == place) {
            Some(other) => other.rows.extend(statement.rows.iter().copied()),
            None => so.push(ModelStatement { place, rows: statement.rows.clone() }),
        }
    }
    so
}

impl World {
    /// Makes the merges, loads one more file in the old spelling, and takes them back, the last one first.
    pub(crate) async fn merge_and_take_back(&mut self, made: &[Merge], late: &[(u8, Vec<(u8, u8)>)], mode: Mode) {
        self.name_everybody().await;
        let mut ids = Vec::new();
        for count in 1..=made.len() {
            let tx = self.db.begin().await.expect("a transaction");
            ids.push(merges::create(&tx, self.org, &made[count - 1].asked(), None, now()).await.expect("merged").id);
            tx.commit().await.expect("committed");
            self.settle().await;
            self.check_merged(&made[..count]).await;
        }
        self.ids.push(accept(&self.db, self.org, Some(mode), false).await);
        let number = self.ids.len() as i64;
        self.sent.insert(number, (model_load(late), mode, false));
        let asks = finish_load(&self.db, self.org, self.id(number), &model_load(late), mode).await;
        assert!(!asks, "a mode was given");
        self.check_merged(made).await;
        for (count, id) in ids.into_iter().enumerate().rev() {
            let told = merges::preview_undo(&self.db, self.org, id, now()).await.expect("a preview");
            let tx = self.db.begin().await.expect("a transaction");
            merges::take_back(&tx, self.org, id, now()).await.expect("asked").expect("taken back");
            tx.commit().await.expect("committed");
            assert_eq!(self.settle().await, told, "the preview of taking back {:?}", made[count]);
            self.check_merged(&made[..count]).await;
        }
        self.check_past().await;
    }

    /// Moves what is elsewhere; a second time there is nothing to move.
    async fn settle(&self) -> merges::Moves {
        let tx = self.db.begin().await.expect("a transaction");
        let moves = merges::settle(&tx, self.org, now()).await.expect("settled");
        tx.commit().await.expect("committed");
        let tx = self.db.begin().await.expect("a transaction");
        let again = merges::settle(&tx, self.org, now()).await.expect("settled");
        tx.commit().await.expect("committed");
        assert_eq!((again.statements, again.version), (0, moves.version));
        moves
    }

    /// What counts now is what the model gives for the newest loads in this spelling.
    async fn check_merged(&self, merges: &[Merge]) {
        let mut book = Book::default();
        for (number, (load, mode, forced)) in &self.sent {
            if !self.undone.contains(number) && !self.book.waits(*number) {
                book.accept(*number, Some(*mode), *mode, *forced);
                book.finish(*number, spelled(load, merges));
            }
        }
        let expected = keys(&book.as_of(book.version()));
        let version = current_version(&self.db, self.org).await;
        assert_eq!(counted(&self.db, self.org, version).await, expected, "after {merges:?}");
    }

    async fn name_everybody(&self) {
        let (mut named, tx) = (Vec::new(), self.db.begin().await.expect("a transaction"));
        let all = ["acme", "other"].map(|code| NewVendor { code, name: code });
        vendors::ensure(&tx, self.org, &all, now()).await.expect("vendors");
        for place in places() {
            if let PlaceParts::Period { store, channel, .. } = place.parts
                && !store.is_all()
            {
                let name = store.as_str().to_owned();
                named.push(NewStore { vendor: place.vendor, key: store, channel, name });
            }
        }
        stores::ensure(&tx, self.org, &named, now()).await.expect("stores");
        tx.commit().await.expect("committed");
    }
}
