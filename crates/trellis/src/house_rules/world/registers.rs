//! What stands in the paths around a register: a file that was read for it, and marks from a device that wait; and files of earlier years.

use super::World;
use kernel::{Entropy, Id};
use std::sync::Arc;
use store::values;

store::statements! {
    FILE_READ = "insert into register_import (id, session_id, session_day_id, account_id, made_at, kind, rows_sealed) values (?1, ?2, ?3, ?4, ?5, 'list', ?6)";
    EARLIER = "insert into earlier_import (id, account_id, made_at, name, file_hash, state, headings, sheets_sealed, mapping_sealed, taken_at) \
        values (?1, ?2, ?3, 'Of before', '00', ?4, ?5, ?6, ?7, ?3)";
    PHOTOGRAPHED = "insert into sheet_photograph (id, name, session_id, session_day_id, sent_by, sent_at, scan, scanned_at, size, picture_sealed) \
        values (?1, ?2, ?3, ?4, ?5, ?6, 'clean', ?6, 4, ?7)";
    KEPT = "insert into kept_register (id, session_id, account_id, token_blind, made_at, ends_at) values (?1, ?2, ?3, ?4, ?5, ?6)";
    KEPT_MARK = "insert into kept_mark (id, kept_id, session_id, day_id, subject, seq, there, at, received_at, state, why, walk_in_sealed) \
        values (?1, ?2, ?3, ?4, ?1, ?5, true, ?6, ?6, ?7, ?8, ?9)";
}

/// A grey picture of two by two.
const GREY: &[u8] = b"\x89PNG\x0d\x0a\x1a\x0a\x00\x00\x00\x0dIHDR\x00\x00\x00\x02\x00\x00\x00\x02\x08\x00\x00\x00\x00W\xddR\xf8\x00\x00\x00\x0cIDATx\x9cc`\xf8\x0f\x84\x00\x06\x00\x01\xff\x93\xd1\xe4\x89\x00\x00\x00\x00IEND\xaeB`\x82";

impl World {
    /// A file that the coordinator sent for a day's register.
    pub(super) fn file_read(&self, session: Id, day: Id) -> Id {
        let (id, now, by) = (
            Id::fresh(&self.clock, &*self.entropy),
            self.clock_now(),
            self.account_of("coordinator"),
        );
        let entropy = Arc::clone(&self.entropy);
        self.write(move |tx| {
            let rows = r#"[{"line":2,"name":"Someone read","email":"","seconds":null,"absent":false}]"#;
            let sealed = tx
                .keys()
                .seal("register_import", "rows_sealed", id, rows.as_bytes(), &*entropy);
            Ok(tx.run(&FILE_READ, values![id, session, day, by.0, now, sealed])?)
        });
        id
    }

    /// A photograph of a day's paper sheet: its record and its name.
    pub(super) fn photographed(&self, session: Id, day: Id) -> (Id, String) {
        let (id, now, by) = (
            Id::fresh(&self.clock, &*self.entropy),
            self.clock_now(),
            self.account_of("coordinator"),
        );
        let (entropy, name) = (Arc::clone(&self.entropy), self.entropy.token());
        let own = name.clone();
        self.write(move |tx| {
            let picture = paper::photograph::anew(GREY).unwrap();
            let sealed = tx
                .keys()
                .seal("sheet_photograph", "picture_sealed", id, &picture, &*entropy);
            let values = values![id, &own, session, day, by.0, now, sealed];
            Ok(tx.run(&PHOTOGRAPHED, values)?)
        });
        (id, name)
    }

    /// A file of earlier years that the coordinator sent, looked at or taken in.
    pub(super) fn earlier(&self, state: &'static str) -> Id {
        let (id, now, by) = (
            Id::fresh(&self.clock, &*self.entropy),
            self.clock_now(),
            self.account_of("coordinator"),
        );
        let entropy = Arc::clone(&self.entropy);
        self.write(move |tx| {
            let seal = |column, text: &str| {
                tx.keys()
                    .seal("earlier_import", column, id, text.as_bytes(), &*entropy)
            };
            let sheets = seal(
                "sheets_sealed",
                r#"[["",[["Day","Course","Area"],["2019-04-23","Difficult conversations (invented)","East"]]]]"#,
            );
            let mapping = seal(
                "mapping_sealed",
                r#"{"sheet":0,"heading":0,"columns":{"day":0,"course":1,"area":2},"order":null,"areas":{},"courses":{},"asks":false}"#,
            );
            let values = values![id, by.0, now, state, vec![7_u8; 32], sheets, mapping];
            Ok(tx.run(&EARLIER, values)?)
        });
        id
    }

    /// Marks from a device: one that the trainer settles, one that the coordinator decides about.
    pub(super) fn marks_wait(&self, session: Id, day: Id) {
        let fresh = || Id::fresh(&self.clock, &*self.entropy);
        let (kept, waits, held) = (fresh(), fresh(), fresh());
        let (now, by) = (self.clock_now(), self.account_of("trainer"));
        let entropy = Arc::clone(&self.entropy);
        self.write(move |tx| {
            let ends = now.plus_seconds(3600);
            tx.run(&KEPT, values![kept, session, by.0, vec![7_u8; 32], now, ends])?;
            for (seq, id, state, why) in [(1_i64, waits, "waits", None), (2, held, "held", Some("left"))] {
                let walk_in = r#"{"name":"Someone unbooked","email":""}"#;
                let sealed = tx
                    .keys()
                    .seal("kept_mark", "walk_in_sealed", id, walk_in.as_bytes(), &*entropy);
                let why = store::Value::from(why);
                tx.run(
                    &KEPT_MARK,
                    values![id, kept, session, day, seq, now, state, why, sealed],
                )?;
            }
            Ok(())
        });
    }

    fn clock_now(&self) -> kernel::Instant {
        kernel::Clock::now(&self.clock)
    }
}
