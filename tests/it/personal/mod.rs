//! Personal data: which columns have them, and who has read them.

mod classes;
mod reads;
