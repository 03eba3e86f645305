//! The migrations, in order. A released step never changes.

/// (name, source).
pub(crate) static STEPS: [(&str, &str); 32] = [
    (
        "0001_directory",
        include_str!("../../../migrations/0001_directory.sql"),
    ),
    (
        "0002_identity",
        include_str!("../../../migrations/0002_identity.sql"),
    ),
    ("0003_audit", include_str!("../../../migrations/0003_audit.sql")),
    ("0004_post", include_str!("../../../migrations/0004_post.sql")),
    (
        "0005_learning",
        include_str!("../../../migrations/0005_learning.sql"),
    ),
    (
        "0006_responses",
        include_str!("../../../migrations/0006_responses.sql"),
    ),
    ("0007_ledger", include_str!("../../../migrations/0007_ledger.sql")),
    (
        "0008_insight",
        include_str!("../../../migrations/0008_insight.sql"),
    ),
    (
        "0009_answered",
        include_str!("../../../migrations/0009_answered.sql"),
    ),
    (
        "0010_programme_version",
        include_str!("../../../migrations/0010_programme_version.sql"),
    ),
    ("0011_backup", include_str!("../../../migrations/0011_backup.sql")),
    (
        "0012_release_purpose",
        include_str!("../../../migrations/0012_release_purpose.sql"),
    ),
    (
        "0013_cancel_reason",
        include_str!("../../../migrations/0013_cancel_reason.sql"),
    ),
    ("0014_quotes", include_str!("../../../migrations/0014_quotes.sql")),
    (
        "0015_bookings",
        include_str!("../../../migrations/0015_bookings.sql"),
    ),
    (
        "0016_audit_whole",
        include_str!("../../../migrations/0016_audit_whole.sql"),
    ),
    (
        "0017_area_version",
        include_str!("../../../migrations/0017_area_version.sql"),
    ),
    (
        "0018_register_undo",
        include_str!("../../../migrations/0018_register_undo.sql"),
    ),
    (
        "0019_release_claims",
        include_str!("../../../migrations/0019_release_claims.sql"),
    ),
    (
        "0020_planning",
        include_str!("../../../migrations/0020_planning.sql"),
    ),
    (
        "0021_trainer_steps",
        include_str!("../../../migrations/0021_trainer_steps.sql"),
    ),
    (
        "0022_closing_date",
        include_str!("../../../migrations/0022_closing_date.sql"),
    ),
    (
        "0023_held_places",
        include_str!("../../../migrations/0023_held_places.sql"),
    ),
    (
        "0024_in_house",
        include_str!("../../../migrations/0024_in_house.sql"),
    ),
    (
        "0025_booking_rules",
        include_str!("../../../migrations/0025_booking_rules.sql"),
    ),
    ("0026_feeds", include_str!("../../../migrations/0026_feeds.sql")),
    (
        "0027_owed_owner",
        include_str!("../../../migrations/0027_owed_owner.sql"),
    ),
    (
        "0028_certificates",
        include_str!("../../../migrations/0028_certificates.sql"),
    ),
    (
        "0029_kept_registers",
        include_str!("../../../migrations/0029_kept_registers.sql"),
    ),
    (
        "0030_register_import",
        include_str!("../../../migrations/0030_register_import.sql"),
    ),
    ("0031_coding", include_str!("../../../migrations/0031_coding.sql")),
    (
        "0032_follow_ups",
        include_str!("../../../migrations/0032_follow_ups.sql"),
    ),
];
