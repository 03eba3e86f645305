//! Of whom more is known than that she stands in a file of earlier years.

/// A mark (`t`) that no file of earlier years made.
macro_rules! first_hand {
    () => {
        "not exists (select 1 from earlier_person ep where ep.attendance_id = t.id)"
    };
}

/// Somebody (`l`) who booked, or was marked, other than by a file: to anybody else nothing is sent of which nobody thought for her alone.
macro_rules! known_first_hand {
    () => {
        concat!(
            "(exists (select 1 from booking fb where fb.learner_id = l.id and fb.source <> 'loaded') or exists (select 1 from attendance t where t.learner_id = l.id and ",
            $crate::records::first_hand::first_hand!(),
            "))"
        )
    };
}

pub(super) use {first_hand, known_first_hand};
