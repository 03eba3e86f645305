//! Every statement compiles, with no fragment, each and all.

#[test]
fn every_statement_compiles() {
    let database = store::testing::database();
    let count = store::testing::check_catalogue(&database, &learning::catalogue()).unwrap_or_else(|wrong| {
        panic!("{}", wrong.join("\n"));
    });
    assert!(count > 60);
}
