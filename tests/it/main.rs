//! One binary of tests of the whole: the rules of the house, and stories through the front door.

mod architecture;
mod figures;
mod house;
mod made;
mod main_story;
