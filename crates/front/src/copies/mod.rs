//! Files with personal data that leave (SG8). Each is asked for with a reason, a recipient and a last day; carries a mark of its own; and
//! stands in the trail and in the list of copies. There is no other way out for such a file: a house test walks every route.

mod file;
mod held;
mod list;
mod note;
mod page;
pub(crate) mod records;

pub use file::{Leaving, mark_of, whole};
pub use held::{Held, held, holding};
pub use list::{CopyOut, Query, Which, confirm, count, list, one, over_own};
pub use note::{NewCopy, load};
pub use page::{ask, take};

use access::Guarded;
use kernel::Id;
use store::Stmt;

/// A copy in sight.
#[derive(Clone, Copy, Debug)]
pub struct CopyRecord;
impl Guarded for CopyRecord {
    type Id = Id;
    const KIND: &'static str = "copy";
    const GUARD: &'static Stmt = &records::COPY_GUARD;
}

/// The longest reason, and the longest name of who it is for.
const LONGEST: usize = 200;
/// A copy is needed for so many days, unless somebody says otherwise.
const USUAL_DAYS: i64 = 30;
/// And for so many at most.
const MOST_DAYS: i64 = 366;
