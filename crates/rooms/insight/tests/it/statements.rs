//! Every statement compiles on the engine, with every one of its filters.

#[test]
fn every_statement_compiles() {
    let db = store::testing::database();
    store::testing::check_catalogue(&db, &insight::catalogue()).unwrap();
}
