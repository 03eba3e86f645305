//! What a manager who agrees to a booking says that her organisation will review, by a day: made with her yes, answered by her own link,
//! reminded before the day and after it.

pub mod make;
pub mod own;
pub mod reading;
pub mod remind;
