//! Statements.

use store::testing::{check_catalogue, database};

/// Every statement of every crate compiles on the engine, with no fragment, each, and all.
#[test]
fn every_statement_compiles() {
    let database = database();
    let all = [
        access::catalogue(),
        audit::catalogue(),
        front::catalogue(),
        identity::catalogue(),
        post::catalogue(),
        directory::catalogue(),
        learning::catalogue(),
        responses::catalogue(),
        ledger::catalogue(),
        insight::catalogue(),
    ]
    .concat();
    assert!(all.len() > 150, "{} statements", all.len());
    check_catalogue(&database, &all).unwrap();
}
